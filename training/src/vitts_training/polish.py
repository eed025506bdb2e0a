"""Teaches the vocoder's head on the recordings themselves, against critics (a generative adversarial net).

Everything else stands still: the nets say each frame's filter, the recording's pitch drives the source, and the head
has to make of both what critics take for the recording.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt

from vitts_training import critics, lessons, plots
from vitts_training.analysis import levelled
from vitts_training.audio import Array, read_sound
from vitts_training.corpus import BadCorpus, Use
from vitts_training.courses import course, sound_windows
from vitts_training.critics import listen
from vitts_training.envelope import CEPSTRA, HOP_SAMPLES, RATE_HZ
from vitts_training.export import Liveliness
from vitts_training.head import Head, TaughtHead
from vitts_training.layers import Params
from vitts_training.lessons import GAP_FRAMES, Rows, Scales
from vitts_training.pipeline import Plan, Say, Taught, features_of, rows_of
from vitts_training.resynthesis import Filter, samples, spectra, voice_source
from vitts_training.teach import Batch, Course, kept, teach

_FRAMES, _CONTEXT_FRAMES = 96, 14
"""Of a lesson, and how many at each end are for the others' sake only."""
_NAME = "head"
_RATE = 5e-4
_SPECTRAL_WEIGHT, _THOUGHT_WEIGHT = 3.0, 2.0


@dataclass(frozen=True, slots=True)
class Heard:
    """Recordings one behind the other, as the rows of `lessons.joined` lie."""

    rows: Rows
    log_hz: Array
    """[frames]"""
    blocks: npt.NDArray[np.int16]
    """[frames, HOP_SAMPLES]"""
    starts: npt.NDArray[np.int64]
    """Frames at which a lesson may begin: it has no gap in it."""


def polish(plan: Plan, taught: Taught, lively: Liveliness, say: Say) -> TaughtHead:
    """The head for these nets. Raises `BadCorpus` if all recordings are too short."""
    known, unseen = (_heard(plan, taught, use) for use in ("train", "choose"))
    best, rows = teach(_course(taught, lively, known, unseen, plan), _start(plan.seed), plan.work, say)
    plots.losses({_NAME: rows}, plan.work / f"{_NAME}.png")
    return TaughtHead(jax.tree.map(np.asarray, best["head"]), taught.scale)


def kept_head(plan: Plan, scale: Scales) -> TaughtHead | None:
    """What `polish` has kept in a work folder, if it did; `scale` is that of its voice."""
    best = kept(plan.work, _NAME, _start(plan.seed))
    return None if best is None else TaughtHead(best["head"], scale)


def _start(seed: int) -> Params:
    return {"head": Head().start(seed), "critics": critics.start(seed)}


def _course(taught: Taught, lively: Liveliness, known: Heard, unseen: Heard, plan: Plan) -> Course:
    head, nets, scale = Head(), taught.nets, taught.scale
    frozen = jax.tree.map(jnp.asarray, taught.params)
    inside = slice(_CONTEXT_FRAMES * HOP_SAMPLES, -_CONTEXT_FRAMES * HOP_SAMPLES)

    def made(params: Params, batch: Batch, key: jax.Array) -> jax.Array:
        said = nets.sound(frozen, batch, jnp.ones((*batch["owners"].shape, 1)))
        normal, breath = said[..., :CEPSTRA], jax.nn.sigmoid(said[..., CEPSTRA:])
        pitch = (batch["log_hz"] - scale.pitch[0]) / scale.pitch[1]
        gain, turn = head.apply(params, jnp.concatenate([normal, breath, pitch[..., None]], axis=-1))
        cepstrum = normal * (scale.cepstrum_deviation * lively.cepstrum) + scale.cepstrum_mean
        filters = Filter(cepstrum, breath, gain, turn)
        noise = jax.random.normal(key, (*gain.shape[:2], HOP_SAMPLES))
        return samples(filters, voice_source(batch["log_hz"]), spectra(noise))[:, inside]

    def loss(params: Params, batch: Batch, key: jax.Array | None) -> jax.Array:
        recorded = listen(batch["blocks"].reshape(batch["blocks"].shape[0], -1)[:, inside] / 32767)
        spoken = listen(made(params["head"], batch, jax.random.key(0) if key is None else key))
        spectral = _mean([jnp.abs(one - other).mean() for one, other in zip(spoken, recorded, strict=True)])
        if key is None:
            return spectral
        settled = jax.lax.stop_gradient(params["critics"])
        real, real_thoughts = critics.judge(params["critics"], recorded)
        caught, _ = critics.judge(params["critics"], jax.lax.stop_gradient(spoken))
        believed, thoughts = critics.judge(settled, spoken)
        strictness = _mean(
            [jnp.square(1 - one).mean() + jnp.square(two).mean() for one, two in zip(real, caught, strict=True)]
        )
        persuasion = _mean([jnp.square(1 - one).mean() for one in believed])
        wanted = jax.lax.stop_gradient(real_thoughts)
        likeness = _mean([jnp.abs(one - two).mean() for one, two in zip(thoughts, wanted, strict=True)])
        return _SPECTRAL_WEIGHT * spectral + persuasion + _THOUGHT_WEIGHT * likeness + strictness

    def lesson(heard: Heard, random: np.random.Generator) -> Batch:
        starts = random.choice(heard.starts, plan.effort.head_windows)
        index = starts[:, None] + np.arange(_FRAMES)
        return {
            **sound_windows(heard.rows, starts, _FRAMES),
            "log_hz": heard.log_hz[index],
            "blocks": heard.blocks[index],
        }

    return course(_NAME, loss, lesson, known, unseen, plan.effort.head_steps, _RATE, plan.effort, is_last_best=True)


def _mean(parts: Sequence[jax.Array]) -> jax.Array:
    return sum(parts, start=jnp.zeros(())) / len(parts)


def _heard(plan: Plan, taught: Taught, use: Use) -> Heard:
    gap = np.zeros((GAP_FRAMES, HOP_SAMPLES), np.int16)
    log_hz, blocks = [np.full(GAP_FRAMES, taught.scale.pitch[0])], [gap]
    for one in taught.spoken:
        if one.use != use:
            continue
        _, window = lessons.trimmed(one.alignment.halves)
        pitch = features_of(plan, one).log_pitch[window]
        sound = levelled(read_sound(one.recording.path, RATE_HZ))[window.start * HOP_SAMPLES :]
        sound = np.clip(sound[: len(pitch) * HOP_SAMPLES], -1, 1).reshape(-1, HOP_SAMPLES) * 32767
        log_hz += [pitch, np.full(GAP_FRAMES, taught.scale.pitch[0])]
        blocks += [sound.astype(np.int16), gap]
    rows = rows_of(taught, plan, use)
    gone = np.cumsum(np.concatenate([[0], rows.weights == 0]))
    starts = np.flatnonzero(gone[_FRAMES:] == gone[:-_FRAMES])
    if not len(starts):
        raise BadCorpus(f"no recording is longer than {_FRAMES * HOP_SAMPLES / RATE_HZ:.1f} s: use --head-steps 0")
    return Heard(rows, np.concatenate(log_hz).astype(np.float32), np.concatenate(blocks), starts)
