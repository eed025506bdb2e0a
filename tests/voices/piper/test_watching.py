"""Voices that come, change and go in a folder while the server runs: at every door, and no speech suffers."""

import asyncio
import json
import logging
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from wyoming.client import AsyncTcpClient
from wyoming.info import Describe, Info

from vitts_server import Reloads, SynthesisRequest, VoiceInfo
from vitts_server.app import Server
from vitts_server.testing import address, open_server
from vitts_server.voices.piper.folder import describe

PATIENCE_S = 60
_WRITER = """
import pathlib, sys
path = pathlib.Path(sys.argv[1])
content = path.read_bytes()
for _ in range(200):
    path.write_bytes(content[:1000])
    path.write_bytes(content)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where voices are dropped."""
    made = tmp_path / "voices"
    made.mkdir()
    return made


@asynccontextmanager
async def watching(tmp_path: Path, *folders: Path, **voices: Any) -> AsyncIterator[Server]:
    settings = {"voices": {"dir": [str(found) for found in folders], **voices}}
    async with open_server(tmp_path / "server", settings=settings) as server:
        yield server


def drop(source: Path, folder: Path, name: str) -> Path:
    """As people do: the net, then its configuration."""
    path = folder / f"{name}.onnx"
    shutil.copy(source, path)
    shutil.copy(f"{source}.json", f"{path}.json")
    return path


def remove(path: Path) -> None:
    path.unlink()
    path.with_name(path.name + ".json").unlink()


def names(server: Server) -> list[str]:
    return [voice.name for voice in server.speech.voices()]


def reasons(server: Server) -> dict[str, str]:
    return {bad.path.name: bad.reason for bad in server.speech.bad_voices()}


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not condition():
            await asyncio.sleep(0.02)


async def heard(server: Server, voice: str, text: str = "xin chào") -> np.ndarray:
    chunks = server.speech.synthesize(SynthesisRequest(text=text, voice=voice))
    return np.concatenate([chunk.samples async for chunk in chunks])


async def test_a_voice_that_is_dropped_in_is_at_every_door_and_speaks(
    voices_dir: Path, folder: Path, tmp_path: Path
) -> None:
    async with watching(tmp_path, folder) as server:
        assert "mine" not in names(server)
        drop(voices_dir / "tiny-vi.onnx", folder, "mine")
        await until(lambda: "mine" in names(server))
        async with httpx.AsyncClient(base_url=address(server, "http"), timeout=PATIENCE_S, trust_env=False) as client:
            listed = (await client.get("/voices")).json()["voices"]
            assert "mine" in [voice["name"] for voice in listed]
            openai = (await client.get("/v1/audio/voices")).json()["voices"]
            assert "mine" in [voice["id"] for voice in openai]
            assert "mine" in (await client.get("/api/tts/speakers")).json()["speakers"]
            answer = await client.get("/tts/stream", params={"text": "xin chào", "voice": "mine"})
            assert (answer.status_code, answer.headers["X-Voice"]) == (200, "mine")
        host, _, port = address(server, "tcp").removeprefix("tcp://").rpartition(":")
        async with AsyncTcpClient(host, int(port)) as wyoming:
            await wyoming.write_event(Describe().event())
            event = await wyoming.read_event()
            assert event is not None
            assert "mine" in [voice.name for voice in Info.from_event(event).tts[0].voices]


