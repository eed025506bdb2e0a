"""A machine that listens: which of twenty words was said, when it knows how another speaker says each of them.

Words are compared by dynamic time warping of their cepstra (Sakoe and Chiba, "Dynamic programming algorithm
optimization for spoken word recognition", 1978).
"""

from collections.abc import Sequence

import numpy as np

from vitts_training.analysis import heard, levelled
from vitts_training.audio import Array

CHOICES = 20
_STATIC = 13
_EDGE_SAMPLES = 1000


def told_apart(spoken: Sequence[Array], known: Sequence[Array]) -> float:
    """What share of the words in `spoken` is told right, each among `CHOICES` of `known`: the same words, in order.

    If there are fewer, among all.
    """
    listened, templates = [_cepstra(one) for one in spoken], [_cepstra(one) for one in known]
    hits = []
    for start in range(0, max(len(spoken) - CHOICES, 0) + 1, CHOICES):
        choices = templates[start : start + CHOICES]
        for place, one in enumerate(listened[start : start + CHOICES]):
            hits.append(int(np.argmin([_distance(one, template) for template in choices])) == place)
    return float(np.mean(hits))


def _cepstra(samples: Array) -> Array:
    frames = heard(np.pad(levelled(samples), _EDGE_SAMPLES))[::2]
    frames[:, :_STATIC] -= frames[:, :_STATIC].mean(axis=0)
    return np.asarray(frames / (frames.std(axis=0) + 1e-6))


def _distance(first: Array, second: Array) -> float:
    """Along the best path, by frame."""
    costs = np.sqrt(np.square(first[:, None] - second[None]).sum(axis=2))
    best = np.concatenate([[0.0], np.full(costs.shape[1], np.inf)])
    for row in costs:
        gone = np.cumsum(row)
        entered = np.minimum(best[:-1], best[1:])  # from the row before, at this column or the one before it
        best = np.concatenate([[np.inf], gone + np.minimum.accumulate(entered - gone + row)])
    return float(best[-1] / sum(costs.shape))
