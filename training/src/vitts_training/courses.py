"""What the nets are asked for: the lessons of `teach`, and how wrong an answer is.

A voice has two courses, which know nothing of each other: prosody, and sound (reader and decoder).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import jax
import jax.numpy as jnp
import numpy as np

from vitts_training.envelope import CEPSTRA
from vitts_training.layers import Params
from vitts_training.lessons import Rows, Scales
from vitts_training.nets import Dropper, Nets
from vitts_training.teach import Batch, Course, Loss

_COLUMNS = 256
_SOUND_COLUMNS, _MARGIN_COLUMNS = 144, 16
_PITCH_WEIGHT, _BREATH_WEIGHT, _STEP_WEIGHT = 0.6, 0.25, 0.5
_DROPPED = 0.25
_EXAMS = 6

_Lessons = TypeVar("_Lessons")


@dataclass(frozen=True, slots=True)
class Effort:
    """How long and how much at a time."""

    prosody_steps: int = 1500
    sound_steps: int = 1500
    timbre_steps: int = 2400
    head_steps: int = 4000
    prosody_windows: int = 8
    sound_windows: int = 8
    head_windows: int = 8
    frames: int = 384
    check_every: int = 50


def prosody(nets: Nets, lessons: Rows, exams: Rows, effort: Effort) -> Course:
    """How long symbols last and how high they are."""

    def loss(params: Params, batch: Batch, key: jax.Array | None) -> jax.Array:
        drop = None if key is None else Dropper(key, _DROPPED)
        said = nets.prosody(params, batch["symbols"], batch["places"], batch["mask"], drop)
        mask = batch["mask"][..., 0]
        lengths = jnp.abs(said[..., 0] - batch["log_frames"]) * mask
        weights = batch["knot_weights"] * mask[..., None]
        pitch = jnp.abs(said[..., 1:] - batch["knots"]) * weights
        result: jax.Array = lengths.sum() / mask.sum() + _PITCH_WEIGHT * pitch.sum() / (weights.sum() + 1e-6)
        return result

    def window(rows: Rows, random: np.random.Generator) -> Batch:
        width = min(_COLUMNS, len(rows.symbols))
        starts = random.integers(0, len(rows.symbols) - width + 1, effort.prosody_windows)
        index = starts[:, None] + np.arange(width)
        return {
            "symbols": rows.symbols[index],
            "places": rows.places[index],
            "mask": rows.column_mask[index],
            "log_frames": rows.log_frames[index],
            "knots": rows.knots[index],
            "knot_weights": rows.knot_weights[index],
        }

    return course("prosody", loss, window, lessons, exams, effort.prosody_steps, 2e-3, effort)


def sound(nets: Nets, lessons: Rows, exams: Rows, scale: Scales, effort: Effort) -> Course:
    """What each frame sounds like."""
    loud = jnp.asarray(np.sqrt(scale.cepstrum_deviation / scale.cepstrum_deviation.sum()))
    importance = loud / loud.sum()

    def loss(params: Params, batch: Batch, key: jax.Array | None) -> jax.Array:
        weights = batch["weights"]
        heard = (weights > 0).astype(jnp.float32)[..., None]
        said = nets.sound(params, batch, heard)
        wrong = said[..., :CEPSTRA] - batch["cepstrum"]
        steps = (wrong[:, 1:] - wrong[:, :-1]) * heard[:, 1:] * heard[:, :-1]
        cepstra = (jnp.abs(wrong) * importance).sum(axis=-1)
        changes = jnp.pad((jnp.abs(steps) * importance).sum(axis=-1), ((0, 0), (1, 0)))
        breath = jnp.abs(jax.nn.sigmoid(said[..., CEPSTRA:]) - batch["breath"]).mean(axis=-1)
        total = cepstra + _STEP_WEIGHT * changes + _BREATH_WEIGHT * 4 * breath
        result: jax.Array = (total * weights).sum() / weights.sum()
        return result

    def window(rows: Rows, random: np.random.Generator) -> Batch:
        width = min(effort.frames, len(rows.owners))
        starts = random.integers(0, len(rows.owners) - width + 1, effort.sound_windows)
        return sound_windows(rows, starts, width)

    return course("sound", loss, window, lessons, exams, effort.sound_steps, 2e-3, effort)


def sound_windows(rows: Rows, starts: np.ndarray, width: int) -> Batch:
    """Frames from each of `starts` on, with the symbols that they belong to."""
    index = starts[:, None] + np.arange(width)
    owners = rows.owners[index]
    first = np.minimum(np.maximum(owners[:, 0] - _MARGIN_COLUMNS, 0), max(0, len(rows.symbols) - _SOUND_COLUMNS))
    columns = np.minimum(first[:, None] + np.arange(_SOUND_COLUMNS), len(rows.symbols) - 1)
    local = owners - first[:, None]
    inside = (local >= 0) & (local < _SOUND_COLUMNS)
    return {
        "symbols": rows.symbols[columns],
        "mask": rows.column_mask[columns],
        "owners": np.clip(local, 0, _SOUND_COLUMNS - 1),
        "inside": rows.inside[index],
        "cepstrum": rows.cepstrum[index],
        "breath": rows.breath[index],
        "weights": rows.weights[index] * inside,
    }


def course(
    name: str,
    loss: Loss,
    window: Callable[[_Lessons, np.random.Generator], Batch],
    lessons: _Lessons,
    exams: _Lessons,
    steps: int,
    rate: float,
    effort: Effort,
    is_last_best: bool = False,
) -> Course:
    """Of windows at random places: of `lessons` to learn from, of `exams` to see how it goes."""
    random = np.random.default_rng(1)
    return Course(
        name=name,
        loss=loss,
        lesson=lambda step: window(lessons, np.random.default_rng([2, step])),
        exams=[window(exams, random) for _ in range(_EXAMS)],
        steps=steps,
        peak_rate=rate,
        check_every=effort.check_every,
        is_last_best=is_last_best,
    )
