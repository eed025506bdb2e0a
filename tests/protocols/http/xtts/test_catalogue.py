"""What there is: health, speakers, voices, models."""

import httpx
import pytest

from tests.protocols.http.conftest import OpenHttp
from vitts_server.app import Server
from vitts_server.testing import TonePlugin

MODELS = ["xtts-english", "coqui-xtts-v2", "coqui-tts", "xtts-v2", "viet-tts", "vieneu-tts", "dia"]


async def test_health(open_http: OpenHttp) -> None:
    async with open_http(service_name="My backend") as http:
        answer = await http.get("/api/tts/health")
        assert (answer.status_code, answer.json()) == (200, {"status": "healthy", "service": "My backend"})
        whole = (await http.get("/health")).json()
        assert (whole["status"], whole["service"]) == ("healthy", "My backend")
        assert whole["version"]


async def test_health_without_a_voice(open_http: OpenHttp, tones: TonePlugin) -> None:
    tones.voices = []
    async with open_http() as http:
        answer = await http.get("/api/tts/health")
        assert (answer.status_code, answer.json()["status"]) == (503, "unhealthy")


async def test_health_while_shutting_down(http: httpx.AsyncClient, server: Server) -> None:
    await server.drain()
    for answer in (await http.get("/api/tts/health"), await http.post("/api/tts/synthesize", json={"text": "a"})):
        assert answer.status_code == 503


async def test_speakers_are_names_the_default_one_first(http: httpx.AsyncClient) -> None:
    answer = await http.get("/api/tts/speakers")
    names = ["mai", "duo", "duo:ann", "duo:bob"]
    assert (answer.status_code, answer.json()) == (200, {"success": True, "total": 4, "speakers": names})


async def test_every_speaker_that_is_listed_speaks(http: httpx.AsyncClient) -> None:
    for name in (await http.get("/api/tts/speakers")).json()["speakers"]:
        answer = await http.post("/api/tts/synthesize", json={"text": "hello", "speaker": name})
        assert "X-Warning" not in answer.headers


async def test_without_a_voice_there_are_no_speakers(open_http: OpenHttp, tones: TonePlugin) -> None:
    tones.voices = []
    async with open_http() as http:
        speakers, voices = await http.get("/api/tts/speakers"), await http.get("/api/tts/voices")
        info = await http.post("/api/tts/model/info", json={"model": "dia"})
    assert (speakers.status_code, speakers.json()) == (200, {"success": False, "error": "Speakers not available"})
    assert voices.json() == {"success": True, "voices": [], "voice_map": {}}
    assert (info.status_code, info.json()) == (503, {"detail": "no voice is installed"})


async def test_voices_have_a_map_of_what_is_known(http: httpx.AsyncClient) -> None:
    body = (await http.get("/api/tts/voices")).json()
    assert body["success"] is True
    assert body["voices"] == list(body["voice_map"]) == ["mai", "duo", "duo:ann", "duo:bob"]
    assert body["voice_map"]["duo:bob"] == {
        "voice": "duo",
        "speaker": "bob",
        "languages": ["en-US"],
        "sample_rate": 22050,
        "description": "",
        "quality": "",
        "license": "CC0-1.0",
    }


@pytest.mark.parametrize("model", MODELS)
async def test_every_model_has_information(http: httpx.AsyncClient, model: str) -> None:
    answer = await http.post("/api/tts/model/info", json={"model": model})
    assert answer.status_code == 200
    assert answer.json() == {
        "success": True,
        "info": {
            "model": model,
            "sample_rate": 16000,
            "device": "cpu",
            "requires_reference": False,
            "languages": ["en-US", "vi-VN"],
        },
    }


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "The parameter model is required"),
        ({"model": None}, "The parameter model is required"),
        ({"model": "gpt"}, f"There is no model 'gpt'; there are: {', '.join(MODELS)}."),
        ({"model": ""}, "There is no model ''"),
        ({"model": 5}, "The parameter model is not valid"),
    ],
)
async def test_an_unknown_or_missing_model_is_422(
    http: httpx.AsyncClient, body: dict[str, object], detail: str
) -> None:
    answer = await http.post("/api/tts/model/info", json=body)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(detail)


async def test_the_device_is_that_of_the_voice(
    http: httpx.AsyncClient, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = next(iter(server.service._pool._loaded.values()))
    monkeypatch.setattr(loaded.voice, "device", "cuda", raising=False)
    info = (await http.post("/api/tts/model/info", json={"model": "dia"})).json()["info"]
    assert info["device"] == "cuda"


async def test_nothing_is_loaded_to_tell_what_there_is(http: httpx.AsyncClient, tones: TonePlugin) -> None:
    for path in ("/api/tts/health", "/api/tts/speakers", "/api/tts/voices", "/api/tts/storage/stats"):
        assert (await http.get(path)).status_code == 200
    await http.post("/api/tts/model/info", json={"model": "dia"})
    assert tones.loads == ["mai"]
