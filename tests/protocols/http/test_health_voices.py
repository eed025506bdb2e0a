"""`/health` and `/voices`."""

from pathlib import Path

import httpx
import pytest

from tests.protocols.http.conftest import OpenHttp
from vitts_server import BadVoice, __version__
from vitts_server.app import Server
from vitts_server.testing import TonePlugin


async def test_a_server_that_can_speak_is_healthy(http: httpx.AsyncClient) -> None:
    answer = await http.get("/health")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "healthy",
        "message": "TTS service is running",
        "service": "vitts-server",
        "version": __version__,
        "state": "ready",
        "voices": 2,
        "default_voice": "mai",
        "running": 0,
        "waiting": 0,
    }


async def test_the_service_has_the_name_that_its_operator_gives_it(open_http: OpenHttp) -> None:
    async with open_http(service_name="Giọng nhà tôi") as http:
        assert (await http.get("/health")).json()["service"] == "Giọng nhà tôi"


async def test_without_a_voice_it_is_unhealthy(open_http: OpenHttp, tones: TonePlugin) -> None:
    tones.voices = []
    async with open_http() as http:
        health, spoken = await http.get("/health"), await http.get("/tts/stream", params={"text": "a"})
    assert (health.status_code, health.json()["status"]) == (503, "unhealthy")
    assert (spoken.status_code, spoken.json()) == (503, {"error": "no voice is installed"})


async def test_while_shutting_down_it_says_so(http: httpx.AsyncClient, server: Server) -> None:
    await server.drain()
    answer = await http.get("/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "draining")


async def test_before_it_is_ready_it_says_so(
    http: httpx.AsyncClient, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server.service, "_state", "starting")
    answer = await http.get("/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "starting")


async def test_health_loads_no_voice(http: httpx.AsyncClient, tones: TonePlugin) -> None:
    await http.get("/health")
    await http.get("/voices")
    assert tones.loads == ["mai"]


async def test_voices_are_listed_with_the_default_first(http: httpx.AsyncClient) -> None:
    answer = await http.get("/voices")
    first = answer.json()["voices"][0]
    assert first.pop("idle_s") >= 0
    assert first == {
        "name": "mai",
        "languages": ["vi-VN"],
        "speakers": [],
        "sample_rate_hz": 16000,
        "description": "A warm voice",
        "quality": "high",
        "license": "CC0-1.0",
        "attribution": {"name": "", "url": ""},
        "default": True,
        "size_bytes": 0,
        "loaded": True,
        "memory_bytes": 1 << 20,
        "pinned": False,
        "preset_of": None,
    }
    second = answer.json()["voices"][1]
    assert (second["name"], second["speakers"], second["default"], second["loaded"]) == (
        "duo",
        ["ann", "bob"],
        False,
        False,
    )


async def test_bad_files_are_listed_without_telling_where_they_lie(http: httpx.AsyncClient, server: Server) -> None:
    bad = BadVoice(path=Path("/secret/folder/x.onnx"), reason="there is no /secret/folder/x.onnx.json beside it")
    server.service.set_voices(server.speech.voices(), [bad])
    answer = await http.get("/voices")
    assert answer.json()["bad"] == [{"file": "x.onnx", "reason": "there is no …/x.onnx.json beside it"}]
