"""Chunks of speech become the bytes of a format: in order, off the event loop where it is work."""

import threading
from collections.abc import AsyncIterator

import numpy as np
import pytest

from vitts_server import AudioChunk, Encoder, EncoderStream, Samples, at_rate
from vitts_server.protocols.http.encoded import encoded
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
    assert [data async for data in encoded(chunks([1, 2], [], [3]), Watched())] == [b"\1\2\3"]


async def test_encoding_never_happens_on_the_event_loop() -> None:
    encoder = Watched()
    assert [data async for data in encoded(chunks([1]), encoder)]
    assert threading.get_ident() not in encoder.threads


@pytest.mark.parametrize("encoder", [WavEncoder(), PcmEncoder(), at_rate(WavEncoder(), 8000)])
async def test_no_sound_at_all_is_no_file(encoder: Encoder) -> None:
    assert [data async for data in encoded(chunks(), encoder)] == []


async def test_a_wav_begins_with_the_first_chunk() -> None:
    first = await anext(encoded(chunks([0.5], [0.5]), WavEncoder()))
    assert (first[:4], len(first)) == (b"RIFF", 46)
