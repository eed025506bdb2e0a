"""Chunks of speech become the bytes of a format: in order, off the event loop where it is work."""

import base64
import threading
from collections.abc import AsyncIterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitts_server import AudioChunk, Encoder, EncoderStream, Mark, Samples, at_rate
from vitts_server.protocols.http.parts import Base64Stream, encoded_parts
from vitts_server.speech.encoders import PcmEncoder, WavEncoder


class Watched:
    """An encoder that notes on which thread it works and says nothing before its end."""

    name = media_type = suffix = "watched"

    def __init__(self) -> None:
        self.threads: set[int] = set()
        self.held = b""

    def open(self, sample_rate_hz: int, /) -> EncoderStream:
        self.threads.add(threading.get_ident())
        return self

    def feed(self, samples: Samples, /) -> bytes:
        self.threads.add(threading.get_ident())
        self.held += bytes(samples.astype(np.uint8))
        return b""

    def finish(self) -> bytes:
        self.threads.add(threading.get_ident())
        return self.held


async def chunks(*runs: list[float]) -> AsyncIterator[AudioChunk]:
    for run in runs:
        yield AudioChunk(samples=np.array(run, dtype=np.float32), sample_rate_hz=16000)


async def test_bytes_keep_their_order_and_none_are_empty() -> None:
    assert [part.data async for part in encoded_parts(chunks([1, 2], [], [3]), Watched())] == [b"\1\2\3"]


async def test_encoding_never_happens_on_the_event_loop() -> None:
    encoder = Watched()
    assert [part.data async for part in encoded_parts(chunks([1]), encoder)]
    assert threading.get_ident() not in encoder.threads


@pytest.mark.parametrize("encoder", [WavEncoder(), PcmEncoder(), at_rate(WavEncoder(), 8000)])
async def test_no_sound_at_all_is_no_file(encoder: Encoder) -> None:
    assert [part.data async for part in encoded_parts(chunks(), encoder)] == []


async def test_a_wav_begins_with_the_first_chunk() -> None:
    first = await anext(encoded_parts(chunks([0.5], [0.5]), WavEncoder()))
    assert (first.data[:4], len(first.data)) == (b"RIFF", 46)


async def test_no_mark_is_lost_in_a_format_that_holds_its_bytes_back() -> None:
    async def marked() -> AsyncIterator[AudioChunk]:
        for number in range(3):
            mark = Mark(kind="word", text=str(number), start_s=number, end_s=number + 1)
            samples = np.ones(16000, dtype=np.float32)
            yield AudioChunk(samples=samples, sample_rate_hz=16000, start_s=number, marks=(mark,))

    parts = [part async for part in encoded_parts(marked(), Watched())]
    assert [(len(part.data), [mark.text for mark in part.marks], part.end_s) for part in parts] == [
        (48000, ["0", "1", "2"], 3.0)
    ]


@given(st.lists(st.binary(max_size=20)))
def test_base64_of_parts_reads_like_that_of_the_whole(parts: list[bytes]) -> None:
    stream = Base64Stream()
    assert b"".join([*map(stream.feed, parts), stream.finish()]) == base64.b64encode(b"".join(parts))
