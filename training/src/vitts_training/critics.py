"""Nets that learn to tell speech that was made from speech that was recorded, by its spectrograms.

Each has an ear of its own: one hears pulses one by one, another the harmonics of a voice. (Parallel WaveGAN, Yamamoto
et al., 2020, for the losses at several resolutions; UnivNet, Jang et al., 2021, for critics of them.)
"""

from collections.abc import Mapping, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from vitts_training.analysis import mel_filters
from vitts_training.envelope import RATE_HZ
from vitts_training.layers import Block, Dense, Norm, Params, chained

EARS = ((256, 40), (512, 80), (1024, 100), (2048, 160))
"""Samples in a window, and bands."""
_PER_WINDOW = 4
_QUIET = 1e-3
_CHANNELS, _WIDE, _BLOCKS, _REACH = 96, 192, 3, 2


def listen(samples: jax.Array) -> list[jax.Array]:
    """[utterances, samples] -> for each ear [utterances, times, bands]: amplitudes along a mel scale, logarithmic."""
    return [_heard(samples, size, bands) for size, bands in EARS]


def start(seed: int) -> Params:
    """Random parameters of one critic for each ear."""
    random = np.random.default_rng(seed)
    return {str(size): {name: layer.start(random) for name, layer in _layers(bands).items()} for size, bands in EARS}


def judge(params: Params, heard: Sequence[jax.Array]) -> tuple[list[jax.Array], list[jax.Array]]:
    """What was heard -> verdicts, 1 for a recording, of each time; and everything that was thought on the way."""
    verdicts: list[jax.Array] = []
    thoughts: list[jax.Array] = []
    for (size, bands), spectrogram in zip(EARS, heard, strict=True):
        *noticed, verdict = chained(_layers(bands), params[str(size)], spectrogram)
        thoughts += noticed
        verdicts.append(verdict)
    return verdicts, thoughts


def _layers(bands: int) -> Mapping[str, Any]:
    inner = {str(number): Block(_CHANNELS, _WIDE, _REACH, 1 + number) for number in range(_BLOCKS)}
    return {"in": Dense(bands, _CHANNELS), **inner, "norm": Norm(_CHANNELS), "out": Dense(_CHANNELS, 1)}


def _heard(samples: jax.Array, size: int, bands: int) -> jax.Array:
    hop = size // _PER_WINDOW
    blocks = samples[:, : samples.shape[1] // hop * hop].reshape(samples.shape[0], -1, hop)
    times = blocks.shape[1] - _PER_WINDOW + 1
    windows = jnp.concatenate([blocks[:, part : part + times] for part in range(_PER_WINDOW)], axis=-1)
    spectrum = jnp.fft.rfft(windows * np.hanning(size) / np.sqrt(size))
    power = jnp.square(spectrum.real) + jnp.square(spectrum.imag)
    filters = mel_filters(size, bands, 0, RATE_HZ / 2).T
    flat = power.reshape(-1, power.shape[-1]) @ (filters / filters.sum(axis=0)).astype(np.float32)
    return jnp.log(flat + _QUIET**2).reshape(*power.shape[:2], bands) / 2
