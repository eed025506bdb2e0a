"""WAV and PCM: what comes out does not depend on how it was cut."""

import io
import wave

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitts_server import Config, Encoder
from vitts_server.speech.encoders import PcmEncoder, WavEncoder, vitts_encoders

LEVELS = st.lists(st.floats(-2, 2, width=32), max_size=50)


def encoded(encoder: Encoder, runs: list[list[float]]) -> bytes:
    stream = encoder.open(16000)
    return b"".join([stream.feed(np.array(run, dtype=np.float32)) for run in runs] + [stream.finish()])


@given(st.lists(LEVELS, max_size=5))
@pytest.mark.parametrize("encoder", [WavEncoder(), PcmEncoder()])
def test_cuts_leave_no_trace_in_the_bytes(encoder: Encoder, runs: list[list[float]]) -> None:
    assert encoded(encoder, runs) == encoded(encoder, [[level for run in runs for level in run]])


@given(LEVELS)
def test_a_wav_is_a_header_and_the_pcm(levels: list[float]) -> None:
    assert encoded(WavEncoder(), [levels])[44:] == encoded(PcmEncoder(), [levels])


def test_a_wav_without_samples_is_still_a_wav() -> None:
    assert encoded(WavEncoder(), [])[:4] == b"RIFF"


def test_a_wav_being_made_has_unknown_sizes_and_true_ones_at_the_end() -> None:
    stream = WavEncoder().open(16000)
    live = stream.feed(np.zeros(300, dtype=np.float32)) + stream.finish()
    assert (live[4:8], live[40:44]) == (b"\xff" * 4, b"\xff" * 4)

    with wave.open(io.BytesIO(stream.final_header() + live[44:])) as finished:
        assert (finished.getnframes(), finished.getframerate()) == (300, 16000)


def test_the_built_in_formats_are_wav_and_pcm() -> None:
    formats = vitts_encoders(Config({}, {}))
    assert [(encoder.name, encoder.suffix, encoder.media_type) for encoder in formats] == [
        ("wav", "wav", "audio/wav"),
        ("pcm", "pcm", "audio/pcm"),
    ]
