"""Whole conversations with the protocol's own client, over real sockets."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import pytest
from wyoming.audio import AudioChunk
from wyoming.error import Error
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.ping import Ping
from wyoming.tts import Synthesize, SynthesizeChunk, SynthesizeStart, SynthesizeStop, SynthesizeVoice

from vitts_server.protocols.wyoming.wire import encode

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from wyoming.client import AsyncTcpClient

    from tests.protocols.wyoming.conftest import FakeSpeech, Serve

    Until = Callable[[Callable[[], bool]], Coroutine[Any, Any, None]]

WORD_BYTES = 10_000


async def next_event(client: AsyncTcpClient) -> Event:
    event = await client.read_event()
    assert event is not None, "the server hung up"
    return event


async def events_up_to(client: AsyncTcpClient, last: str) -> list[Event]:
    events = [await next_event(client)]
    while events[-1].type != last:
        events.append(await next_event(client))
    return events


async def say(client: AsyncTcpClient, *events: Any) -> None:
    for event in events:
        await client.write_event(event if isinstance(event, Event) else event.event())


def outline(events: list[Event]) -> list[str]:
    """The types in order, runs of audio as one."""
    types: list[str] = []
    for event in events:
        if types[-1:] != [event.type] or event.type != "audio-chunk":
            types.append(event.type)
    return types


def audio_bytes(events: list[Event]) -> int:
    return sum(len(AudioChunk.from_event(event).audio) for event in events if AudioChunk.is_type(event.type))


WHOLE = ["audio-start", "audio-chunk", "audio-stop"]


async def test_describe_lists_the_voices_and_loads_none(serve: Serve) -> None:
    async with serve() as server, server.client() as client:
        await say(client, Describe())
        [program] = Info.from_event(await next_event(client)).tts
        assert [voice.name for voice in program.voices] == ["vi-huyen", "en-chorus"]
        assert server.speech.requests == []


async def test_describe_follows_the_voices_that_are_installed(serve: Serve, speech: FakeSpeech) -> None:
    async with serve() as server, server.client() as client:
        for count in (2, 1, 0):
            del speech.installed[count:]
            await say(client, Describe())
            assert len(Info.from_event(await next_event(client)).tts[0].voices) == count


async def test_a_whole_text_is_spoken(serve: Serve) -> None:
    async with serve() as server, server.client() as client:
        await say(client, Synthesize("xin chào bạn"))
        events = await events_up_to(client, "audio-stop")
        assert outline(events) == WHOLE
        assert audio_bytes(events) == 3 * WORD_BYTES
        assert server.speech.requests[0].text == "xin chào bạn"


async def test_many_requests_share_a_connection_and_are_answered_in_order(serve: Serve) -> None:
    async with serve(max_waiting_requests=2) as server, server.client() as client:
        for words in range(1, 9):
            await say(client, Synthesize("a " * words))
        for words in range(1, 9):
            assert audio_bytes(await events_up_to(client, "audio-stop")) == words * WORD_BYTES
        assert server.speech.most_running == 1


async def test_describe_and_ping_are_answered_in_the_middle_of_speech(serve: Serve, speech: FakeSpeech) -> None:
    async with serve() as server, server.client() as client:
        await say(client, Synthesize("hello wait"))
        while not AudioChunk.is_type((await next_event(client)).type):
            pass
        await say(client, Describe(), Ping("still there?"))
        events = await events_up_to(client, "pong")
        assert outline(events)[-2:] == ["info", "pong"]
        assert events[-1].data == {"text": "still there?"}
        speech.go_on.set()
        await events_up_to(client, "audio-stop")


async def test_a_stream_is_spoken_while_its_text_arrives(serve: Serve) -> None:
    async with serve() as server, server.client() as client:
        await say(client, SynthesizeStart(), SynthesizeChunk("xin ch"), SynthesizeChunk(""))
        assert (await next_event(client)).type == "audio-start"
        await say(client, SynthesizeChunk("ào bạn"), Synthesize("xin chào bạn"), SynthesizeStop())
        events = await events_up_to(client, "synthesize-stopped")
        assert outline(events) == ["audio-chunk", "audio-stop", "synthesize-stopped"]
        assert audio_bytes(events) == 3 * WORD_BYTES
        assert len(server.speech.requests) == 1


async def test_state_is_reset_after_a_stream(serve: Serve) -> None:
    async with serve() as server, server.client() as client:
        for _ in range(3):
            await say(client, SynthesizeStart(), SynthesizeChunk("a b"), SynthesizeStop())
            events = await events_up_to(client, "synthesize-stopped")
            assert outline(events) == [*WHOLE, "synthesize-stopped"]
            await say(client, Synthesize("c"))
            assert outline(await events_up_to(client, "audio-stop")) == WHOLE


async def test_a_stream_without_text_is_ended_without_audio(serve: Serve) -> None:
    async with serve() as server, server.client() as client:
        await say(client, SynthesizeStart(), SynthesizeChunk("  "), SynthesizeStop())
        assert outline(await events_up_to(client, "synthesize-stopped")) == ["synthesize-stopped"]


async def test_a_stream_that_begins_during_another_answer_waits_with_its_text(serve: Serve, speech: FakeSpeech) -> None:
    async with serve() as server, server.client() as client:
        await say(client, Synthesize("wait"), SynthesizeStart(), SynthesizeChunk("a b "), SynthesizeChunk("c"))
        await say(client, SynthesizeStop(), Ping())
        assert (await next_event(client)).type == "pong"
        speech.go_on.set()
        assert outline(await events_up_to(client, "audio-stop")) == WHOLE
        events = await events_up_to(client, "synthesize-stopped")
        assert audio_bytes(events) == 3 * WORD_BYTES


async def test_text_that_waits_for_an_earlier_answer_is_bounded(serve: Serve, speech: FakeSpeech) -> None:
    async with serve(max_data_bytes=65_536) as server, server.client() as client:
        await say(client, Synthesize("wait"), SynthesizeStart())
        for _ in range(10):
            await say(client, SynthesizeChunk("a" * 10_000))
        await say(client, SynthesizeStop(), Ping())
        assert (await next_event(client)).type == "pong"
        speech.go_on.set()
        await events_up_to(client, "audio-stop")
        error, _ = await events_up_to(client, "synthesize-stopped")
        assert Error.from_event(error).code == "busy"


async def test_text_that_was_taken_counts_no_longer(serve: Serve) -> None:
    async with serve(max_data_bytes=65_536) as server, server.client() as client:
        await say(client, SynthesizeStart())
        for _ in range(10):
            await say(client, *[SynthesizeChunk(" ")] * 300, Ping())
            assert (await next_event(client)).type == "pong"
        await say(client, SynthesizeStop())
        assert outline(await events_up_to(client, "synthesize-stopped")) == ["synthesize-stopped"]


async def test_a_second_start_ends_the_first_stream(serve: Serve, until: Until) -> None:
    async with serve() as server, server.client() as client:
        await say(client, SynthesizeStart(), SynthesizeChunk("a wait "))
        await until(lambda: server.speech.pieces == 1)
        await say(client, SynthesizeStart(), SynthesizeChunk("b c"), SynthesizeStop())
        first = await events_up_to(client, "synthesize-stopped")
        assert outline(first) == [*WHOLE, "synthesize-stopped"]
        second = await events_up_to(client, "synthesize-stopped")
        assert audio_bytes(second) == 2 * WORD_BYTES
        assert server.speech.most_running == 1


async def test_a_second_start_ends_a_first_stream_that_still_waits(serve: Serve, speech: FakeSpeech) -> None:
    async with serve() as server, server.client() as client:
        await say(client, Synthesize("wait"), SynthesizeStart(), SynthesizeChunk("dropped"))
        await say(client, SynthesizeStart(), SynthesizeChunk("b"), SynthesizeStop(), Ping())
        assert (await next_event(client)).type == "pong"
        speech.go_on.set()
        await events_up_to(client, "audio-stop")
        assert outline(await events_up_to(client, "synthesize-stopped")) == ["synthesize-stopped"]
        assert outline(await events_up_to(client, "synthesize-stopped")) == [*WHOLE, "synthesize-stopped"]
        assert [request.text for request in speech.requests] == ["wait", ""]


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "bad-request"), ("  ", "bad-request"), ("fail", "voice-failed"), ("x" * 10_001, "bad-request")],
)
async def test_a_whole_text_that_can_t_be_spoken_is_an_error_and_audio_stop(serve: Serve, text: str, code: str) -> None:
    async with serve() as server, server.client() as client:
        await say(client, Synthesize(text))
        error, _ = await events_up_to(client, "audio-stop")
        assert Error.from_event(error).code == code
        await say(client, Synthesize("and on"))
        assert outline(await events_up_to(client, "audio-stop")) == WHOLE


async def test_a_voice_that_fails_in_the_middle_of_a_whole_text(serve: Serve) -> None:
    async with serve() as server, server.client() as client:
        await say(client, Synthesize("a fail b"))
        events = await events_up_to(client, "audio-stop")
        assert outline(events) == ["audio-start", "audio-chunk", "error", "audio-stop"]


async def test_a_voice_that_fails_in_the_middle_of_a_stream(serve: Serve) -> None:
    async with serve() as server, server.client() as client:
        await say(client, SynthesizeStart(), SynthesizeChunk("a fail "))
        events = await events_up_to(client, "synthesize-stopped")
        assert outline(events) == ["audio-start", "audio-chunk", "error", "audio-stop", "synthesize-stopped"]
        await say(client, SynthesizeChunk("ignored"), SynthesizeStop(), Ping())
        assert (await next_event(client)).type == "pong"


async def test_a_stream_that_grows_too_long_is_ended_with_an_error(serve: Serve) -> None:
    async with serve() as server, server.client() as client:
        await say(client, SynthesizeStart(), SynthesizeChunk("a " * 4_000), SynthesizeChunk("x" * 3_000))
        events = await events_up_to(client, "synthesize-stopped")
        [error] = [Error.from_event(event) for event in events if Error.is_type(event.type)]
        assert error.code == "bad-request"
        assert "10000" in error.text
        assert server.speech.running == 0


async def test_an_unknown_voice_is_an_error_that_lists_the_known_ones(serve: Serve) -> None:
    unknown = SynthesizeVoice(name="gone")
    async with serve() as server, server.client() as client:
        await say(client, Synthesize("a", unknown))
        error, _ = await events_up_to(client, "audio-stop")
        assert Error.from_event(error).code == "unknown-voice"
        assert "vi-huyen, en-chorus" in Error.from_event(error).text
        await say(client, SynthesizeStart(unknown), SynthesizeChunk("a"), Synthesize("a"), SynthesizeStop())
        assert outline(await events_up_to(client, "synthesize-stopped")) == ["error", "synthesize-stopped"]
        await say(client, Synthesize("a"))
        assert outline(await events_up_to(client, "audio-stop")) == WHOLE


async def test_a_server_without_voices_says_so(serve: Serve, speech: FakeSpeech) -> None:
    speech.installed.clear()
    async with serve() as server, server.client() as client:
        await say(client, Synthesize("a"))
        error, _ = await events_up_to(client, "audio-stop")
        assert Error.from_event(error).code == "no-voice"


async def test_a_fault_in_the_engine_is_logged_and_told_without_its_details(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    async with serve() as server, server.client() as client:
        await say(client, Synthesize("crash"))
        error, _ = await events_up_to(client, "audio-stop")
        assert Error.from_event(error).code == "internal"
        assert "engine" not in Error.from_event(error).text
    assert [record.levelno for record in caplog.records if record.exc_info] == [logging.ERROR]
    caplog.clear()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"text": 1},
        {"text": "a", "voice": 1},
        {"text": "a", "voice": {"speaker": -1}},
        {"text": "a", "text_format": 1},
    ],
)
async def test_a_request_that_is_wrong_does_not_end_the_connection(serve: Serve, data: dict[str, Any]) -> None:
    async with serve() as server, server.client() as client:
        await say(client, Event("synthesize", data))
        error, _ = await events_up_to(client, "audio-stop")
        assert Error.from_event(error).code == "bad-request"
        await say(client, Synthesize("a"))
        assert outline(await events_up_to(client, "audio-stop")) == WHOLE


async def test_the_choice_of_voice_reaches_the_core(serve: Serve) -> None:
    async with serve() as server, server.client() as client:
        await say(client, Synthesize("a", SynthesizeVoice(name="en-chorus", speaker="0"), text_format="ssml"))
        await events_up_to(client, "audio-stop")
        await say(client, SynthesizeStart(SynthesizeVoice(language="vi_VN")), SynthesizeStop())
        await events_up_to(client, "synthesize-stopped")
        first, second = server.speech.requests
        assert (first.voice, first.speaker, first.text_format) == ("en-chorus", "0", "ssml")
        assert (second.voice, second.language, second.is_live) == (None, "vi_VN", True)


async def test_hang_up_frees_the_voice(serve: Serve, until: Until) -> None:
    async with serve() as server:
        async with server.client() as client:
            await say(client, Synthesize("forever"))
            await next_event(client)
            assert server.speech.running == 1
        await until(lambda: server.speech.running == 0)


async def test_hang_up_frees_a_voice_that_has_not_spoken_yet(serve: Serve, until: Until) -> None:
    async with serve() as server:
        async with server.client() as client:
            await say(client, Synthesize("wait"), Synthesize("never spoken"))
            await until(lambda: server.speech.running == 1)
        await until(lambda: server.speech.running == 0)
        assert [request.text for request in server.speech.requests] == ["wait"]


async def test_hang_up_frees_a_stream_that_waits_for_text(serve: Serve, until: Until) -> None:
    async with serve() as server:
        async with server.client() as client:
            await say(client, SynthesizeStart())
            await until(lambda: server.speech.running == 1)
        await until(lambda: server.speech.running == 0)


async def test_the_end_of_the_input_alone_is_a_hang_up(serve: Serve, until: Until) -> None:
    async with serve() as server, server.connected() as client:
        client.send(encode(Synthesize("wait").event()))
        await until(lambda: server.speech.running == 1)
        client.writer.write_eof()
        assert await client.all_events() == []
        assert server.speech.running == 0


async def test_a_reset_frees_the_voice(serve: Serve, until: Until) -> None:
    async with serve() as server, server.connected() as client:
        client.send(encode(Synthesize("forever").event()))
        await until(lambda: server.speech.pieces > 5)
        client.reset()
        await until(lambda: server.speech.running == 0)


async def test_leaving_the_server_hangs_up_on_everybody(serve: Serve, speech: FakeSpeech, until: Until) -> None:
    async with serve() as server:
        idle, speaking = server.client(), server.client()
        await idle.connect()
        await speaking.connect()
        await say(speaking, Synthesize("wait"))
        await until(lambda: speech.running == 1)
    assert speech.running == 0
    assert await idle.read_event() is None
    assert await speaking.read_event() is None
    await idle.disconnect()
    await speaking.disconnect()


async def test_many_clients_are_served_at_once(serve: Serve) -> None:
    async with serve() as server:

        async def one(words: int) -> None:
            async with server.client() as client:
                await say(client, Synthesize("a " * words), Describe())
                events = [await next_event(client) for _ in range(1)]
                while {"info", "audio-stop"} - {event.type for event in events}:
                    events.append(await next_event(client))
                assert audio_bytes(events) == words * WORD_BYTES

        async with asyncio.TaskGroup() as clients:
            for number in range(40):
                clients.create_task(one(1 + number % 5))
