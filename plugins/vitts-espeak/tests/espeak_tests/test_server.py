"""The whole server on an empty disk: it speaks through this plugin, and leaves nothing behind."""

import io
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import numpy as np
import pytest

from vitts_server import SynthesisRequest
from vitts_server.app import Server
from vitts_server.testing import address, open_server

from .conftest import workers


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with open_server(tmp_path, disabled=()) as server:
        yield server
    assert workers() == []


async def speak(server: Server, request: SynthesisRequest) -> list[tuple[float, str]]:
    """Speaks it; returns the word marks as start and text."""
    marks: list[tuple[float, str]] = []
    peak = 0.0
    async for chunk in server.speech.synthesize(request):
        assert chunk.sample_rate_hz == 22050
        peak = max(peak, float(np.abs(chunk.samples).max(initial=0)))
        marks.extend((mark.start_s, mark.text) for mark in chunk.marks if mark.kind == "word")
    assert 0.3 < peak < 0.95
    return marks


async def test_it_speaks_vietnamese_and_marks_the_words(server: Server) -> None:
    marks = await speak(server, SynthesisRequest(text="Xin chào bạn. Hôm nay trời đẹp.", voice="espeak-vi"))
    assert [text for _, text in marks] == ["Xin", "chào", "bạn", "Hôm", "nay", "trời", "đẹp"]


async def test_the_language_of_a_request_chooses_the_voice(server: Server) -> None:
    assert server.speech.choose(SynthesisRequest(language="en")).voice.name == "en_US-kathleen-small"
    assert server.speech.choose(SynthesisRequest(language="en_GB")).voice.name == "espeak-en-gb"
    assert await speak(server, SynthesisRequest(text="Good morning to you.", language="en_GB"))


async def test_it_is_heard_over_http(server: Server) -> None:
    async with httpx.AsyncClient(base_url=address(server, "http"), timeout=30) as client:
        answer = await client.get("/tts", params={"text": "Xin chào bạn.", "speed": "normal"})
        assert answer.status_code == 200, answer.text
        sound = await client.get(answer.json()["audio_url"])
    with wave.open(io.BytesIO(sound.content)) as file:
        assert file.getframerate() == 22050
        assert file.getnframes() > 22050 / 2