async def test_a_voice_that_is_half_copied_is_waited_for(
    voices_dir: Path, folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    source, path = voices_dir / "tiny-vi.onnx", folder / "slow.onnx"
    content = source.read_bytes()
    async with watching(tmp_path, folder) as server:
        with caplog.at_level(logging.WARNING):
            shutil.copy(f"{source}.json", f"{path}.json")
            with path.open("wb") as file:
                for start in range(0, len(content), len(content) // 8):
                    file.write(content[start : start + len(content) // 8])
                    file.flush()
                    await asyncio.sleep(0.25)
                    assert "slow" not in names(server)
            await until(lambda: "slow" in names(server))
        assert "slow.onnx" not in caplog.text
        assert len(await heard(server, "slow"))


async def test_a_voice_whose_file_is_replaced_speaks_anew_and_what_runs_goes_on(
    voices_dir: Path, folder: Path, tmp_path: Path
) -> None:
    path = drop(voices_dir / "tiny-vi.onnx", folder, "mine")
    async with watching(tmp_path, folder) as server:
        before = await heard(server, "mine")
        async with server.speech.open_stream(SynthesisRequest(voice="mine")) as stream:
            stream.feed("Câu thứ nhất. ")
            first = await anext(aiter(stream))
            drop(voices_dir / "tiny_multi-vi.onnx", folder, path.stem)
            await until(lambda: any(voice.speakers for voice in server.speech.voices() if voice.name == "mine"))
            stream.feed("Câu thứ hai.")
            stream.finish()
            rest = [chunk async for chunk in stream]
            assert {chunk.sample_rate_hz for chunk in [first, *rest]} == {16000}, "the voice that began has ended"
        after = await heard(server, "mine")
        assert len(after) != len(before)
        await until(lambda: [voice.name for voice in server.speech.status().loaded].count("mine") == 1)


async def test_a_voice_that_is_removed_is_gone_from_list_and_memory(
    voices_dir: Path, folder: Path, tmp_path: Path
) -> None:
    best = drop(voices_dir / "tiny-vi.onnx", folder, "best")
    drop(voices_dir / "tiny_multi-vi.onnx", folder, "other")
    async with watching(tmp_path, folder) as server:
        first = names(server)[0]
        await heard(server, "best")
        remove(best)
        await until(lambda: "best" not in names(server))
        await until(lambda: "best" not in [voice.name for voice in server.speech.status().loaded])
        assert names(server)[0] == "other", f"the default voice was {first}"
        assert len(await heard(server, "other"))


async def test_a_bad_file_is_listed_with_its_reason_until_it_is_mended(
    voices_dir: Path, folder: Path, tmp_path: Path
) -> None:
    async with watching(tmp_path, folder) as server:
        (folder / "mine.onnx").write_bytes(b"not a net")
        (folder / "mine.onnx.json").write_text("{}")
        await until(lambda: "mine.onnx" in reasons(server))
        assert "audio" in reasons(server)["mine.onnx"]
        shutil.copy(voices_dir / "tiny-vi.onnx.json", folder / "mine.onnx.json")
        await until(lambda: "no ONNX model" in reasons(server)["mine.onnx"])
        drop(voices_dir / "tiny-vi.onnx", folder, "mine")
        await until(lambda: "mine" in names(server))
        assert "mine.onnx" not in reasons(server)


async def test_a_folder_may_come_and_go_and_come_back(voices_dir: Path, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    async with watching(tmp_path, folder) as server:
        for _ in range(2):
            folder.mkdir()
            drop(voices_dir / "tiny-vi.onnx", folder, "mine")
            await until(lambda: "mine" in names(server))
            shutil.rmtree(folder)
            await until(lambda: "mine" not in names(server))


async def test_of_two_files_with_one_name_the_first_folder_wins_and_both_are_shown(
    voices_dir: Path, folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    second = tmp_path / "second"
    second.mkdir()
    drop(voices_dir / "tiny-vi.onnx", folder, "mine")
    async with watching(tmp_path, folder, second) as server:
        drop(voices_dir / "tiny_multi-vi.onnx", second, "mine")
        await until(lambda: "mine.onnx" in reasons(server))
        assert "another voice has the name mine" in reasons(server)["mine.onnx"]
        assert [voice.speakers for voice in server.speech.voices() if voice.name == "mine"] == [()]
        assert "another voice has the name mine" in str([record.__dict__ for record in caplog.records])
        remove(folder / "mine.onnx")
        await until(lambda: reasons(server) == {})
        assert [voice.speakers for voice in server.speech.voices() if voice.name == "mine"] != [()]


async def test_the_new_default_voice_is_ready_before_anybody_asks(
    voices_dir: Path, folder: Path, tmp_path: Path
) -> None:
    async with watching(tmp_path, folder, preload=True) as server:
        drop(voices_dir / "tiny-vi.onnx", folder, "mine")
        await until(lambda: "mine" in [voice.name for voice in server.speech.status().loaded])


async def test_unless_it_is_switched_on_nothing_is_watched(voices_dir: Path, folder: Path, tmp_path: Path) -> None:
    async with watching(tmp_path, folder, watch=False) as server:
        drop(voices_dir / "tiny-vi.onnx", folder, "mine")
        await asyncio.sleep(1.5)
        assert "mine" not in names(server)
        assert isinstance(server.speech, Reloads)
        await server.speech.reload()
        assert "mine" in names(server)


async def test_a_voice_that_changed_under_its_name_is_not_kept_as_what_it_was(
    voices_dir: Path, folder: Path, tmp_path: Path
) -> None:
    drop(voices_dir / "tiny-vi.onnx", folder, "mine")
    async with watching(tmp_path, folder, watch=False, preload=False) as server:
        drop(voices_dir / "tiny_multi-vi.onnx", folder, "mine")
        with pytest.raises(Exception, match="has changed since it was found"):
            await heard(server, "mine")
        assert isinstance(server.speech, Reloads)
        await server.speech.reload()
        assert len(await heard(server, "mine"))


def test_a_file_that_shrinks_while_it_is_looked_at_harms_nobody(voices_dir: Path, folder: Path) -> None:
    path = drop(voices_dir / "tiny-vi.onnx", folder, "mine")
    with subprocess.Popen([sys.executable, "-c", _WRITER, str(path)]) as writer:
        found = []
        while writer.poll() is None:
            found.append(describe(path))
    assert writer.returncode == 0
    assert isinstance(describe(path), VoiceInfo)
    assert {json.dumps(isinstance(voice, VoiceInfo)) for voice in found} <= {"true", "false"}
