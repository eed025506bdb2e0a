"""Stored files: how long they live, what is told of them, how they go."""

import asyncio
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from tests.protocols.http.conftest import LIMIT_S
from tests.protocols.http.xtts.conftest import TEXT, Clock, Synthesize, spoken
from vitts_server import SynthesisRequest
from vitts_server.app import Server
from vitts_server.testing import TonePlugin, address, open_server

GONE = {"detail": "Audio file not found or expired"}
HOSTILE = [
    "..",
    "%2e%2e",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e%2fsecret",
    "%2fetc%2fpasswd",
    "a%00",
    "secret.json",
    "secret",
    "..%5csecret",
    "x" * 5000,
    "%ff",
    "*",
]


def time_s(iso: str) -> float:
    found = datetime.fromisoformat(iso)
    assert found.tzinfo is not None
    return found.timestamp()


async def test_a_file_comes_as_an_attachment(http: httpx.AsyncClient, synthesize: Synthesize) -> None:
    made = await synthesize()
    file_id = made.headers["X-File-ID"]
    answer = await http.get(f"/api/tts/audio/{file_id}")

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "audio/wav")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{file_id}.wav"'
    assert answer.headers["X-File-ID"] == file_id
    assert answer.headers["X-Expires-At"] == made.headers["X-Expires-At"]
    assert answer.content == made.content
    part = await http.get(f"/api/tts/audio/{file_id}", headers={"Range": "bytes=0-43"})
    assert (part.status_code, part.content) == (206, made.content[:44])


async def test_head_says_whether_it_is_there(http: httpx.AsyncClient, synthesize: Synthesize) -> None:
    made = await synthesize()
    answer = await http.head(f"/api/tts/audio/{made.headers['X-File-ID']}")
    assert (answer.status_code, int(answer.headers["Content-Length"])) == (200, len(made.content))
    assert (await http.head("/api/tts/audio/none")).status_code == 404


async def test_the_id_of_a_request_is_the_id_of_its_file_everywhere(
    http: httpx.AsyncClient, synthesize: Synthesize
) -> None:
    made = await synthesize({"X-Request-ID": "chapter:1.2"})
    again = await synthesize()
    for name in ("chapter:1.2", again.headers["X-Request-ID"]):
        assert (await http.get(f"/api/tts/audio/{name}")).headers["X-File-ID"] == made.headers["X-File-ID"]
        metadata = (await http.get(f"/api/tts/audio/{name}/metadata")).json()["metadata"]
        assert metadata["file_id"] == made.headers["X-File-ID"]
    assert (await http.delete("/api/tts/audio/chapter:1.2")).json() == {
        "success": True,
        "message": "Audio file deleted",
        "file_id": "chapter:1.2",
    }
    assert (await http.get(f"/api/tts/audio/{made.headers['X-File-ID']}")).status_code == 404


async def test_metadata_are_those_of_the_answer(http: httpx.AsyncClient, synthesize: Synthesize) -> None:
    made = (await synthesize(return_audio=False, speaker="bob", expiry_hours=5, model="dia")).json()["file_metadata"]
    answer = await http.get(f"/api/tts/audio/{made['file_id']}/metadata")
    assert answer.json() == {"success": True, "metadata": made}
    assert "file_path" not in made


async def test_files_of_other_doors_have_metadata_too(http: httpx.AsyncClient) -> None:
    link = (await http.get("/tts", params={"text": TEXT, "voice": "duo"})).json()
    metadata = (await http.get(f"/api/tts/audio/{link['hash']}/metadata")).json()["metadata"]
    assert metadata["text"] == TEXT
    assert metadata["language"] == "en-US"
    assert metadata["speaker_id"] == "duo"
    assert metadata["model"] == "xtts-english"
    assert metadata["expiry_hours"] == 24


async def test_a_file_expires_when_it_was_said(http: httpx.AsyncClient, synthesize: Synthesize, clock: Clock) -> None:
    usual, long = await synthesize(text="usual"), await synthesize(text="long", expiry_hours=48)
    assert time_s(usual.headers["X-Expires-At"]) == clock.now_s + 2 * 3600
    assert time_s(long.headers["X-Expires-At"]) == clock.now_s + 48 * 3600
    ids = [made.headers["X-File-ID"] for made in (usual, long)]

    async def statuses() -> list[int]:
        return [(await http.get(f"/api/tts/audio/{file_id}")).status_code for file_id in ids]

    clock.turn(hours=1.99)
    assert await statuses() == [200, 200]
    clock.turn(hours=0.01)
    assert await statuses() == [404, 200]
    for path in (f"/api/tts/audio/{ids[0]}", f"/api/tts/audio/{ids[0]}/metadata"):
        answer = await http.get(path)
        assert (answer.status_code, answer.json()) == (404, GONE)
    clock.turn(hours=46)
    assert await statuses() == [404, 404]


async def test_the_same_request_again_gives_the_same_file_a_new_lease_of_life(
    http: httpx.AsyncClient, synthesize: Synthesize, clock: Clock, tones: TonePlugin
) -> None:
    first = await synthesize(expiry_hours=10)
    clock.turn(hours=9)
    second, third = await synthesize(expiry_hours=24), await synthesize()
    assert len({answer.headers["X-File-ID"] for answer in (first, second, third)}) == 1
    assert time_s(third.headers["X-Expires-At"]) == clock.now_s + 24 * 3600, "what was promised is kept"
    assert spoken(tones) == [TEXT]
    clock.turn(hours=24)
    fourth = await synthesize()
    assert fourth.headers["X-File-ID"] == first.headers["X-File-ID"]
    assert spoken(tones) == [TEXT, TEXT]


