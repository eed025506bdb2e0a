"""Which symbol is heard when: an alignment of every recording with its columns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing.pool import Pool

import numpy as np

from vitts_training.audio import Array
from vitts_training.hmm import Chain, Ints, Models, best_path, chain, flat
from vitts_training.symbols import Columns
from vitts_training.workers import WORKERS

_ROUNDS = ("diagonal",) * 5 + ("full",) * 7


@dataclass(frozen=True, slots=True)
class Alignment:
    """One recording's."""

    halves: Ints
    """How many half frames each column lasts."""
    score: float
    """Mean logarithm of the likelihood of a frame: low where text and sound do not fit together."""


def align(
    heard: Sequence[Array], columns: Sequence[Columns], workers: int, say: Callable[[str], None]
) -> list[Alignment]:
    """Learns the sounds of the corpus and finds them in each recording."""
    numbers: dict[str, int] = {}
    chains = [chain(one, numbers) for one in columns]
    count = 3 * len(numbers)
    paths = [flat(path, frames[:, 0]) for path, frames in zip(chains, heard, strict=True)]
    scores = [0.0] * len(paths)
    with Pool(workers, context=WORKERS) as pool:
        for number, kind in enumerate(_ROUNDS, start=1):
            spoken = [path.states[places] for path, places in zip(chains, paths, strict=True)]
            models = Models(heard, spoken, count, is_full=kind == "full")
            found = pool.starmap(partial(_listen, models), zip(heard, chains, strict=True), chunksize=32)
            paths, scores = [path for path, _ in found], [score for _, score in found]
            say(f"alignment, round {number} of {len(_ROUNDS)}: likelihood {np.mean(scores):.2f}")
    return [
        Alignment(_lengths(path, places, len(one.symbols)), score)
        for path, places, one, score in zip(chains, paths, columns, scores, strict=True)
    ]


def _lengths(path: Chain, places: Ints, count: int) -> Ints:
    return np.bincount(path.columns[places], minlength=count)


def _listen(models: Models, frames: Array, path: Chain) -> tuple[Ints, float]:
    return best_path(models.scores(frames, path.states), path.skips)
