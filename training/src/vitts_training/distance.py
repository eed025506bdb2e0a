"""How far speech is from recordings: how differently the frames of their spectrograms are spread.

The Fréchet distance of two normal distributions (Heusel et al., 2017, for pictures; Kilgour et al., 2019, for sound),
here of logarithmic mel spectrograms, three frames beside each other, added up over windows of several lengths. No model
of what people hear is in it.
"""

from collections.abc import Callable, Iterable, Sequence

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt

from vitts_training.analysis import levelled
from vitts_training.audio import Array, read_sound, resample
from vitts_training.corpus import read_corpus, uses
from vitts_training.critics import EARS, listen
from vitts_training.envelope import RATE_HZ
from vitts_training.peer import Sound
from vitts_training.pipeline import Plan

_RECORDINGS = 300
_QUIET_SHARE = 0.3
_EVERY = 2
_SHORTEST = 1 << 14

_listen = jax.jit(listen)

_Spread = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]


class Recorded:
    """What speech is compared with. All sounds are at `envelope.RATE_HZ`."""

    def __init__(self, sounds: Iterable[Array]) -> None:
        self._spreads = _spreads(sounds)

    def distance(self, sounds: Iterable[Array]) -> float:
        """0 if these are spread alike."""
        return sum(_distance(*own, *other) for own, other in zip(self._spreads, _spreads(sounds), strict=True))


def distances(plan: Plan, texts: Sequence[str], speakers: dict[str, Callable[[str], Sound]]) -> dict[str, float]:
    """From the recordings of `plan` that are learned from: of those kept for the judgement (`speaker`), and of others.

    `speakers` say `texts`.
    """
    recordings = read_corpus(plan.corpus)
    use = uses(recordings, plan.choose, plan.judge, plan.seed)
    known, kept = ([one.path for one in recordings if use[one.name] == which] for which in ("train", "judge"))
    recorded = Recorded(read_sound(path, RATE_HZ) for path in known[:_RECORDINGS])
    found = {"speaker": recorded.distance(read_sound(path, RATE_HZ) for path in kept[:_RECORDINGS])}
    for name, speaker in speakers.items():
        found[name] = recorded.distance(resample(*speaker(text), RATE_HZ) for text in texts)
    return found


def _spreads(sounds: Iterable[Array]) -> list[_Spread]:
    """Mean and covariance for each ear."""
    heard = [_frames(samples) for samples in sounds]
    together = [np.concatenate(parts).astype(np.float64) for parts in zip(*heard, strict=True)]
    return [(frames.mean(axis=0), np.cov(frames.T)) for frames in together]


def _frames(samples: Array) -> list[Array]:
    """[times, 3 bands] for each ear, of what is loud."""
    length = max(_SHORTEST, 1 << (len(samples) - 1).bit_length())  # few lengths: JAX makes a program for each
    spectrograms = _listen(jnp.asarray(np.pad(levelled(samples), (0, length - len(samples))))[None])
    found = []
    for (size, _), whole in zip(EARS, spectrograms, strict=True):
        frames = np.asarray(whole)[0, : max(3, len(samples) // (size // 4) - 4)]
        loudness = frames.mean(axis=1)
        places = 1 + np.flatnonzero(loudness[1:-1] >= np.quantile(loudness, _QUIET_SHARE))[::_EVERY]
        found.append(np.concatenate([frames[places - 1], frames[places], frames[places + 1]], axis=1))
    return found


def _distance(
    mean: npt.NDArray[np.float64],
    covariance: npt.NDArray[np.float64],
    other_mean: npt.NDArray[np.float64],
    other_covariance: npt.NDArray[np.float64],
) -> float:
    """|difference of means|² and the trace of C + D - 2 (C D)^(1/2)."""
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0))
    shared = np.linalg.eigvalsh(root.T @ other_covariance @ root)
    apart = np.trace(covariance) + np.trace(other_covariance) - 2 * np.sqrt(np.maximum(shared, 0)).sum()
    return float(np.square(mean - other_mean).sum() + apart)
