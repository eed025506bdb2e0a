"""Speech that is not kept: gathered whole, since its length goes before it. What is long waits on disk."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from tempfile import SpooledTemporaryFile
from typing import IO

from vitts_server import AudioChunk, NothingToSay, audio

_IN_MEMORY_BYTES = 8_000_000
_PART_BYTES = 262_144


class Recording:
    """Finished speech."""

    def __init__(self, file: IO[bytes]) -> None:
        self.duration_s = 0.0
        self.sample_rate_hz = 0
        self._file = file
        self._data_bytes = 0

    async def parts(self) -> AsyncIterator[bytes]:
        """The WAV, with its true length."""
        yield audio.wav_header(self.sample_rate_hz, self._data_bytes)
        await asyncio.to_thread(self._file.seek, 0)
        while part := await asyncio.to_thread(self._file.read, _PART_BYTES):
            yield part

    @property
    def size_bytes(self) -> int:
        """Of the WAV."""
        return self._data_bytes + len(audio.wav_header(self.sample_rate_hz, 0))

    async def add(self, chunk: AudioChunk) -> None:
        """The next samples."""
        data = audio.pcm16(chunk.samples)
        await asyncio.to_thread(self._file.write, data)
        self._data_bytes += len(data)
        self.sample_rate_hz = chunk.sample_rate_hz
        self.duration_s += audio.seconds(chunk.samples, chunk.sample_rate_hz)


@asynccontextmanager
async def recorded(chunks: AsyncIterable[AudioChunk]) -> AsyncIterator[Recording]:
    """All of the speech; gone when the context is left. Raises `NothingToSay` if there is none."""
    with SpooledTemporaryFile(_IN_MEMORY_BYTES) as file:
        recording = Recording(file)
        async for chunk in chunks:
            await recording.add(chunk)
        if not recording.sample_rate_hz:
            raise NothingToSay
        yield recording
