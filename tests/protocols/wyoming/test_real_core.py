"""The same door with the real core behind it: real threads, a voice of tones."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from wyoming.audio import AudioChunk
from wyoming.client import AsyncTcpClient
from wyoming.error import Error
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.tts import Synthesize, SynthesizeChunk, SynthesizeStart, SynthesizeStop

from vitts_server import Utterance
from vitts_server.testing import SECONDS_PER_CHARACTER, TonePlugin, address, open_server, tone_voice

DOORS_NOT_NEEDED = ("espeak", "shipped", "piper", "http", "http-tts", "http-voices", "http-health", "http-page")
TEXT = "Xin chào các bạn."
PATIENCE_S = 20.0


@asynccontextmanager
async def connected(folder: Path, tones: TonePlugin, **settings: Any) -> AsyncIterator[AsyncTcpClient]:
    async with open_server(folder, {"tones": tones}, settings, disabled=DOORS_NOT_NEEDED) as server:
        port = urlsplit(address(server, "tcp")).port
        assert port
        async with AsyncTcpClient("127.0.0.1", port, read_timeout=PATIENCE_S) as client:
            yield client


async def ask(client: AsyncTcpClient, *events: Any) -> None:
    for event in events:
        await client.write_event(event if isinstance(event, Event) else event.event())


async def events_up_to(client: AsyncTcpClient, last: str) -> list[Event]:
    events: list[Event] = []
    while not events or events[-1].type != last:
        event = await client.read_event()
        assert event is not None, "the server hung up"
        events.append(event)
    return events


def pcm(events: list[Event]) -> bytes:
    return b"".join(event.payload for event in events if event.payload)


def audio_s(events: list[Event]) -> float:
    return sum(AudioChunk.from_event(event).seconds for event in events if AudioChunk.is_type(event.type))


async def test_a_whole_text_and_a_stream_sound_the_same(tmp_path: Path) -> None:
    async with connected(tmp_path, TonePlugin()) as client:
        await ask(client, Synthesize(TEXT))
        whole = await events_up_to(client, "audio-stop")
        await ask(client, SynthesizeStart(), *map(SynthesizeChunk, TEXT), Synthesize(TEXT), SynthesizeStop())
        streamed = await events_up_to(client, "synthesize-stopped")
        assert audio_s(whole) == pytest.approx(len(TEXT) * SECONDS_PER_CHARACTER, abs=0.01)
        assert pcm(streamed) == pcm(whole)


async def test_a_stream_is_heard_before_its_text_has_ended(tmp_path: Path) -> None:
    async with connected(tmp_path, TonePlugin()) as client:
        await ask(client, SynthesizeStart(), SynthesizeChunk("Một câu. Và"))
        await events_up_to(client, "audio-chunk")
        await ask(client, SynthesizeStop())
        await events_up_to(client, "synthesize-stopped")


async def test_voice_language_and_speaker_choose_who_speaks(tmp_path: Path) -> None:
    tones = TonePlugin([tone_voice(), tone_voice("chorus", "en-GB", speakers=("anna", "bob"))])
    async with connected(tmp_path, tones, voices={"preload": False}) as client:
        for voice in (
            {},
            {"language": "en_GB"},
            {"name": "chorus", "speaker": "bob"},
            {"name": "chorus", "speaker": 1},
        ):
            await ask(client, Event("synthesize", {"text": "one", "voice": voice}))
            await events_up_to(client, "audio-stop")
    assert [(utterance.language, utterance.speaker) for utterance in tones.spoken] == [
        ("vi-VN", None),
        ("en-GB", 0),
        ("en-GB", 1),
        ("en-GB", 1),
    ]


@pytest.mark.parametrize(
    ("voice", "named"),
    [({"name": "gone"}, "tone"), ({"speaker": "nobody"}, "tone"), ({"name": "tone", "speaker": "7"}, "tone")],
)
async def test_a_voice_or_speaker_that_is_not_there_is_an_error_with_what_is(
    tmp_path: Path, voice: dict[str, Any], named: str
) -> None:
    async with connected(tmp_path, TonePlugin()) as client:
        await ask(client, Event("synthesize", {"text": "one", "voice": voice}))
        error, _ = await events_up_to(client, "audio-stop")
        assert Error.from_event(error).code == "unknown-voice"
        assert named in Error.from_event(error).text


async def test_hang_up_stops_the_work_after_the_current_step(tmp_path: Path) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def hold(utterance: Utterance, number: int) -> None:
        if number == 3:
            reached.set()
            go_on.wait(PATIENCE_S)

    tones = TonePlugin(before_piece=hold)
    async with connected(tmp_path, tones, voices={"preload": False}) as client:
        await ask(client, Synthesize("x" * 300))
        assert await asyncio.to_thread(reached.wait, PATIENCE_S)
        await client.disconnect()
        await asyncio.sleep(0.2)
        go_on.set()
        await until(lambda: tones.speaking == 0)
    assert tones.pieces == 4


async def test_describe_is_answered_while_a_voice_loads_and_speaks(tmp_path: Path) -> None:
    go_on = threading.Event()
    tones = TonePlugin(on_load=lambda _: void(go_on.wait(PATIENCE_S)))
    async with connected(tmp_path, tones, voices={"preload": False}) as client:
        await ask(client, Synthesize(TEXT), Describe())
        [info] = await events_up_to(client, "info")
        assert [voice.name for voice in Info.from_event(info).tts[0].voices] == ["tone"]
        go_on.set()
        await events_up_to(client, "audio-stop")


async def until(is_true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not is_true():
            await asyncio.sleep(0.005)


def void(_: object) -> None:
    """For a callback that must return nothing."""


async def test_a_text_that_is_too_long_is_refused_whole_and_streamed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with connected(tmp_path, TonePlugin(), speech={"max-text-chars": 50}) as client:
        await ask(client, Synthesize("x" * 51))
        error, _ = await events_up_to(client, "audio-stop")
        assert Error.from_event(error).code == "bad-request"
        await ask(client, SynthesizeStart(), SynthesizeChunk("x " * 30), SynthesizeStop())
        error, _ = await events_up_to(client, "synthesize-stopped")
        assert Error.from_event(error).code == "bad-request"
    caplog.clear()


async def test_a_server_with_its_hands_full_says_so_at_once(tmp_path: Path) -> None:
    go_on = threading.Event()
    tones = TonePlugin(before_piece=lambda *_: void(go_on.wait(PATIENCE_S)))
    settings = {"speech": {"max-requests": 1}, "voices": {"preload": False}}
    async with connected(tmp_path, tones, **settings) as client:
        await ask(client, Synthesize(TEXT))
        await until(lambda: tones.speaking == 1)
        async with AsyncTcpClient(client.host, client.port, read_timeout=PATIENCE_S) as other:
            await ask(other, Synthesize(TEXT))
            error, _ = await events_up_to(other, "audio-stop")
            assert Error.from_event(error).code == "busy"
        go_on.set()
        await events_up_to(client, "audio-stop")


async def test_half_a_surrogate_pair_does_not_stop_a_voice(tmp_path: Path) -> None:
    async with connected(tmp_path, TonePlugin()) as client:
        await client.write_event(Event("ping"))
        client._writer.write(b'{"type":"synthesize","data":{"text":"xin \\ud800 chao"}}\n')  # type: ignore[union-attr]
        events = await events_up_to(client, "audio-stop")
        assert audio_s(events) > 0
        assert not any(Error.is_type(event.type) for event in events)