async def test_deleting(http: httpx.AsyncClient, synthesize: Synthesize, server: Server) -> None:
    file_id = (await synthesize()).headers["X-File-ID"]
    other = (await synthesize(text="other")).headers["X-File-ID"]
    folder = server.speech.store.status().folder

    answer = await http.delete(f"/api/tts/audio/{file_id}")
    assert answer.status_code == 200
    assert answer.json() == {"success": True, "message": "Audio file deleted", "file_id": file_id}
    assert [path.stem for path in await asyncio.to_thread(lambda: list(folder.glob("*.wav")))] == [other]
    again = await http.delete(f"/api/tts/audio/{file_id}")
    assert (again.status_code, again.json()) == (404, {"detail": "Audio file not found"})
    assert (await http.get(f"/api/tts/audio/{file_id}")).json() == GONE
    assert (await synthesize()).headers["X-File-ID"] == file_id


async def test_a_file_that_is_being_sent_may_be_deleted(http: httpx.AsyncClient, synthesize: Synthesize) -> None:
    made = await synthesize(text="Lorem ipsum dolor sit amet. " * 100)
    url = f"/api/tts/audio/{made.headers['X-File-ID']}"
    async with http.stream("GET", url) as answer:
        parts = answer.aiter_bytes(10_000)
        first = await anext(parts)
        assert (await http.delete(url)).status_code == 200
        rest = b"".join([part async for part in parts])
    assert first + rest == made.content


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_nothing_but_stored_files_is_served_or_deleted(
    http: httpx.AsyncClient, server: Server, hostile: str
) -> None:
    folder = server.speech.store.status().folder
    secrets = [folder / "secret.json", folder.parent / "secret.wav", folder / "secret.wav"]
    for path in secrets:
        await asyncio.to_thread(path.write_bytes, b"secret")

    for answer in (
        await http.get(f"/api/tts/audio/{hostile}"),
        await http.get(f"/api/tts/audio/{hostile}/metadata"),
        await http.delete(f"/api/tts/audio/{hostile}"),
    ):
        assert answer.status_code in (400, 404)
        assert b"secret" not in answer.content.replace(hostile.encode(), b"")
    assert all(path.exists() for path in secrets)


async def test_only_wavs_are_files_here(http: httpx.AsyncClient, server: Server) -> None:
    pcm = await server.speech.store.make(SynthesisRequest(text=TEXT), encoder="pcm")
    assert (await http.get(f"/api/tts/audio/{pcm.id}")).json() == GONE
    assert (await http.delete(f"/api/tts/audio/{pcm.id}")).status_code == 404
    assert await server.speech.store.find(pcm.id) == pcm


async def test_statistics_and_cleaning_up(
    http: httpx.AsyncClient, synthesize: Synthesize, clock: Clock, server: Server
) -> None:
    async def stats() -> object:
        answer = (await http.get("/api/tts/storage/stats")).json()
        assert answer["success"] is True
        return answer["stats"]

    folder = str(server.speech.store.status().folder)
    empty = {"total_size_mb": 0, "total_files": 0, "expired_files": 0, "active_files": 0, "storage_dir": folder}
    assert await stats() == empty
    long = await synthesize(text="long" * 500, expiry_hours=9)
    short = await synthesize(text="short" * 500)
    clock.turn(hours=3)
    megabytes = [round(size / 1e6, 4) for size in (len(short.content), len(long.content))]
    counts = {"total_files": 2, "expired_files": 1, "active_files": 1, "storage_dir": folder}
    assert await stats() == counts | {"total_size_mb": pytest.approx(sum(megabytes), abs=0.0002)}

    answer = await http.post("/api/tts/storage/cleanup")
    body = answer.json()
    assert time_s(body["cleanup"].pop("cleanup_time")) > 0
    assert body == {"success": True, "cleanup": {"deleted_count": 1, "deleted_size_mb": megabytes[0]}}
    counts = {"total_files": 1, "expired_files": 0, "active_files": 1, "storage_dir": folder}
    assert await stats() == counts | {"total_size_mb": megabytes[1]}
    again = (await http.post("/api/tts/storage/cleanup")).json()["cleanup"]
    assert (again["deleted_count"], again["deleted_size_mb"]) == (0, 0)


async def test_files_survive_a_restart_with_all_that_is_known_of_them(tones: TonePlugin, tmp_path: Path) -> None:
    async def running(path: str, **asked: object) -> httpx.Response:
        async with (
            open_server(tmp_path, {"tones": tones}) as server,
            httpx.AsyncClient(base_url=address(server, "http"), timeout=LIMIT_S, trust_env=False) as http,
        ):
            return await (http.post(path, json=asked) if asked else http.get(path))

    made = await running("/api/tts/synthesize", text=TEXT, expiry_hours=7, return_audio=False, speaker="bob")
    for name in (made.json()["request_id"], made.headers["X-File-ID"]):
        metadata = (await running(f"/api/tts/audio/{name}/metadata")).json()["metadata"]
        assert metadata == made.json()["file_metadata"]
