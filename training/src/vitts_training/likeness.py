"""How much speech sounds like a speaker: the likelihood of its frames in a mixture of normal distributions."""

from collections.abc import Sequence

import numpy as np

from vitts_training.audio import Array

_PARTS, _ROUNDS = 32, 25
_CHANNELS = slice(1, 26)
"""Cepstra without loudness, and their slopes."""
_LOUD = 0.4
_FLOOR = 1e-2


class Likeness:
    """Of one speaker, learned from recordings (`Features.heard`)."""

    def __init__(self, heard: Sequence[Array]) -> None:
        frames = _frames(heard)
        random = np.random.default_rng(0)
        self._means = frames[random.choice(len(frames), _PARTS, replace=False)]
        self._variances = np.tile(frames.var(axis=0), (_PARTS, 1))
        self._weights = np.full(_PARTS, 1 / _PARTS)
        for _ in range(_ROUNDS):
            shares = np.exp(self._parts(frames) - self._likelihoods(frames)[:, None])
            counts = shares.sum(axis=0) + 1e-3
            self._weights = counts / counts.sum()
            self._means = (shares.T @ frames) / counts[:, None]
            self._variances = (shares.T @ np.square(frames)) / counts[:, None] - np.square(self._means) + _FLOOR

    def of(self, heard: Sequence[Array]) -> float:
        """Mean logarithm of the likelihood of a frame; higher is more like the speaker."""
        return float(self._likelihoods(_frames(heard)).mean())

    def _likelihoods(self, frames: np.ndarray) -> np.ndarray:
        return np.asarray(np.logaddexp.reduce(self._parts(frames), axis=1))

    def _parts(self, frames: np.ndarray) -> np.ndarray:
        away = np.square(frames) @ (1 / self._variances).T - 2 * frames @ (self._means / self._variances).T
        constant = (np.square(self._means) / self._variances + np.log(2 * np.pi * self._variances)).sum(axis=1)
        return np.asarray(np.log(self._weights) - (away + constant) / 2)


def _frames(heard: Sequence[Array]) -> np.ndarray:
    """The louder frames of all."""
    whole = [one[::2] for one in heard]
    return np.concatenate([one[one[:, 0] > np.quantile(one[:, 0], _LOUD)][:, _CHANNELS] for one in whole]).astype(float)
