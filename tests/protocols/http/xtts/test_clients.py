"""The three programs that were written for such backends: what each sends, and what it reads."""

import asyncio
import io
import wave
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.protocols.http.conftest import Gate, eventually, nobody_is_connected
from tests.protocols.http.xtts.conftest import TEXT, spoken
from vitts_server import VoiceFailed
from vitts_server.app import Server
from vitts_server.testing import SECONDS_PER_CHARACTER, TonePlugin

URL = "/api/tts/synthesize"


def frames(wav: bytes) -> int:
    with wave.open(io.BytesIO(wav)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return int(file.getnframes())


async def test_the_tutor_agent(http: httpx.AsyncClient) -> None:
    health = await http.get("/health")
    assert health.json()["status"] == "healthy"
    asked = {
        "text": TEXT,
        "model": "xtts-english",
        "language": "en",
        "store": True,
        "return_audio": False,
        "speaker": "default",
        "expiry_hours": 6,
    }
    answer = await http.post(URL, json=asked)
    answer.raise_for_status()
    body = answer.json()
    file = body["file_metadata"]

    assert body["success"] is True
    assert body["sample_rate"] == 22050
    assert body["duration_seconds"] >= len(TEXT) * SECONDS_PER_CHARACTER - 0.01
    expires = datetime.fromisoformat(file["expires_at"])
    assert 5.9 < (expires - datetime.now(UTC)).total_seconds() / 3600 <= 6
    wav = (await http.get(f"{http.base_url}/api/tts/audio/{file['file_id']}")).content
    assert frames(wav) == round(body["duration_seconds"] * body["sample_rate"])


async def test_the_tutor_agent_without_an_expiry(http: httpx.AsyncClient) -> None:
    asked = {"text": TEXT, "model": "xtts-english", "language": "en", "store": True, "return_audio": False}
    file = (await http.post(URL, json={**asked, "speaker": "default"})).json()["file_metadata"]
    lifetime = datetime.fromisoformat(file["expires_at"]) - datetime.fromisoformat(file["created_at"])
    assert (file["expiry_hours"], lifetime.total_seconds()) == (2, 2 * 3600)


def tutor_app(return_audio: bool) -> dict[str, Any]:
    return {
        "text": TEXT,
        "model": "xtts-english",
        "speaker": "tutor_female",
        "language": "en",
        "speed": 1.0,
        "store": True,
        "return_audio": return_audio,
    }


async def test_the_tutor_app_posts_everything_twice(http: httpx.AsyncClient, tones: TonePlugin) -> None:
    speakers = (await http.get("/api/tts/speakers")).json()
    assert all(isinstance(name, str) for name in speakers["speakers"])
    first = await http.post(URL, json=tutor_app(return_audio=True))
    second = await http.post(URL, json=tutor_app(return_audio=False))

    assert first.headers["Content-Type"] == "audio/wav"
    assert float(first.headers["x-duration"]) == second.json()["duration_seconds"] > 0
    assert second.json()["file_metadata"]["file_id"] == first.headers["x-file-id"]
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    for file_id in (second.json()["file_metadata"]["file_id"], first.headers["x-request-id"]):
        assert (await http.get(f"/api/tts/audio/{file_id}")).content == first.content
    assert spoken(tones) == [TEXT]


async def test_the_tutor_app_falls_back_on_the_request_id(http: httpx.AsyncClient) -> None:
    first = await http.post(URL, json=tutor_app(return_audio=True))
    second = await http.post(URL, content=b"cut off", headers={"Content-Type": "application/json"})

    assert second.status_code == 422
    fallback = await http.get(f"/api/tts/audio/{first.headers['x-request-id']}")
    assert fallback.content == first.content
    assert fallback.headers["x-file-id"] == first.headers["x-file-id"]


@pytest.mark.parametrize(
    "asked",
    [
        {"text": TEXT, "voice": "default", "speed": 1.25},
        {
            "text": TEXT,
            "model": "xtts-english",
            "store": True,
            "expiry_hours": 24,
            "return_audio": False,
            "speaker": "Claribel Dervla",
            "language": "en",
        },
    ],
)
async def test_the_novel_reader_reads_a_paragraph(http: httpx.AsyncClient, asked: dict[str, Any]) -> None:
    assert (await http.get("/health")).json()["status"] == "healthy"
    answer = await http.post(URL, json=asked)
    file_id = answer.headers.get("x-file-id")
    assert file_id
    if asked.get("return_audio") is False:
        assert answer.json()["file_metadata"]["file_id"] == file_id
    assert answer.headers.get("x-skipped") is None
    audio = await http.get(f"/api/tts/audio/{file_id}")
    metadata = await http.get(f"/api/tts/audio/{file_id}/metadata")
    assert (audio.status_code, audio.headers["Content-Type"]) == (200, "audio/wav")
    assert metadata.json()["metadata"]["text"] == TEXT
    assert (await http.delete(f"/api/tts/audio/{file_id}")).json()["success"] is True
    assert (await http.delete(f"/api/tts/audio/{file_id}")).status_code in (404, 405)


@pytest.mark.parametrize("return_audio", [True, False])
async def test_the_novel_reader_skips_what_is_no_text(
    http: httpx.AsyncClient, tones: TonePlugin, return_audio: bool
) -> None:
    asked = {"text": "* * *", "model": "xtts-english", "store": True, "return_audio": return_audio, "language": "en"}
    answer = await http.post(URL, json=asked)
    assert answer.status_code == 200
    assert answer.headers["x-skipped"] == "true"
    assert answer.json()["skipped"] is True
    assert spoken(tones) == []


@pytest.mark.parametrize("store", [True, False])
async def test_a_reader_who_leaves_frees_its_work(
    http: httpx.AsyncClient, server: Server, gate: Gate, tones: TonePlugin, store: bool
) -> None:
    gate.close(passes=0)
    async with asyncio.TaskGroup() as group:
        posting = group.create_task(http.post(URL, json={"text": TEXT * 10, "store": store}))
        await asyncio.to_thread(gate.is_reached.wait, 60)
        posting.cancel()
    await nobody_is_connected(server)
    gate.open()
    await eventually(lambda: tones.speaking == 0 and server.speech.status().running == 0)
    assert tones.pieces < 30, "the rest was not spoken"
    assert (await http.get("/api/tts/storage/stats")).json()["stats"]["total_files"] == 0


async def test_a_fault_is_500_and_the_next_request_works(http: httpx.AsyncClient, tones: TonePlugin) -> None:
    def fail(*_: object) -> None:
        raise VoiceFailed("the voice is hoarse")

    tones.before_piece = fail
    for store in (True, False):
        answer = await http.post(URL, json={"text": TEXT, "store": store})
        assert (answer.status_code, answer.json()) == (500, {"detail": "the voice is hoarse"})
    tones.before_piece = None
    assert (await http.post(URL, json={"text": TEXT})).status_code == 200
