"""Voices are added, chosen and removed over HTTP: a real server, real files."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.protocols.http.conftest import eventually
from vitts_server import Utterance
from vitts_server.app import Server
from vitts_server.testing import TonePlugin, address, open_server, tone_voice

TOKEN = "let-me-in-please"  # noqa: S105 - of the tests
ADMIN = {"Authorization": f"Bearer {TOKEN}"}


class Place:
    """A running server, a client, and the voice files that tests send."""

    def __init__(
        self, server: Server, client: httpx.AsyncClient, tones: TonePlugin, folder: Path, source: Path
    ) -> None:
        self.server = server
        self.client = client
        self.tones = tones
        self.voices = folder / "data" / "voices"
        self.model = (source / "tiny-vi.onnx").read_bytes()
        self.config = (source / "tiny-vi.onnx.json").read_bytes()

    async def send(self, file: str, content: bytes, headers: dict[str, str] = ADMIN) -> httpx.Response:
        """One file."""
        return await self.client.put(f"/voices/uploads/{file}", content=content, headers=headers)

    async def install(self, name: str) -> None:
        """A whole voice."""
        assert (await self.send(f"{name}.onnx.json", self.config)).status_code == 201
        assert (await self.send(f"{name}.onnx", self.model)).status_code == 201

    async def names(self) -> list[str]:
        """Those that are installed, the default one first."""
        return [voice["name"] for voice in (await self.client.get("/voices")).json()["voices"]]

    def files(self) -> list[str]:
        """What lies in the folder."""
        return sorted(path.name for path in self.voices.iterdir()) if self.voices.is_dir() else []


@asynccontextmanager
async def opened(folder: Path, source: Path, **sections: dict[str, Any]) -> AsyncIterator[Place]:
    settings: dict[str, dict[str, Any]] = {"http": {"listen": ["127.0.0.1:0"], "admin-token": TOKEN}, **sections}
    tones = TonePlugin(voices=[tone_voice("mai", rank=500), tone_voice("lan", rank=400)])
    async with (
        open_server(folder, {"tones": tones}, settings) as server,
        httpx.AsyncClient(base_url=address(server, "http"), timeout=60, trust_env=False) as client,
    ):
        yield Place(server, client, tones, folder, source)


@pytest.fixture
async def place(tmp_path: Path, voices_dir: Path) -> AsyncIterator[Place]:
    async with opened(tmp_path, voices_dir) as place:
        yield place


async def test_a_voice_that_was_sent_speaks_at_every_door_at_once(place: Place) -> None:
    config = await place.send("moi.onnx.json", place.config)
    assert config.json() == {"name": "moi", "size_bytes": len(place.config), "installed": False}
    assert "moi" not in await place.names()
    model = await place.send("moi.onnx", place.model)
    assert model.json() == {"name": "moi", "size_bytes": len(place.model), "installed": True}
    assert "moi" in await place.names()
    spoken = await place.client.get("/tts/stream", params={"text": "xin chào", "voice": "moi"})
    assert (spoken.status_code, spoken.headers["X-Voice"]) == (200, "moi")
    assert place.files() == ["moi.onnx", "moi.onnx.json"]
    assert (place.voices / "moi.onnx").read_bytes() == place.model


async def test_a_file_far_beyond_the_limit_of_other_bodies_arrives(tmp_path: Path, voices_dir: Path) -> None:
    small = {"listen": ["127.0.0.1:0"], "admin-token": TOKEN, "max-body-bytes": 20_000}
    async with opened(tmp_path, voices_dir, http=small) as place:
        await place.install("moi")
        assert "moi" in await place.names()
        refused = await place.client.post("/tts", content=b"x" * 200_000)
        assert refused.status_code == 413


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty"), (b"no net at all", "no ONNX model"), (None, "only the beginning of one")],
)
async def test_what_is_no_voice_is_refused_with_the_reason_and_leaves_nothing(
    place: Place, content: bytes | None, reason: str
) -> None:
    await place.send("x.onnx.json", place.config)
    answer = await place.send("x.onnx", place.model[: len(place.model) // 2] if content is None else content)
    assert answer.status_code == 400
    assert reason in answer.json()["error"]
    assert str(place.voices) not in answer.text
    assert place.files() == []
    assert await place.names() == ["mai", "lan"]


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        (b"{", "x.onnx.json is not JSON"),
        (b"\xff", "x.onnx.json is not UTF-8"),
        (b'{"audio": {"sample_rate": 1}}', "audio.sample_rate"),
    ],
)
async def test_a_configuration_that_is_wrong_is_refused_before_the_net_is_sent(
    place: Place, config: bytes, reason: str
) -> None:
    answer = await place.send("x.onnx.json", config)
    assert answer.status_code == 400
    assert reason in answer.json()["error"]
    assert place.files() == []
    net = await place.send("x.onnx", place.model)
    assert (net.status_code, net.json()) == (409, {"error": "Send x.onnx.json first."})


@pytest.mark.parametrize("name", ["mai", "there"])
async def test_a_name_that_is_taken_is_refused(place: Place, name: str) -> None:
    await place.install("there")
    answer = await place.send(f"{name}.onnx.json", place.config)
    assert answer.status_code == 409
    assert name in answer.json()["error"]


@pytest.mark.parametrize("name", ["..", ".hidden", "a%20b", "a%2Fb"])
async def test_a_name_that_could_lead_elsewhere_is_refused(place: Place, name: str) -> None:
    assert (await place.send(f"{name}.onnx.json", place.config)).status_code in (400, 404)
    assert place.files() == []


async def test_a_voice_that_is_too_large_is_refused(tmp_path: Path, voices_dir: Path) -> None:
    async with opened(tmp_path, voices_dir, catalogue={"max-voice-mb": 1}) as place:
        await place.send("x.onnx.json", place.config)
        answer = await place.send("x.onnx", place.model)
        assert answer.status_code == 413
        assert "1 MB" in answer.json()["error"]


async def test_half_a_file_of_a_client_that_left_is_none(place: Place) -> None:
    await place.send("x.onnx.json", place.config)
    host, port = place.client.base_url.host, place.client.base_url.port
    _, writer = await asyncio.open_connection(host, port)
    head = f"PUT /voices/uploads/x.onnx HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n"
    writer.write(f"{head}Content-Length: {len(place.model)}\r\n\r\n".encode() + place.model[:500_000])
    await writer.drain()
    await eventually(lambda: any(name.startswith("x.onnx.upload.part") for name in place.files()))
    busy = await place.send("x.onnx", place.model)
    assert busy.status_code == 409
    writer.close()
    await eventually(lambda: not any(name.startswith("x.onnx.upload.part") for name in place.files()))
    assert (await place.send("x.onnx", place.model)).status_code == 201


async def test_uploads_that_were_abandoned_a_day_ago_are_gone_at_the_next_start(
    tmp_path: Path, voices_dir: Path
) -> None:
    async with opened(tmp_path, voices_dir) as place:
        await place.send("x.onnx.json", place.config)
    async with opened(tmp_path, voices_dir) as place:
        assert len(place.files()) == 2  # the beginning of a voice, and what it is the beginning of
        for name in place.files():
            os.utime(place.voices / name, (0, 0))
    async with opened(tmp_path, voices_dir) as place:
        assert place.files() == []


async def test_a_voice_that_was_added_can_be_removed_while_it_speaks(place: Place) -> None:
    await place.install("moi")
    added = (await place.client.get("/voices/installed")).json()
    assert added == {"voices": [{"name": "moi", "size_bytes": len(place.model)}]}
    text = "xin chào các bạn, hôm nay trời đẹp. " * 20
    async with place.client.stream("GET", "/tts/stream", params={"text": text, "voice": "moi"}) as spoken:
        pieces = spoken.aiter_raw()
        await anext(pieces)
        assert (await place.client.delete("/voices/installed/moi", headers=ADMIN)).status_code == 204
        rest = [piece async for piece in pieces]
    assert len(b"".join(rest)) > 100_000
    assert await place.names() == ["mai", "lan"]
    assert place.files() == []


async def test_only_what_was_added_can_be_removed(place: Place) -> None:
    answer = await place.client.delete("/voices/installed/mai", headers=ADMIN)
    assert answer.status_code == 404
    assert await place.names() == ["mai", "lan"]


async def test_the_default_voice_is_chosen_and_kept_until_it_is_forgotten(tmp_path: Path, voices_dir: Path) -> None:
    async with opened(tmp_path, voices_dir) as place:
        assert (await place.client.get("/voices/default")).json() == {"name": "mai", "chosen": None, "fixed": False}
        answer = await place.client.put("/voices/default", json={"name": "lan"}, headers=ADMIN)
        assert answer.json() == {"name": "lan", "chosen": "lan", "fixed": False}
        assert (await place.client.get("/tts/stream", params={"text": "a"})).headers["X-Voice"] == "lan"
    async with opened(tmp_path, voices_dir) as place:
        assert await place.names() == ["lan", "mai"]
        assert (await place.client.delete("/voices/default", headers=ADMIN)).status_code == 204
        assert await place.names() == ["mai", "lan"]


async def test_running_speech_is_not_disturbed_by_another_default(place: Place) -> None:
    async def change() -> None:
        await place.client.put("/voices/default", json={"name": "lan"}, headers=ADMIN)

    loop = asyncio.get_running_loop()

    def before_piece(utterance: Utterance, number: int) -> None:
        if number == 2 and utterance.text.startswith("một"):
            asyncio.run_coroutine_threadsafe(change(), loop).result(30)

    place.tones.before_piece = before_piece
    spoken = await place.client.get("/tts/stream", params={"text": "một câu dài hơn một chút"})
    assert spoken.headers["X-Voice"] == "mai"
    assert len(spoken.content) > 16000
    assert (await place.names())[0] == "lan"


async def test_the_settings_name_the_default_voice_alone(tmp_path: Path, voices_dir: Path) -> None:
    async with opened(tmp_path, voices_dir, speech={"default-voice": "lan"}) as place:
        answer = await place.client.put("/voices/default", json={"name": "mai"}, headers=ADMIN)
        assert answer.status_code == 409
        assert "speech.default-voice" in answer.json()["error"]
        assert (await place.client.delete("/voices/default", headers=ADMIN)).status_code == 409
        assert (await place.client.get("/voices/default")).json() == {"name": "lan", "chosen": None, "fixed": True}


async def test_an_unknown_voice_can_not_be_the_default(place: Place) -> None:
    answer = await place.client.put("/voices/default", json={"name": "nobody"}, headers=ADMIN)
    assert answer.status_code == 400
    assert "nobody" in answer.json()["error"]


async def test_a_default_voice_that_was_removed_is_chosen_no_more(place: Place) -> None:
    await place.install("moi")
    await place.client.put("/voices/default", json={"name": "moi"}, headers=ADMIN)
    assert (await place.names())[0] == "moi"
    await place.client.delete("/voices/installed/moi", headers=ADMIN)
    assert (await place.client.get("/voices/default")).json() == {"name": "mai", "chosen": None, "fixed": False}


async def test_a_file_of_the_default_voice_that_is_broken_does_no_harm(tmp_path: Path, voices_dir: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "default-voice.json").write_text("{broken")
    async with opened(tmp_path, voices_dir) as place:
        assert (await place.names())[0] == "mai"
        await place.client.put("/voices/default", json={"name": "lan"}, headers=ADMIN)
    assert json.loads((tmp_path / "data" / "default-voice.json").read_text()) == {"voice": "lan"}


CHANGES = [
    ("PUT", "/voices/uploads/x.onnx.json"),
    ("PUT", "/voices/uploads/x.onnx"),
    ("DELETE", "/voices/installed/x"),
    ("PUT", "/voices/default"),
    ("DELETE", "/voices/default"),
]


async def test_nobody_without_the_token_changes_anything(place: Place) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong-token"}):
        for method, path in CHANGES:
            answer = await place.client.request(method, path, headers=headers, content=b"{}")
            assert answer.status_code == 401, path
    assert place.files() == []


async def test_without_a_token_in_the_settings_nobody_changes_anything(tmp_path: Path, voices_dir: Path) -> None:
    async with opened(tmp_path, voices_dir, http={"listen": ["127.0.0.1:0"]}) as place:
        for method, path in CHANGES:
            content = place.model if path.endswith(".onnx") else b"{}"
            answer = await place.client.request(method, path, headers=ADMIN, content=content)
            assert answer.status_code == 403, path
            assert "http.admin-token" in answer.json()["error"]
        assert place.files() == []
