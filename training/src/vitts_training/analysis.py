"""Recordings as the numbers that the nets learn: pitch, spectral envelope and breathiness, a row each frame.

WORLD (Morise, Yokomori and Ozawa, 2016) does the analysis; `envelope` explains how the envelope is written down.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyworld

from vitts_training.audio import Array
from vitts_training.envelope import (
    BINS,
    FFT_SAMPLES,
    HOP_SAMPLES,
    RATE_HZ,
    band_means,
    band_weights,
    cepstrum,
    log_amplitude,
)

ALIGN_HOP_SAMPLES = HOP_SAMPLES // 2
_LEVEL = 0.07
"""Root mean square of the louder half of each recording."""
_LOWEST_HZ, _HIGHEST_HZ = 75.0, 400.0
_MELS, _COEFFICIENTS, _WINDOW_SAMPLES = 40, 13, 512


@dataclass(frozen=True, slots=True)
class Features:
    """One recording."""

    log_pitch: Array
    """Natural logarithm of hertz, straight lines through what is unvoiced; one value a frame."""
    cepstrum: Array
    """[frames, CEPSTRA]"""
    breath: Array
    """[frames, BANDS], 0 where all is voice, 1 where all is noise."""
    heard: Array
    """[2 frames, ...]: what the alignment listens to."""


def analyse(samples: Array) -> Features:
    """Of a recording at `RATE_HZ`. Raises `ValueError` if nothing in it is voiced."""
    samples = levelled(samples)
    wide = samples.astype(np.float64)
    period_ms = 1000 * HOP_SAMPLES / RATE_HZ
    pitch_hz, times_s = pyworld.harvest(wide, RATE_HZ, _LOWEST_HZ, _HIGHEST_HZ, period_ms)
    power = pyworld.cheaptrick(wide, pitch_hz, times_s, RATE_HZ, fft_size=FFT_SAMPLES)
    noise = pyworld.d4c(wide, pitch_hz, times_s, RATE_HZ, fft_size=FFT_SAMPLES)
    frames = min(len(power), len(samples) // HOP_SAMPLES)
    breath = band_means(noise)[:frames].astype(np.float32)
    is_voiced = (pitch_hz[:frames] > 0) & (breath[:, 0] < 0.9)
    if is_voiced.sum() < 3:
        raise ValueError("nothing in it is voiced")
    breath[~is_voiced] = 1.0
    places = np.flatnonzero(is_voiced)
    log_pitch = np.interp(np.arange(frames), places, np.log(pitch_hz[places]))
    return Features(
        log_pitch.astype(np.float32),
        cepstrum(power[:frames, :BINS]).astype(np.float32),
        breath,
        heard(samples)[: 2 * frames],
    )


def synthesise(features: Features) -> Array:
    """The opposite, as far as there is one: samples at `RATE_HZ`."""
    power = np.exp(2 * (features.cepstrum @ log_amplitude()))
    noise = np.clip(features.breath @ band_weights(), 0, 1)
    pitch_hz = np.where(features.breath[:, 0] < 1, np.exp(features.log_pitch), 0.0)
    samples = pyworld.synthesize(pitch_hz.astype(np.float64), power, noise, RATE_HZ, 1000 * HOP_SAMPLES / RATE_HZ)
    return np.asarray(samples, dtype=np.float32)


def levelled(samples: Array) -> Array:
    """All recordings equally loud, without what is too low to be speech."""
    spectrum = np.fft.rfft(samples)
    hz = np.fft.rfftfreq(len(samples), 1 / RATE_HZ)
    spectrum *= np.clip((hz - 40) / 30, 0, 1)
    clean = np.fft.irfft(spectrum, len(samples))
    power = np.square(clean[: len(clean) // 256 * 256]).reshape(-1, 256).mean(axis=1)
    loud = power[power >= np.median(power)].mean()
    result: Array = (clean * _LEVEL / np.sqrt(loud + 1e-12)).astype(np.float32)
    return result


def heard(samples: Array) -> Array:
    """Mel-frequency cepstra with their first and second slopes, their mean over the recording taken away."""
    padded = np.pad(samples, (_WINDOW_SAMPLES // 2, _WINDOW_SAMPLES))
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW_SAMPLES)[::ALIGN_HOP_SAMPLES]
    power = np.abs(np.fft.rfft(windows * np.hanning(_WINDOW_SAMPLES))) ** 2
    mels = np.log(power @ mel_filters(_WINDOW_SAMPLES, _MELS, 60, 8000).T + 1e-6)
    places = np.arange(_MELS) + 0.5
    basis = np.cos(np.pi / _MELS * np.outer(np.arange(_COEFFICIENTS), places)) * np.sqrt(2 / _MELS)
    still = mels @ basis.T
    still[:, 1:] -= still[:, 1:].mean(axis=0)
    still[:, 0] -= np.quantile(still[:, 0], 0.95)
    slope = _slope(still)
    return np.concatenate([still, slope, _slope(slope)], axis=1).astype(np.float32)


def _slope(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    padded = np.pad(values, ((4, 4), (0, 0)), mode="edge")
    weights = np.arange(-4, 5) / 15.0
    total = sum(weight * padded[place : place + len(values)] for place, weight in enumerate(weights))
    return np.asarray(total)


def mel_filters(window_samples: int, bands: int, lowest_hz: float, highest_hz: float) -> npt.NDArray[np.float64]:
    """[bands, bins]: triangles, none narrower than two bins."""
    hz = np.fft.rfftfreq(window_samples, 1 / RATE_HZ)
    edges = 700 * np.expm1(np.linspace(np.log1p(lowest_hz / 700), np.log1p(highest_hz / 700), bands + 2))
    width = np.maximum(np.diff(edges), RATE_HZ / window_samples)[:, None]
    away = hz - edges[1:-1, None]
    return np.asarray(np.clip(np.minimum(1 + away / width[:-1], 1 - away / width[1:]), 0, None))
