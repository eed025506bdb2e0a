"""Gives what one speaker said the timbre of another, frame by frame.

Both have said the same sentences, and both are aligned with the text; so it is known which of their frames belong
together (after Desai, Black, Yegnanarayana and Prahallad, "Spectral mapping using artificial neural networks for voice
conversion", 2010). What was learned from one language is then asked about the sounds of another. There a net guesses,
mostly one of the sounds that it knows, and straight lines carry further: what is said is some of both. Pitch and
durations stay as they were.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

from vitts_training.align import Alignment
from vitts_training.analysis import Features
from vitts_training.audio import Array
from vitts_training.envelope import BANDS, CEPSTRA
from vitts_training.hmm import Ints
from vitts_training.layers import Dense, Params
from vitts_training.nets import Dropper
from vitts_training.teach import Batch, Course, teach

_AROUND = 3
"""Frames to each side that are looked at."""
_WIDE = 384
_DROPPED = 0.15
_BREATH_WEIGHT = 4.0
_BREATH_SCALE = 2.0
_MOST_BREATH = 0.98
"""Of voiced frames; 1 says that there is no voice."""
_FRAMES, _CHECK_EVERY = 1024, 200
_BLOCK = 256
_LEAST_SPREAD, _MOST_SPREAD = 1.0, 2.5
_BENT = 0.3
"""How much of the net there is in the cepstra, beside the straight lines. With more of it fewer syllables of another
language are told apart, with none the timbre is less the speaker's."""
_RIDGE = 0.02
"""For each frame: how much the slope of the lines is held back."""

_LAYERS = (
    Dense((2 * _AROUND + 1) * (CEPSTRA + BANDS), _WIDE),
    Dense(_WIDE, _WIDE),
    Dense(_WIDE, CEPSTRA + BANDS),
)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Frames of both speakers that belong together."""

    source: Array
    """[frames, (2 _AROUND + 1) (CEPSTRA + BANDS)]"""
    cepstrum: Array
    breath: Array


@dataclass(frozen=True, slots=True)
class Scale:
    """A mean and a deviation for each channel."""

    mean: Array
    deviation: Array

    @classmethod
    def of(cls, values: Array) -> "Scale":
        """Of all frames."""
        return cls(values.mean(axis=0), values.std(axis=0) + np.float32(1e-3))

    def normal(self, values: Array) -> Array:
        """With mean 0 and deviation 1."""
        return (values - self.mean) / self.deviation

    def back(self, values: Array) -> Array:
        """The opposite."""
        return values * self.deviation + self.mean


@dataclass(frozen=True, slots=True)
class Conversion:
    """What was learned."""

    params: Params
    lines: Array
    """[channels + 1, CEPSTRA]: slopes, and the cepstrum at 0."""
    source: Scale
    cepstrum: Scale
    middle: Array
    spread: Array
    """Learned means are blurred: factors on the distance from the middle that bring back the speaker's spread."""
    log_pitch: float
    """The speaker's median."""

    def convert(self, features: Features, log_pitch: float) -> Features:
        """The same utterance by the other speaker. `log_pitch`: the median of the one who said it."""
        source = self.source.normal(_surroundings(features))
        said = _in_blocks(self.params, source)
        cepstrum = (_mixed(said, self.lines, source) - self.middle) * self.spread + self.middle
        is_unvoiced = features.breath[:, :1] >= 1
        breath = np.where(is_unvoiced, 1.0, np.minimum(jax.nn.sigmoid(said[:, CEPSTRA:]), _MOST_BREATH))
        return replace(
            features,
            cepstrum=self.cepstrum.back(cepstrum).astype(np.float32),
            breath=breath.astype(np.float32),
            log_pitch=(features.log_pitch + np.float32(self.log_pitch - log_pitch)).astype(np.float32),
        )


def paired(source: Features, source_alignment: Alignment, target: Features, target_alignment: Alignment) -> Pairs:
    """The frames of one sentence that both have said, without the silence at its ends."""
    from_halves, to_halves = source_alignment.halves, target_alignment.halves
    owners = np.repeat(np.arange(len(to_halves)), to_halves)[1::2]
    places = 2 * np.arange(len(owners)) + 1
    inside = (places + 0.5 - _starts(to_halves)[owners]) / to_halves[owners]
    matching = ((_starts(from_halves)[owners] + inside * from_halves[owners]) / 2).astype(int)
    kept = (from_halves[owners] > 0) & (owners > 0) & (owners < len(to_halves) - 1)
    kept &= (matching < len(source.cepstrum)) & (np.arange(len(owners)) < len(target.cepstrum))
    frames = np.flatnonzero(kept)
    return Pairs(_surroundings(source)[matching[frames]], target.cepstrum[frames], target.breath[frames])


