"""The same as `vocoder`, for JAX: a net can learn from the samples that come of what it said."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from vitts_training import envelope
from vitts_training.envelope import FFT_SAMPLES, HOP_SAMPLES, RATE_HZ
from vitts_training.vocoder import ALMOST_NOTHING

_OVERLAP = FFT_SAMPLES // HOP_SAMPLES


class Filter(NamedTuple):
    """What is done to the source in each frame."""

    cepstrum: jax.Array
    """[utterances, frames, CEPSTRA]"""
    breath: jax.Array
    """[utterances, frames, BANDS]"""
    gain: jax.Array
    """[utterances, frames, BINS], added to the logarithm of the amplitude."""
    turn: jax.Array
    """[utterances, frames, BINS] in radians, added to the phase."""


def voice_source(log_hz: jax.Array) -> jax.Array:
    """[utterances, frames] -> spectra of pulses, [utterances, frames, BINS]."""
    frequency = jnp.exp(log_hz) / RATE_HZ
    following = jnp.concatenate([frequency[:, 1:], frequency[:, -1:]], axis=1)
    turns = (frequency + following) * (HOP_SAMPLES / 2)
    cycles = jnp.mod(jnp.cumsum(turns, axis=1) - turns, 1.0)
    harmonics = jnp.floor(0.5 / jnp.maximum(frequency, following) - 0.5)
    return pulses(frequency, following, cycles, harmonics)


def pulses(frequency: jax.Array, following: jax.Array, cycles: jax.Array, harmonics: jax.Array) -> jax.Array:
    """Each [utterances, frames]; see `vocoder.SOURCE`."""
    place = jnp.arange(HOP_SAMPLES)
    glide = (following - frequency)[..., None]
    along = frequency[..., None] * place + glide * (place**2 / (2 * HOP_SAMPLES))
    half_angle = (cycles[..., None] + along) * np.pi
    factor = 2 * harmonics[..., None] + 1
    low = jnp.sin(half_angle)
    kernel = (jnp.sin(half_angle * factor) * low + factor * ALMOST_NOTHING) / (low * low + ALMOST_NOTHING) - 1
    return spectra(kernel * jnp.sqrt(frequency[..., None] + glide * (place / HOP_SAMPLES)))


def spectra(blocks: jax.Array) -> jax.Array:
    """[utterances, frames, HOP_SAMPLES] of samples -> [utterances, frames, BINS], of two blocks each."""
    before = jnp.pad(blocks[:, :-1], ((0, 0), (1, 0), (0, 0)))
    place = np.arange(2 * HOP_SAMPLES)
    window = 0.5 - 0.5 * np.cos(np.pi * (place + 0.5) / HOP_SAMPLES)
    return jnp.fft.rfft(jnp.concatenate([before, blocks], axis=-1) * window, n=FFT_SAMPLES)


def samples(filters: Filter, voice: jax.Array, noise: jax.Array) -> jax.Array:
    """The spectra of a voiced source and of noise, filtered -> [utterances, frames * HOP_SAMPLES].

    The first three blocks and the last lack what frames beyond the ends would add.
    """
    noise_share = jnp.clip(filters.breath @ envelope.band_weights(), 0, 1)
    voice_share = jnp.sqrt(1 - noise_share**2)
    amplitude = jnp.exp(filters.cepstrum @ envelope.log_amplitude() + filters.gain)
    angle = filters.cepstrum @ envelope.phase() + filters.turn
    mixed = (voice * voice_share + noise * noise_share) * amplitude * jax.lax.complex(jnp.cos(angle), jnp.sin(angle))
    parts = jnp.fft.irfft(mixed, n=FFT_SAMPLES).reshape(*mixed.shape[:2], _OVERLAP, HOP_SAMPLES)
    edged = jnp.pad(parts, ((0, 0), (_OVERLAP, _OVERLAP), (0, 0), (0, 0)))
    frames = mixed.shape[1]
    blocks = sum(
        (edged[:, _OVERLAP + 1 - part : _OVERLAP + 1 - part + frames, part] for part in range(_OVERLAP)),
        start=jnp.zeros((1, 1, HOP_SAMPLES)),
    )
    return blocks.reshape(mixed.shape[0], -1)
