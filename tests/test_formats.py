"""A format by its name, and the same format at another rate."""

import io
import wave

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitts_server import BadRequest, Encoder, EncoderStream, at_rate, encoder_named
from vitts_server.speech.encoders import PcmEncoder, WavEncoder

THERE: list[Encoder] = [WavEncoder(), PcmEncoder()]


def test_a_format_is_found_by_its_name() -> None:
    assert encoder_named(THERE, "pcm") is THERE[1]


def test_an_unknown_format_is_answered_with_those_there_are() -> None:
    with pytest.raises(BadRequest, match=r"^there is no format 'mp9'; there are: wav, pcm$") as raised:
        encoder_named(THERE, "mp9")
    assert raised.value.field == "format"


def test_a_format_that_could_be_installed_is_answered_with_how() -> None:
    with pytest.raises(BadRequest, match=r"to have mp3: pip install 'vitts-server\[codecs\]'"):
        encoder_named(THERE, "mp3")


@given(st.lists(st.integers(0, 900), max_size=8))
def test_another_rate_keeps_length_and_leaves_no_trace_of_the_cuts(cuts: list[int]) -> None:
    samples = np.sin(np.arange(sum(cuts)) / 9).astype(np.float32)
    encoder = at_rate(PcmEncoder(), 24000)
    whole, pieces = encoder.open(22050), encoder.open(22050)
    at_once = whole.feed(samples) + whole.finish()
    in_pieces = [pieces.feed(run) for run in np.split(samples, np.cumsum(cuts))] + [pieces.finish()]
    assert b"".join(in_pieces) == at_once
    assert abs(len(at_once) / 2 - len(samples) * 24000 / 22050) <= 1


def test_the_header_of_a_file_has_the_new_rate_and_its_true_length() -> None:
    stream: EncoderStream = at_rate(WavEncoder(), 8000).open(16000)
    data = stream.feed(np.zeros(16000, dtype=np.float32)) + stream.finish()
    header: bytes = getattr(stream, "final_header")()  # noqa: B009 - what the store looks for
    with wave.open(io.BytesIO(header + data[44:])) as file:
        assert (file.getframerate(), file.getnframes()) == (8000, 8000)


def test_a_voice_of_that_rate_is_left_as_it_is() -> None:
    stream = at_rate(PcmEncoder(), 16000).open(16000)
    assert stream.feed(np.full(1, 0.5, dtype=np.float32)) == PcmEncoder().open(16000).feed(
        np.full(1, 0.5, dtype=np.float32)
    )
