"""The times of words through the doors that give them, with a voice that knows when it says what."""

import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.protocols.http.conftest import LIMIT_S
from vitts_server.testing import address, open_server

TEXT = "Xin chào các bạn, hôm nay trời đẹp."
WORDS = ["Xin", "chào", "các", "bạn", "hôm", "nay", "trời", "đẹp"]


@pytest.fixture
async def real(voices_dir: Path, cache_dir: Path, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    settings: dict[str, dict[str, object]] = {"voices": {"dir": [voices_dir]}, "server": {"cache-dir": cache_dir}}
    async with (
        open_server(tmp_path, settings=settings) as server,
        httpx.AsyncClient(base_url=address(server, "http"), timeout=LIMIT_S, trust_env=False) as client,
    ):
        yield client


async def test_captions_name_every_word_in_its_place(real: httpx.AsyncClient) -> None:
    asked = {"input": TEXT, "voice": "tiny-vi", "response_format": "pcm"}
    lines = [json.loads(line) for line in (await real.post("/dev/captioned_speech", json=asked)).text.splitlines()]
    words = [word for line in lines for word in line["timestamps"]]
    length_s = sum(len(base64.b64decode(line["audio"])) for line in lines) / 48000
    assert [word["word"].strip(",.") for word in words] == WORDS
    starts = [word["start_time"] for word in words]
    assert starts == sorted(starts)
    assert all(word["start_time"] < word["end_time"] <= length_s + 0.001 for word in words)


async def test_characters_are_those_of_the_text_in_their_order(real: httpx.AsyncClient) -> None:
    path = "/v1/text-to-speech/tiny-vi/with-timestamps"
    answer = (await real.post(path, params={"output_format": "pcm_16000"}, json={"text": TEXT})).json()
    alignment = answer["alignment"]
    assert "".join(alignment["characters"]) == TEXT
    starts = alignment["character_start_times_seconds"]
    assert starts == sorted(starts)
    assert len(set(starts)) > len(WORDS)
    length_s = len(base64.b64decode(answer["audio_base64"])) / 32000
    assert 0.9 * length_s < alignment["character_end_times_seconds"][-1] <= length_s + 0.001
