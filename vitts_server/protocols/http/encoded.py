"""Speech as the bytes of a file format while it is being made. Encoding is work for a thread, not for the event loop.

Shared by all interfaces that send audio; those that answer a request take it by `encoded_parts`.
"""

import asyncio

from vitts_server import AudioChunk, Encoder, EncoderStream


class Encoding:
    """One answer on its way into a format. For another rate than the voice's wrap the encoder with `at_rate`."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._is_quick = getattr(encoder, "is_quick", False)
        self._stream: EncoderStream | None = None

    async def feed(self, chunk: AudioChunk) -> bytes:
        """The bytes that are certain now, which may be none. Await each before the next, so that they keep order."""
        if self._is_quick:
            return self._feed(chunk)
        return await asyncio.to_thread(self._feed, chunk)

    async def finish(self) -> bytes:
        """What the format held back; nothing at all if no chunk came."""
        if self._stream is None:
            return b""
        return self._stream.finish() if self._is_quick else await asyncio.to_thread(self._stream.finish)

    def _feed(self, chunk: AudioChunk) -> bytes:
        if self._stream is None:
            self._stream = self._encoder.open(chunk.sample_rate_hz)
        return self._stream.feed(chunk.samples)