def joined(parts: Sequence[Pairs]) -> Pairs:
    """Of several sentences."""
    fields = {name: np.concatenate([getattr(part, name) for part in parts]) for name in Pairs.__slots__}
    return Pairs(**fields)


def learn(
    lessons: Pairs, exams: Pairs, log_pitch: float, steps: int, folder: Path, say: Callable[[str], None]
) -> Conversion:
    """`exams`: pairs that nothing is learned from; `log_pitch`: see `Conversion`; `folder` keeps checkpoints."""
    source, cepstrum = Scale.of(lessons.source), Scale.of(lessons.cepstrum)
    loud = jnp.asarray(np.sqrt(cepstrum.deviation / cepstrum.deviation.sum()))
    importance = loud / loud.sum()

    def loss(params: Params, batch: Batch, key: jax.Array | None) -> jax.Array:
        said = _answer(params, batch["source"], None if key is None else Dropper(key, _DROPPED))
        cepstra = (jnp.abs(said[:, :CEPSTRA] - batch["cepstrum"]) * importance).sum(axis=-1)
        breath = jnp.abs(jax.nn.sigmoid(said[:, CEPSTRA:]) - batch["breath"]).mean(axis=-1)
        result: jax.Array = (cepstra + _BREATH_WEIGHT / BANDS * breath).mean()
        return result

    def batch(pairs: Pairs, chosen: Ints) -> Batch:
        return {
            "source": source.normal(pairs.source[chosen]),
            "cepstrum": cepstrum.normal(pairs.cepstrum[chosen]),
            "breath": pairs.breath[chosen],
        }

    def lesson(step: int) -> Batch:
        return batch(lessons, np.random.default_rng([3, step]).integers(0, len(lessons.source), _FRAMES))

    random = np.random.default_rng(0)
    start = {str(number): layer.start(random) for number, layer in enumerate(_LAYERS)}
    exam = batch(exams, np.arange(len(exams.source)))
    course = Course("timbre", loss, lesson, [exam], steps, 1.5e-3, _CHECK_EVERY)
    params, _ = teach(course, start, folder, say)
    params = jax.tree.map(np.asarray, params)
    taught = batch(lessons, np.arange(len(lessons.source)))
    lines = _lines(taught["source"], taught["cepstrum"])
    said = _mixed(np.asarray(_answer(params, exam["source"])), lines, exam["source"])
    factors = np.clip(exam["cepstrum"].std(axis=0) / said.std(axis=0), _LEAST_SPREAD, _MOST_SPREAD)
    return Conversion(params, lines, source, cepstrum, said.mean(axis=0), factors, log_pitch)


def _answer(params: Params, x: Array | jax.Array, drop: Dropper | None = None) -> jax.Array:
    """[frames, channels] -> normal cepstra and breathiness before its sigmoid."""
    values = jnp.asarray(x)
    for number, layer in enumerate(_LAYERS):
        values = layer.apply(params[str(number)], values)
        if number < len(_LAYERS) - 1:
            values = values * jax.nn.sigmoid(values)
            values = values if drop is None else values * drop(values.shape)
    return values


def _lines(source: Array, cepstrum: Array) -> Array:
    """Ridge regression."""
    x = np.pad(source.astype(np.float64), ((0, 0), (0, 1)), constant_values=1.0)
    held = len(x) * _RIDGE * np.eye(x.shape[1])
    return np.asarray(np.linalg.solve(x.T @ x + held, x.T @ cepstrum), np.float32)


def _mixed(said: Array, lines: Array, source: Array) -> Array:
    straight = source @ lines[:-1] + lines[-1]
    return np.asarray(_BENT * said[:, :CEPSTRA] + (1 - _BENT) * straight)


def _in_blocks(params: Params, x: Array) -> Array:
    """The same for any number of frames: JAX gets ready anew for each number that it has not seen."""
    blocks = -(-len(x) // _BLOCK)
    padded = np.pad(x, ((0, blocks * _BLOCK - len(x)), (0, 0)))
    return np.concatenate([np.asarray(_answer(params, block)) for block in np.split(padded, blocks)])[: len(x)]


def _surroundings(features: Features) -> Array:
    """Each frame with those around it."""
    both = np.concatenate([features.cepstrum, features.breath * _BREATH_SCALE], axis=1)
    padded = np.pad(both, ((_AROUND, _AROUND), (0, 0)), mode="edge")
    shifted = [padded[place : place + len(both)] for place in range(2 * _AROUND + 1)]
    return np.concatenate(shifted, axis=1).astype(np.float32)


def _starts(halves: Ints) -> Ints:
    return np.cumsum(halves) - halves
