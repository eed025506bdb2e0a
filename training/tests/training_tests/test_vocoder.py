"""The vocoder sounds as it is told: at this pitch, with this envelope, voiced or not."""

import numpy as np
import onnxruntime
import pytest

from vitts_training import envelope, vocoder
from vitts_training.envelope import BANDS, BINS, CEPSTRA, FFT_SAMPLES, HOP_SAMPLES, RATE_HZ
from vitts_training.onnx_graph import FLOAT, Graph

FRAMES = 120


@pytest.fixture(scope="module")
def session() -> onnxruntime.InferenceSession:
    graph = Graph()
    latent = graph.input("latent", FLOAT, [1, vocoder.CHANNELS, "frames"])
    graph.op("Identity", vocoder.samples(graph, vocoder.spectrum(graph, latent)), name="audio")
    return onnxruntime.InferenceSession(graph.model({"audio": (FLOAT, [1, 1, "samples"])}, {}).SerializeToString())


def tilt() -> np.ndarray:
    """Power of a spectrum that falls towards the high end, with one hill."""
    hz = np.arange(BINS) * RATE_HZ / FFT_SAMPLES
    return np.exp(-hz / 1500) + 0.5 * np.exp(-(((hz - 2500) / 400) ** 2)) + 1e-4


def sound(session: onnxruntime.InferenceSession, hz: float, breath: float) -> np.ndarray:
    random = np.random.default_rng(1)
    frequency = hz / RATE_HZ
    cycles = (np.arange(FRAMES) * HOP_SAMPLES * frequency) % 1
    rows = [
        np.tile(envelope.cepstrum(tilt()[None]).T, FRAMES),
        np.full((BANDS, FRAMES), breath),
        np.full((2, FRAMES), frequency),
        cycles[None],
        np.full((1, FRAMES), np.floor(0.5 / frequency - 0.5)),
        random.standard_normal((vocoder.NOISE, FRAMES)),
    ]
    return np.asarray(session.run(None, {"latent": np.concatenate(rows).astype(np.float32)[None]})[0]).reshape(-1)


def middle_spectrum(samples: np.ndarray) -> np.ndarray:
    inside = samples[10 * HOP_SAMPLES : -10 * HOP_SAMPLES]
    windows = np.lib.stride_tricks.sliding_window_view(inside, FFT_SAMPLES)[:: HOP_SAMPLES // 2]
    power = np.abs(np.fft.rfft(windows * np.hanning(FFT_SAMPLES))) ** 2
    return np.asarray(power.mean(axis=0) / np.square(np.hanning(FFT_SAMPLES)).sum())


def smooth(power: np.ndarray) -> np.ndarray:
    return np.convolve(power, np.ones(21) / 21, mode="valid")


@pytest.mark.parametrize("breath", [0.0, 1.0])
def test_voice_and_noise_have_the_envelope_that_was_asked_for(
    session: onnxruntime.InferenceSession, breath: float
) -> None:
    heard = smooth(middle_spectrum(sound(session, 180.0, breath)))[:350]
    wanted = smooth(tilt())[:350]
    assert np.abs(10 * np.log10(heard / wanted)).mean() < 1.5


@pytest.mark.parametrize("hz", [90.0, 165.0, 310.0])
def test_the_pitch_is_that_of_the_pulses(session: onnxruntime.InferenceSession, hz: float) -> None:
    samples = sound(session, hz, 0.0)[20 * HOP_SAMPLES :][:8192]
    likeness = np.fft.irfft(np.abs(np.fft.rfft(samples, 4 * 8192)) ** 2)
    shortest, longest = int(0.6 * RATE_HZ / hz), int(1.6 * RATE_HZ / hz)
    assert RATE_HZ / (shortest + int(likeness[shortest:longest].argmax())) == pytest.approx(hz, rel=0.02)


def test_an_envelope_survives_being_written_down() -> None:
    said = envelope.cepstrum(tilt()[None]) @ envelope.log_amplitude()
    assert said.shape == (1, BINS)
    assert envelope.log_amplitude().shape[0] == CEPSTRA
    assert np.abs(said[0] - np.log(np.sqrt(tilt()))).mean() < 0.05
