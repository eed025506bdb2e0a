"""A request that names a language and no voice: the same voice speaks at every door, and the answer says who."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect
from wyoming.client import AsyncTcpClient
from wyoming.event import Event
from wyoming.tts import Synthesize, SynthesizeVoice

from tests.doors.doors import PATIENCE_S, Reach
from tests.listener import Listener
from vitts_server.testing import TonePlugin, address, open_server, tone_voice

Ask = Callable[[Reach, str], Awaitable[str | None]]
"""Has something said in a language; who spoke, as the answer says it, if it does."""

LANGUAGES = {
    "vi-VN": "mai",
    "vi": "mai",
    "en-GB": "kate",
    "en_gb": "kate",
    "en-US": "zoe",
    "en": "zoe",
    "en-AU": "zoe",
    "fr": "luc",
    "ja": "mai",
}
"""The exact tag first, then the same language and there the best voice, then the default voice."""

TEXT = "xin chào"


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
async def reach(tmp_path: Path, listener: Listener) -> AsyncIterator[Reach]:
    voices = [
        tone_voice("mai", "vi-VN", rank=501),
        tone_voice("kate", "en-GB", rank=502),
        tone_voice("zoe", "en-US", rank=503),
        tone_voice("luc", "fr-FR"),
    ]
    settings: dict[str, dict[str, object]] = {"voices": {"preload": False}}
    async with open_server(tmp_path, {"tones": TonePlugin(voices=voices), "listener": listener}, settings) as server:
        async with httpx.AsyncClient(base_url=address(server, "http"), timeout=PATIENCE_S, trust_env=False) as http:
            yield Reach(server, http)


async def asked(reach: Reach, method: str, path: str, **options: object) -> str | None:
    answer = await reach.http.request(method, path, **options)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    return answer.headers["X-Voice"]


async def link(reach: Reach, language: str) -> str | None:
    return await asked(reach, "POST", "/tts", json={"text": TEXT, "language": language})


async def stream(reach: Reach, language: str) -> str | None:
    return await asked(reach, "GET", "/tts/stream", params={"text": TEXT, "language": language})


async def xtts(reach: Reach, language: str) -> str | None:
    return await asked(reach, "POST", "/api/tts/synthesize", json={"text": TEXT, "language": language})


async def marytts(reach: Reach, language: str) -> str | None:
    fields = {"INPUT_TEXT": TEXT, "INPUT_TYPE": "TEXT", "OUTPUT_TYPE": "AUDIO", "AUDIO": "WAVE", "LOCALE": language}
    return await asked(reach, "GET", "/process", params=fields)


async def openai(reach: Reach, language: str) -> str | None:
    """Its clients have to name somebody."""
    fields = {"model": "tts-1", "voice": "default", "input": TEXT, "language": language, "response_format": "pcm"}
    return await asked(reach, "POST", "/v1/audio/speech", json=fields)


async def live(reach: Reach, language: str) -> str | None:
    async with connect(address(reach.server, "http").replace("http:", "ws:") + "/ws", proxy=None) as socket:
        for message in ({"type": "start", "language": language}, {"type": "text", "text": TEXT}, {"type": "end"}):
            await socket.send(json.dumps(message))
        said: list[dict[str, str]] = []
        while not said or said[-1]["type"] != "done":
            if isinstance(answer := await socket.recv(), str):
                said.append(json.loads(answer))
    return next(message["voice"] for message in said if message["type"] == "started")


async def wyoming(reach: Reach, language: str) -> str | None:
    host, _, port = address(reach.server, "tcp").removeprefix("tcp://").rpartition(":")
    async with AsyncTcpClient(host, int(port), read_timeout=PATIENCE_S) as client:
        await client.write_event(Synthesize(TEXT, voice=SynthesizeVoice(language=language)).event())
        while (event := await client.read_event() or Event("gone")).type != "audio-stop":
            assert event.type not in ("gone", "error"), event.data
    return None


DOORS: tuple[Ask, ...] = (link, stream, xtts, marytts, openai, live, wyoming)


@pytest.mark.parametrize("ask", DOORS)
async def test_the_best_voice_of_the_language_speaks_and_the_answer_says_who(
    ask: Ask, reach: Reach, listener: Listener
) -> None:
    for language, voice in LANGUAGES.items():
        named = await ask(reach, language)
        assert (language, named) in ((language, voice), (language, None))
        assert (language, listener.reports[-1].voice) == (language, voice)
