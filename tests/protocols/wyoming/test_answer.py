"""What the core brings, as events."""

import numpy as np
from wyoming.audio import AudioChunk as AudioChunkEvent
from wyoming.audio import AudioStart, AudioStop
from wyoming.error import Error
from wyoming.event import Event
from wyoming.tts import SynthesizeStopped

from vitts_server import ERROR_CODES, AudioChunk, Busy, VoiceFailed, audio
from vitts_server.protocols.wyoming.answer import CHUNK_SAMPLES, ERROR_CODES_ON_THE_WIRE, Answer, error_event

CHUNK = AudioChunk(samples=np.linspace(-1, 1, 10_000, dtype=np.float32), sample_rate_hz=16_000)


def types(events: list[Event]) -> list[str]:
    return [event.type for event in events]


def test_every_error_has_a_code_on_the_wire() -> None:
    assert set(ERROR_CODES_ON_THE_WIRE) == set(ERROR_CODES)


def test_an_error_says_what_and_why() -> None:
    assert error_event(Busy("too many")) == Error("too many", "busy").event()


def test_audio_is_cut_into_small_events_and_nothing_is_lost() -> None:
    start, *events = Answer(is_stream=False).feed(CHUNK)
    assert start == AudioStart(rate=16_000, width=2, channels=1, timestamp=0).event()
    chunks = [AudioChunkEvent.from_event(event) for event in events]
    assert b"".join(chunk.audio for chunk in chunks) == audio.pcm16(CHUNK.samples)
    assert max(chunk.samples for chunk in chunks) == CHUNK_SAMPLES
    assert {(chunk.rate, chunk.width, chunk.channels) for chunk in chunks} == {(16_000, 2, 1)}
    assert [chunk.timestamp for chunk in chunks] == [0, 256, 512]


def test_time_goes_on_over_all_chunks_and_the_start_comes_once() -> None:
    answer = Answer(is_stream=False)
    events = [*answer.feed(CHUNK), *answer.feed(CHUNK), *answer.finish()]
    assert types(events).count("audio-start") == 1
    assert AudioStop.from_event(events[-1]).timestamp == 20_000 * 1000 // 16_000


def test_a_whole_text_always_ends_with_audio_stop() -> None:
    assert types(list(Answer(is_stream=False).finish())) == ["audio-stop"]
    assert types(list(Answer(is_stream=False).fail(VoiceFailed("no")))) == ["error", "audio-stop"]


def test_a_stream_always_ends_with_synthesize_stopped() -> None:
    assert list(Answer(is_stream=True).finish()) == [SynthesizeStopped().event()]
    assert types(list(Answer(is_stream=True).fail(VoiceFailed("no")))) == ["error", "synthesize-stopped"]


def test_a_stream_that_fails_in_the_middle_stops_its_audio_first() -> None:
    answer = Answer(is_stream=True)
    list(answer.feed(CHUNK))
    assert types(list(answer.fail(VoiceFailed("no")))) == ["error", "audio-stop", "synthesize-stopped"]
