"""Downloads over HTTP: a real server, a real catalogue's host beside it."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.voices.catalogue.hosting import REVISION, Fault, Host, hosted
from vitts_server.app import load_registry, load_settings
from vitts_server.testing import TonePlugin, address, open_server, tone_voice
from vitts_server.voices.catalogue import Catalogue

KEY = "vi_VN-tiny-low"
MODEL = Host.path("vi/vi_VN/tiny/low/vi_VN-tiny-low.onnx")
TOKEN = "let-me-in-please"  # noqa: S105 - of the tests
ADMIN = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def host(voices_dir: Path) -> Iterator[Host]:
    with hosted() as host:
        host.add_voice(KEY, voices_dir / "tiny-vi.onnx")
        yield host


@asynccontextmanager
async def serving(host: Host, folder: Path, **sections: dict[str, Any]) -> AsyncIterator[httpx.AsyncClient]:
    settings: dict[str, dict[str, Any]] = {
        "catalogue": {"url": host.url, "revision": REVISION, "retry-wait-s": 0.01},
        "http": {"listen": ["127.0.0.1:0"], "admin-token": TOKEN},
        **sections,
    }
    tones = TonePlugin(voices=[tone_voice("mai")])
    async with (
        open_server(folder, {"tones": tones}, settings) as server,
        httpx.AsyncClient(base_url=address(server, "http"), timeout=30) as client,
    ):
        yield client


async def state_of(client: httpx.AsyncClient, *wanted: str) -> dict[str, Any]:
    """The download once it is in one of the wanted states."""
    while True:
        answer = await client.get(f"/voices/downloads/{KEY}")
        if answer.status_code == 200 and answer.json()["state"] in wanted:
            return dict(answer.json())
        await asyncio.sleep(0.02)


async def test_a_voice_is_downloaded_by_whoever_has_the_token(host: Host, tmp_path: Path) -> None:
    async with serving(host, tmp_path) as client:
        begun = await client.post("/voices/downloads", json={"name": KEY}, headers=ADMIN)
        assert begun.status_code == 202
        assert begun.headers["Location"] == f"/voices/downloads/{KEY}"
        done = await state_of(client, "done", "failed")
        assert done["error"] is None
        assert done["received_bytes"] == done["total_bytes"] > 100_000
        (listed,) = (await client.get("/voices/catalogue", params={"language": "vi"})).json()["voices"]
        assert listed["installed"] is True
        assert (await client.get("/voices/catalogue", params={"language": "en"})).json()["voices"] == []
    assert (tmp_path / "data" / "voices" / f"{KEY}.onnx").read_bytes() == host.files[MODEL]


async def test_a_voice_in_another_folder_counts_as_installed(host: Host, voices_dir: Path, tmp_path: Path) -> None:
    host.add_voice("vi_VN-mine-low", voices_dir / "tiny-vi.onnx")
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "vi_VN-mine-low.onnx").symlink_to(voices_dir / "tiny-vi.onnx")
    (folder / "vi_VN-mine-low.onnx.json").symlink_to(voices_dir / "tiny-vi.onnx.json")
    await update(host, tmp_path)
    async with serving(host, tmp_path, voices={"dir": [folder], "preload": False}) as client:
        listed = (await client.get("/voices/catalogue")).json()["voices"]
    assert {voice["name"]: voice["installed"] for voice in listed} == {KEY: False, "vi_VN-mine-low": True}


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong-token"}])
async def test_nobody_else_can_begin_or_cancel_one(host: Host, tmp_path: Path, headers: dict[str, str]) -> None:
    async with serving(host, tmp_path) as client:
        assert (await client.post("/voices/downloads", json={"name": KEY}, headers=headers)).status_code == 401
        assert (await client.delete(f"/voices/downloads/{KEY}", headers=headers)).status_code == 401
        assert (await client.get("/voices/downloads")).json() == {"downloads": []}
    assert host.asked == []


async def test_without_a_token_in_the_settings_nobody_can(host: Host, tmp_path: Path) -> None:
    async with serving(host, tmp_path, http={"listen": ["127.0.0.1:0"]}) as client:
        answer = await client.post("/voices/downloads", json={"name": KEY}, headers=ADMIN)
        assert answer.status_code == 403
        assert "http.admin-token" in answer.json()["error"]
    assert host.asked == []


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"name": "vi_VN-tini-low"}, 404, KEY),
        ({"name": "https://example.com/a.onnx"}, 404, "no voice"),
        ({"name": ""}, 400, "name"),
        ({}, 400, "name"),
        ({"name": KEY, "url": "http://example.com"}, 400, "url"),
    ],
)
async def test_what_can_not_be_downloaded_is_said(
    host: Host, tmp_path: Path, body: dict[str, str], status: int, words: str
) -> None:
    async with serving(host, tmp_path) as client:
        answer = await client.post("/voices/downloads", json=body, headers=ADMIN)
        assert answer.status_code == status
        assert words in answer.json()["error"]


async def test_a_catalogue_that_does_not_answer_is_said(host: Host, tmp_path: Path) -> None:
    host.faults[Host.path("voices.json")] = [Fault(status=404)]
    async with serving(host, tmp_path) as client:
        answer = await client.post("/voices/downloads", json={"name": KEY}, headers=ADMIN)
        assert answer.status_code == 502
        assert "404" in answer.json()["error"]


async def test_a_download_that_fails_says_why_and_can_begin_again(host: Host, tmp_path: Path) -> None:
    host.faults[MODEL] = [Fault(status=404)]
    async with serving(host, tmp_path) as client:
        await client.post("/voices/downloads", json={"name": KEY}, headers=ADMIN)
        assert "404" in (await state_of(client, "failed"))["error"]
        await client.post("/voices/downloads", json={"name": KEY}, headers=ADMIN)
        await state_of(client, "done")


async def test_a_download_that_is_cancelled_leaves_nothing(host: Host, tmp_path: Path) -> None:
    host.faults[MODEL] = [Fault(after_bytes=300_000, is_silent=True)]
    async with serving(host, tmp_path) as client:
        await client.post("/voices/downloads", json={"name": KEY}, headers=ADMIN)
        while (await state_of(client, "waiting", "downloading"))["received_bytes"] < 200_000:
            await asyncio.sleep(0.02)
        again = await client.post("/voices/downloads", json={"name": KEY}, headers=ADMIN)
        assert again.json()["state"] == "downloading"
        assert (await client.delete(f"/voices/downloads/{KEY}", headers=ADMIN)).status_code == 204
        assert (await client.get(f"/voices/downloads/{KEY}")).json()["state"] == "cancelled"
        assert (await client.delete(f"/voices/downloads/{KEY}", headers=ADMIN)).status_code == 404
    assert list((tmp_path / "data" / "voices").iterdir()) == []
    assert len(host.asked_for(MODEL)) == 1


async def test_events_tell_how_far_it_is_and_end_with_the_download(host: Host, tmp_path: Path) -> None:
    host.faults[MODEL] = [Fault(after_bytes=300_000)] * 2
    async with serving(host, tmp_path) as client:
        await client.post("/voices/downloads", json={"name": KEY}, headers=ADMIN)
        events = (await client.get("/voices/downloads", headers={"Accept": "text/event-stream"})).text
        told = [json.loads(line.removeprefix("data: ")) for line in events.split("\n\n") if line]
    states = [event["downloads"][0] for event in told]
    assert states[-1]["state"] == "done"
    received = [state["received_bytes"] for state in states]
    assert received == sorted(received)


async def test_a_server_that_ends_ends_its_downloads_and_their_events(host: Host, tmp_path: Path) -> None:
    host.faults[MODEL] = [Fault(after_bytes=300_000, is_silent=True)]
    async with serving(host, tmp_path) as client:
        await client.post("/voices/downloads", json={"name": KEY}, headers=ADMIN)
        async with client.stream("GET", "/voices/downloads", headers={"Accept": "text/event-stream"}) as events:
            assert (await anext(events.aiter_lines())).startswith("data: ")
            while (await client.get(f"/voices/downloads/{KEY}")).json()["received_bytes"] < 200_000:
                await asyncio.sleep(0.02)
    assert [path.name for path in (tmp_path / "data" / "voices").glob("*.onnx")] == []
    async with serving(host, tmp_path) as client:
        await client.post("/voices/downloads", json={"name": KEY}, headers=ADMIN)
        await state_of(client, "done")
    assert host.asked_for(MODEL)[-1]["Range"].startswith("bytes=")


async def update(host: Host, folder: Path) -> None:
    """Fetch the list as `voices update` does."""
    overrides: dict[str, dict[str, Any]] = {
        "catalogue": {"url": host.url, "revision": REVISION},
        "server": {"data-dir": folder / "data"},
    }
    await Catalogue(load_settings(load_registry(("espeak",)), overrides=overrides)).update()


async def installed(folder: Path) -> None:
    """Returns once the voice is there."""
    while not (folder / "data" / "voices" / f"{KEY}.onnx").exists():
        await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    "speech", [{"language": "vi"}, {"default-voice": KEY}], ids=["the best of the language", "the one that is named"]
)
async def test_the_default_voice_is_downloaded_at_the_start_if_the_settings_ask(
    host: Host, tmp_path: Path, speech: dict[str, str]
) -> None:
    async with serving(host, tmp_path) as client:
        assert (await client.get("/voices/downloads")).json() == {"downloads": []}
    assert host.asked == []
    await update(host, tmp_path)
    async with serving(host, tmp_path, voices={"download-missing": True}, speech=speech):
        async with asyncio.timeout(30):
            await installed(tmp_path)
    asked = len(host.asked)
    async with serving(host, tmp_path, voices={"download-missing": True}, speech=speech) as client:
        await client.get("/voices")
    assert len(host.asked) == asked
