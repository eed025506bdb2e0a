"""Resampling: the same length, the same tone, and no trace of how the stream was cut."""

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitts_server import Resampler, Samples

RATES_HZ = (8000, 16000, 22050, 24000, 44100, 48000)


def tone(rate_hz: int, pitch_hz: float = 440.0, duration_s: float = 0.2, peak: float = 0.5) -> Samples:
    times_s = np.arange(round(rate_hz * duration_s)) / rate_hz
    return (peak * np.sin(2 * np.pi * pitch_hz * times_s)).astype(np.float32)


def resampled(samples: Samples, from_hz: int, to_hz: int, cuts: list[int] | None = None) -> Samples:
    resampler = Resampler(from_hz, to_hz)
    pieces = np.split(samples, sorted(cuts or []))
    return np.concatenate([*(resampler.feed(piece) for piece in pieces), resampler.finish()])


@pytest.mark.parametrize("to_hz", RATES_HZ)
@pytest.mark.parametrize("from_hz", RATES_HZ)
def test_a_tone_stays_the_same_tone(from_hz: int, to_hz: int) -> None:
    made = resampled(tone(from_hz), from_hz, to_hz)
    expected = tone(to_hz)
    assert len(made) == len(expected)
    inner = slice(len(made) // 10, -len(made) // 10)  # the filter rings where the tone starts out of nothing
    assert np.abs(made[inner] - expected[inner]).max() < 1e-3


@given(st.sampled_from(RATES_HZ), st.sampled_from(RATES_HZ), st.lists(st.integers(0, 2000), max_size=8))
def test_cuts_leave_no_trace(from_hz: int, to_hz: int, cuts: list[int]) -> None:
    samples = tone(from_hz)
    assert np.array_equal(resampled(samples, from_hz, to_hz, cuts), resampled(samples, from_hz, to_hz))


def test_samples_that_swing_over_are_clipped() -> None:
    loud = np.sign(tone(16000)).astype(np.float32)
    assert np.abs(resampled(loud, 16000, 24000)).max() == 1.0


def test_what_is_not_resampled_needs_no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "soxr", None)
    samples = tone(16000)
    assert np.array_equal(resampled(samples, 16000, 16000, [100]), samples)


def test_nothing_becomes_nothing() -> None:
    assert len(resampled(np.zeros(0, dtype=np.float32), 16000, 24000)) == 0
