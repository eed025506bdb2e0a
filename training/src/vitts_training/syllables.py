"""A machine that listens to Vietnamese: which of twenty syllables was said, and with which of the six tones.

eSpeak NG, which teaches such voices, is the reference for both. `telling` knows syllables; tones are told by the course
of their pitch (quadratic discriminant analysis).
"""

import unicodedata
from collections.abc import Callable, Sequence

import numpy as np
import pyworld

from vitts_training.audio import Array, resample
from vitts_training.envelope import RATE_HZ
from vitts_training.peer import Sound
from vitts_training.telling import told_apart

_TONES = {"\u0300": 1, "\u0301": 2, "\u0309": 3, "\u0303": 4, "\u0323": 5}
"""Combining marks; a syllable without one has the level tone, 0."""
_LOWEST_HZ, _HIGHEST_HZ = 75.0, 400.0
_PERIOD_MS = 5.0
_POINTS = 12
_SECOND = 200
"""Values of the pitch in a second."""
_LEAST_VOICED = 5
_LEAST_EXAMPLES = 2
_QUIET = 0.05


def syllables_of(texts: Sequence[str], seed: int) -> list[str]:
    """All different ones, in an order of its own."""
    words = ("".join(letter for letter in word if letter.isalpha()) for text in texts for word in text.lower().split())
    found = sorted(set(words) - {""})
    return [found[place] for place in np.random.default_rng(seed).permutation(len(found))]


def tone(syllable: str) -> int:
    """0 to 5."""
    marks = unicodedata.normalize("NFD", syllable)
    return next((_TONES[letter] for letter in marks if letter in _TONES), 0)


def syllables_told(syllables: Sequence[str], voice: Callable[[str], Sound], known: Callable[[str], Sound]) -> float:
    """What share of `syllables`, said by `voice` one by one, is told right by one who has heard `known` say them."""
    spoken, templates = ([_said(speaker, one) for one in syllables] for speaker in (voice, known))
    return told_apart(spoken, templates)


def tones_told(
    syllables: Sequence[str], known: Sequence[str], voice: Callable[[str], Sound], teacher: Callable[[str], Sound]
) -> float:
    """What share of their tones is told right. What tones sound like is learned from `known`, said by `teacher`.

    A syllable without pitch is told wrong.
    """
    lessons, right = _courses(known, teacher)
    exams, wanted = _courses(syllables, voice)
    if not len(exams):
        return 0.0
    exams[:, :_POINTS] += np.median(lessons[:, :_POINTS]) - np.median(exams[:, :_POINTS])
    costs = []
    for number in range(1 + max(_TONES.values())):
        examples = lessons[right == number]
        if len(examples) < _LEAST_EXAMPLES:
            costs.append(np.full(len(exams), np.inf))
            continue
        spread = np.cov(examples.T) + 1e-3 * np.eye(examples.shape[1])
        off = exams - examples.mean(axis=0)
        costs.append(np.einsum("ni,ij,nj->n", off, np.linalg.inv(spread), off) + np.linalg.slogdet(spread)[1])
    return float((np.argmin(costs, axis=0) == wanted).sum() / len(syllables))


def _courses(syllables: Sequence[str], speaker: Callable[[str], Sound]) -> tuple[np.ndarray, np.ndarray]:
    """[syllables, _POINTS + 2]: the pitch at points of the voiced part, how long that is, and its gaps; the tones."""
    found = [(_course(_said(speaker, one)), tone(one)) for one in syllables]
    kept = [(course, number) for course, number in found if course is not None]
    return np.array([course for course, _ in kept]), np.array([number for _, number in kept])


def _course(samples: Array) -> np.ndarray | None:
    wide = samples.astype(np.float64)
    rough, times_s = pyworld.dio(wide, RATE_HZ, _LOWEST_HZ, _HIGHEST_HZ, frame_period=_PERIOD_MS)
    hz = pyworld.stonemask(wide, rough, times_s, RATE_HZ)
    voiced = np.flatnonzero(hz)
    if len(voiced) < _LEAST_VOICED:
        return None
    points = np.interp(np.linspace(voiced[0], voiced[-1], _POINTS), voiced, np.log(hz[voiced]))
    gaps = np.mean(hz[voiced[0] : voiced[-1]] == 0)
    return np.concatenate([points, [5 * len(voiced) / _SECOND, 2 * gaps]])


def _said(speaker: Callable[[str], Sound], syllable: str) -> Array:
    """The syllable as a sentence, without the silence around it."""
    samples, rate_hz = speaker(f"{syllable}.")
    samples = resample(samples, rate_hz, RATE_HZ)
    power = np.sqrt(np.convolve(samples**2, np.ones(441) / 441, "same"))
    loud = np.flatnonzero(power > _QUIET * power.max())
    return np.asarray(samples[loud[0] : loud[-1] + 1])
