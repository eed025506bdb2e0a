"""Hidden Markov models of sounds, from nothing but recordings and what is said in them: a flat start and Viterbi.

Each sound has three states in a row, each with one Gaussian: first with a diagonal covariance, later with a full one.
Pauses inside of an utterance may be skipped; where one is heard it lasts some frames.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vitts_training.audio import Array
from vitts_training.symbols import Columns

_STATES = 3
_PAUSE_FRAMES = 8
_NEVER = np.float32(-1e30)
_FLOOR = 0.02
_SHRINK = 40.0
"""How many frames the common covariance counts for beside a state's own."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Chain:
    """The states of one utterance in their order."""

    states: Ints
    """State number in the models."""
    columns: Ints
    """Column that each state belongs to."""
    skips: Ints
    """Where one may come from besides the state before; -1 for nowhere."""


def chain(columns: Columns, numbers: dict[str, int]) -> Chain:
    """`numbers` gets a first state number for each unit that is new."""
    states: list[int] = []
    owners: list[int] = []
    skips: list[int] = []
    before_pause: int | None = None
    last = len(columns.symbols) - 1
    for place, (part, unit) in enumerate(zip(columns.parts, columns.units(), strict=True)):
        if part == "mark":
            continue
        first = numbers.setdefault(unit, _STATES * len(numbers))
        is_optional = part == "pause" and place not in (0, last)
        if is_optional:
            before_pause = len(states) - 1
        own = [first] * (_PAUSE_FRAMES if is_optional else 1) if part == "pause" else [first, first + 1, first + 2]
        skips += [-1] * len(own)
        if not is_optional and before_pause is not None:
            skips[-len(own)] = before_pause
            before_pause = None
        states += own
        owners += [place] * len(own)
    return Chain(np.array(states), np.array(owners), np.array(skips))


def flat(path: Chain, loudness: Array) -> Ints:
    """A first guess: silence where it is quiet at the edges, all states between equally long."""
    loud = np.flatnonzero(loudness > loudness.max() - 0.35 * (loudness.max() - np.quantile(loudness, 0.02)))
    start, end = (loud[0], loud[-1] + 1) if len(loud) else (1, len(loudness) - 1)
    start, end = max(1, int(start)), min(len(loudness) - 1, int(end))
    inner = [place for place in range(1, len(path.states) - 1) if path.states[place] != path.states[0]]
    between = np.array(inner)[(np.arange(end - start) * len(inner)) // max(1, end - start)]
    return np.concatenate([np.zeros(start, int), between, np.full(len(loudness) - end, len(path.states) - 1)])


class Models:
    """The Gaussians of all states."""

    def __init__(self, heard: Sequence[Array], spoken: Sequence[Ints], count: int, *, is_full: bool) -> None:
        """`spoken` is the state number of each frame of `heard`."""
        frames = np.concatenate(list(heard)).astype(np.float64)
        owners = np.concatenate(list(spoken))
        size = frames.shape[1]
        common = np.cov(frames.T)
        self._means = np.tile(frames.mean(axis=0), (count, 1))
        self._whiten = np.empty((count, size, size), dtype=np.float32)
        self._constants = np.empty(count, dtype=np.float32)
        for state in range(count):
            own = frames[owners == state]
            spread = _within(own, common, is_full)
            if len(own):
                self._means[state] = own.mean(axis=0)
            inverse = np.linalg.inv(np.linalg.cholesky(spread))
            self._whiten[state] = inverse
            self._constants[state] = np.log(np.diag(inverse)).sum()

    def scores(self, heard: Array, states: Ints) -> Array:
        """Logarithm of the likelihood of each frame in each of the states: [frames, states]."""
        wanted, where = np.unique(states, return_inverse=True)
        whiten = self._whiten[wanted]
        flat_whiten = whiten.reshape(-1, whiten.shape[2])
        shift = np.einsum("sij,sj->si", whiten, self._means[wanted]).reshape(-1)
        white = heard @ flat_whiten.T - shift.astype(np.float32)
        distance = np.square(white).reshape(len(heard), len(wanted), -1).sum(axis=2)
        result: Array = (self._constants[wanted] - 0.5 * distance)[:, where].astype(np.float32)
        return result


def _within(own: npt.NDArray[np.float64], common: npt.NDArray[np.float64], is_full: bool) -> npt.NDArray[np.float64]:
    """The covariance of a state: drawn to the common one where there are few frames."""
    floor = np.diag(_FLOOR * np.diag(common))
    if len(own) < 3:
        return np.diag(np.diag(common))
    spread = np.cov(own.T)
    if not is_full:
        return np.diag(np.diag(spread)) + floor
    return np.asarray((len(own) * spread + _SHRINK * np.diag(np.diag(spread))) / (len(own) + _SHRINK) + floor)


def best_path(scores: Array, skips: Ints) -> tuple[Ints, float]:
    """The most likely place in the chain for each frame, and its likelihood's logarithm for a frame."""
    frames, count = scores.shape
    has_skip = np.flatnonzero(skips >= 0)
    total = np.full(count, _NEVER, dtype=np.float32)
    total[0] = scores[0, 0]
    origin = np.empty((frames, count), dtype=np.int32)
    places = np.arange(count)
    for frame in range(1, frames):
        best, where = total.copy(), places.copy()
        moved = total[:-1] > best[1:]
        best[1:][moved], where[1:][moved] = total[:-1][moved], places[:-1][moved]
        jumped = total[skips[has_skip]] > best[has_skip]
        jumping = has_skip[jumped]
        best[jumping], where[jumping] = total[skips[jumping]], skips[jumping]
        origin[frame] = where
        total = best + scores[frame]
    path = np.empty(frames, dtype=np.int64)
    path[-1] = count - 1
    for frame in range(frames - 1, 0, -1):
        path[frame - 1] = origin[frame, path[frame]]
    return path, float(total[-1]) / frames
