"""The interface with voices in Piper's format."""

import io
import wave
from pathlib import Path
from typing import Any

import httpx

from tests.protocols.http.conftest import LIMIT_S
from vitts_server.testing import address, open_server


async def test_a_chapter_is_read_by_a_real_voice(voices_dir: Path, cache_dir: Path, tmp_path: Path) -> None:
    settings: dict[str, dict[str, Any]] = {
        "voices": {"dir": [voices_dir]},
        "server": {"cache-dir": cache_dir},
        "xtts": {"speakers": {"narrator": "tiny_multi:1"}},
    }
    async with (
        open_server(tmp_path, settings=settings) as server,
        httpx.AsyncClient(base_url=address(server, "http"), timeout=LIMIT_S, trust_env=False) as http,
    ):

        async def post(**fields: object) -> httpx.Response:
            answer = await http.post("/api/tts/synthesize", json={"text": "Chapter one. It was night.", **fields})
            assert answer.status_code == 200, answer.text
            return answer

        english, narrator, vietnamese = await post(), await post(speaker="narrator"), await post(model="viet-tts")
        slow = await post(speed=0.5)
        info = (await http.post("/api/tts/model/info", json={"model": "xtts-english"})).json()["info"]

    assert english.headers["X-Voice"].partition(":")[0] in ("tiny", "tiny_multi")
    assert narrator.headers["X-Voice"].startswith("tiny_multi:")
    assert vietnamese.headers["X-Voice"].partition(":")[0].endswith("-vi")
    assert float(slow.headers["X-Duration"]) > 1.5 * float(english.headers["X-Duration"])
    assert info["device"] == "cpu"
    with wave.open(io.BytesIO(english.content)) as wav:
        assert wav.getnframes() / wav.getframerate() > 1
