"""Each compressed format, decoded again: length, rate, loudness; and no trace of how the samples came."""

import gc
import io
from collections.abc import Sequence

import av
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vitts_server import Config, Encoder, Samples, audio
from vitts_server.codecs import vitts_encoders
from vitts_server.codecs.kinds import KINDS

ENCODERS = {encoder.name: encoder for encoder in vitts_encoders(Config({}, {}))}
EXACT = ("opus", "webm", "flac")
"""Formats whose files say how many samples to drop; MP3 and ADTS have no place for that."""


def tone(duration_s: float, rate_hz: int) -> Samples:
    """Loud to its last sample."""
    times = np.arange(round(duration_s * rate_hz)) / rate_hz
    return (0.3 * np.sin(2 * np.pi * 440 * times)).astype(np.float32)


def live(encoder: Encoder, rate_hz: int, runs: Sequence[Samples]) -> bytes:
    """What a client gets while it is made."""
    stream = encoder.open(rate_hz)
    return b"".join([stream.feed(run) for run in runs] + [stream.finish()])


def finished(encoder: Encoder, rate_hz: int, samples: Samples) -> bytes:
    """What the store keeps."""
    stream = encoder.open(rate_hz)
    data = stream.feed(samples) + stream.finish()
    header: bytes = getattr(stream, "final_header", bytes)()
    return header + data[len(header) :]


def decoded(data: bytes) -> tuple[npt.NDArray[np.float64], int]:
    """All samples and their rate."""
    with av.open(io.BytesIO(data), "r") as container:
        frames = list(container.decode(audio=0))
    runs = [frame.to_ndarray().astype(np.float64).ravel() / scale(frame.format.name) for frame in frames]
    return np.concatenate(runs), frames[0].sample_rate


def scale(sample_format: str) -> float:
    return 32767 if sample_format.startswith("s16") else 1


def lead_and_tail(name: str, rate_hz: int) -> float:
    """How much longer than the speech a file may be, in seconds: what the codec needs around it."""
    return 0.0 if name in EXACT else 3 * (1152 if name == "mp3" else 1024) / rate_hz


@pytest.mark.parametrize("rate_hz", [8000, 16000, 22050, 24000, 44100, 48000])
@pytest.mark.parametrize("name", ENCODERS)
def test_a_file_decodes_to_its_length_rate_and_loudness(name: str, rate_hz: int) -> None:
    samples = tone(1.7, rate_hz)
    for data in (live(ENCODERS[name], rate_hz, [samples]), finished(ENCODERS[name], rate_hz, samples)):
        heard, heard_hz = decoded(data)
        assert heard_hz == (48000 if name in ("opus", "webm") else rate_hz)
        assert 1.7 - 1e-3 <= len(heard) / heard_hz <= 1.7 + 1e-3 + lead_and_tail(name, rate_hz)
        loud = heard[np.abs(heard) > 0.02]
        assert np.sqrt(np.mean(loud**2)) == pytest.approx(0.3 / np.sqrt(2), rel=0.08)


@pytest.mark.parametrize("name", ENCODERS)
def test_the_last_word_is_not_lost(name: str) -> None:
    samples = np.concatenate((np.zeros(20000, dtype=np.float32), tone(0.05, 22050)))
    heard, heard_hz = decoded(live(ENCODERS[name], 22050, [samples]))
    energy = np.sqrt(np.sum(heard**2) / heard_hz)
    assert energy == pytest.approx(np.sqrt(np.sum(samples.astype(np.float64) ** 2) / 22050), rel=0.15)


@pytest.mark.parametrize("name", ["flac", "webm"])
def test_a_stored_file_says_its_length_and_one_being_made_does_not(name: str) -> None:
    samples = tone(1.7, 22050)
    with av.open(io.BytesIO(finished(ENCODERS[name], 22050, samples)), "r") as container:
        assert container.duration is not None
        assert container.duration / av.time_base == pytest.approx(1.7, abs=0.02)
    with av.open(io.BytesIO(live(ENCODERS[name], 22050, [samples])), "r") as container:
        assert container.duration is None


def test_flac_loses_nothing() -> None:
    samples = np.random.default_rng(1).uniform(-1.2, 1.2, 9000).astype(np.float32)
    with av.open(io.BytesIO(live(ENCODERS["flac"], 16000, [samples])), "r") as container:
        heard = b"".join(frame.to_ndarray().astype("<i2").tobytes() for frame in container.decode(audio=0))
    assert heard == audio.pcm16(samples)


@pytest.mark.parametrize("name", ENCODERS)
@given(cuts=st.lists(st.integers(0, 3000), max_size=6), rate_hz=st.sampled_from([16000, 22050]))
@settings(max_examples=15, deadline=None)
def test_cuts_leave_no_trace_in_the_bytes(name: str, cuts: list[int], rate_hz: int) -> None:
    samples = tone(0.5, rate_hz)
    assert live(ENCODERS[name], rate_hz, np.split(samples, np.cumsum(cuts))) == live(ENCODERS[name], rate_hz, [samples])


@pytest.mark.parametrize("name", ENCODERS)
def test_bytes_leave_while_the_speech_is_still_being_made(name: str) -> None:
    stream = ENCODERS[name].open(22050)
    first, later = stream.feed(tone(0.3, 22050)), stream.feed(tone(1, 22050))
    assert len(first) > 200
    assert len(later) > 1000


@pytest.mark.parametrize("name", ENCODERS)
def test_no_samples_are_no_failure(name: str) -> None:
    stream = ENCODERS[name].open(22050)
    nothing = np.zeros(0, dtype=np.float32)
    assert isinstance(stream.feed(nothing) + stream.finish(), bytes)


@pytest.mark.parametrize("name", ENCODERS)
def test_a_listener_who_leaves_leaves_nothing_behind(name: str) -> None:
    stream = ENCODERS[name].open(22050)
    stream.feed(tone(0.3, 22050))
    del stream
    gc.collect()  # what goes wrong there would be reported, and warnings are errors


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@given(rate_hz=st.integers(8000, 48000))
def test_a_file_never_has_less_than_the_rate_asked_for(kind: object, rate_hz: int) -> None:
    (found,) = [known for known in KINDS if known is kind]
    assert found.rate_hz(rate_hz) >= rate_hz


def test_too_loud_samples_are_clipped() -> None:
    heard, _ = decoded(live(ENCODERS["aac"], 16000, [10 * tone(1, 16000)]))
    assert np.max(np.abs(heard)) < 1.6


@pytest.mark.parametrize("rate_hz", [4000, 11111, 30000, 96000])
@pytest.mark.parametrize("name", ENCODERS)
def test_a_voice_of_an_odd_rate_keeps_its_length_too(name: str, rate_hz: int) -> None:
    heard, heard_hz = decoded(live(ENCODERS[name], rate_hz, [tone(1, rate_hz)]))
    assert 1 - 1e-3 <= len(heard) / heard_hz <= 1 + 1e-3 + lead_and_tail(name, heard_hz)
