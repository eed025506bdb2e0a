"""What the core brings, as events: audio, the end, a failure. Pure; one `Answer` for one request.

Whatever happens, the client is told that it is over: a whole text ends with `audio-stop`, a stream with
`synthesize-stopped`, because assistants wait for these without a time limit.
"""

from collections.abc import Iterator, Mapping

from wyoming.audio import AudioChunk as AudioChunkEvent
from wyoming.audio import AudioStart, AudioStop
from wyoming.error import Error
from wyoming.event import Event
from wyoming.tts import SynthesizeStopped

from vitts_server import AudioChunk, VittsError, audio

CHUNK_SAMPLES = 4096
"""Samples in one event: 8 KiB, small enough for players with little memory."""

ERROR_CODES_ON_THE_WIRE: Mapping[str, str] = {
    "bad-request": "bad-request",
    "unknown-voice": "unknown-voice",
    "no-voice": "no-voice",
    "voice-failed": "voice-failed",
    "busy": "busy",
    "internal": "internal",
    "plugin": "internal",
    "config": "internal",
}
"""Code of an error in the core -> `code` of the `error` event."""

_SAMPLE_BYTES = 2


def error_event(error: VittsError) -> Event:
    """The `error` event that tells a client of it."""
    return Error(text=error.message, code=ERROR_CODES_ON_THE_WIRE.get(error.code, "internal")).event()


class Answer:
    """The events that answer one request."""

    def __init__(self, *, is_stream: bool) -> None:
        """`is_stream`: whether the text came in a stream, which ends with an event of its own."""
        self._is_stream = is_stream
        self._rate_hz = 0
        self._sent_samples = 0

    def feed(self, chunk: AudioChunk) -> Iterator[Event]:
        """The next audio; `audio-start` comes before the first."""
        if not self._rate_hz:
            self._rate_hz = chunk.sample_rate_hz
            yield AudioStart(self._rate_hz, _SAMPLE_BYTES, 1, timestamp=0).event()
        pcm = audio.pcm16(chunk.samples)
        for start in range(0, len(pcm), CHUNK_SAMPLES * _SAMPLE_BYTES):
            part = pcm[start : start + CHUNK_SAMPLES * _SAMPLE_BYTES]
            yield AudioChunkEvent(self._rate_hz, _SAMPLE_BYTES, 1, part, timestamp=self._now_ms()).event()
            self._sent_samples += len(part) // _SAMPLE_BYTES

    def finish(self) -> Iterator[Event]:
        """The end. A whole text that had nothing to be spoken ends with `audio-stop` all the same."""
        if self._rate_hz or not self._is_stream:
            yield AudioStop(timestamp=self._now_ms()).event()
        if self._is_stream:
            yield SynthesizeStopped().event()

    def fail(self, error: VittsError) -> Iterator[Event]:
        """The end after an error."""
        yield error_event(error)
        yield from self.finish()

    def _now_ms(self) -> int:
        return self._sent_samples * 1000 // self._rate_hz if self._rate_hz else 0
