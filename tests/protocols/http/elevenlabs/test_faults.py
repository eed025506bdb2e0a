"""ElevenLabs' paths: fields, hang-ups, failures, settings."""

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.protocols.http.conftest import Gate, eventually
from vitts_server import Utterance, VoiceFailed
from vitts_server.app import Server
from vitts_server.testing import TonePlugin, address, open_server

TEXT = "Xin chào các bạn"
SPEECH = "/v1/text-to-speech/mai"
VARIANTS = [SPEECH, f"{SPEECH}/stream", f"{SPEECH}/with-timestamps", f"{SPEECH}/stream/with-timestamps"]
PCM = {"output_format": "pcm_16000"}


@pytest.mark.parametrize("path", VARIANTS)
@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"text": None}, "text"),
        ({"text": ""}, "text"),
        ({"text": " "}, "text"),
        ({"text": "…"}, "text"),
        ({"text": 5}, "text"),
        ({"text": "a" * 100_001}, "text"),
        ({"model_id": 5}, "model_id"),
        ({"language_code": 5}, "language_code"),
        ({"voice_settings": 5}, "voice_settings"),
        ({"voice_settings": {"speed": 5}}, "voice_settings.speed"),
        ({"voice_settings": {"speed": "quick"}}, "voice_settings.speed"),
        ({"seed": -1}, "seed"),
        ({"seed": "a"}, "seed"),
        ({"output_format": 1}, "output_format"),
        ({"output_format": "alaw_8000"}, "output_format"),
    ],
)
async def test_a_wrong_field_is_named(http: httpx.AsyncClient, path: str, fields: dict[str, Any], named: str) -> None:
    answer = await http.post(path, params=PCM, json={"text": TEXT, **fields})
    assert answer.status_code == 400
    assert answer.json()["detail"]["status"] == "bad_request"
    assert named in answer.json()["detail"]["message"]


@given(
    field=st.sampled_from(["text", "model_id", "language_code", "voice_settings", "seed", "output_format"]),
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.just("speed"), inner, max_size=2),
        max_leaves=3,
    ),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_value_of_any_field_is_a_fault_of_the_server(
    http: httpx.AsyncClient, field: str, value: object
) -> None:
    body = json.dumps({"text": TEXT, "output_format": "pcm_16000"} | {field: value})
    answer = await http.post(SPEECH, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (200, 400)
    if answer.status_code == 400:
        assert answer.json()["detail"]["message"]


@pytest.mark.parametrize(("body", "status"), [(b"{", 400), (b"x" * 3_000_000, 413)])
async def test_a_body_that_is_no_request_is_refused_in_the_same_shape(
    http: httpx.AsyncClient, body: bytes, status: int
) -> None:
    answer = await http.post(SPEECH, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    assert answer.json()["detail"].keys() == {"status", "message"}


@pytest.mark.parametrize("path", VARIANTS)
async def test_a_listener_who_leaves_frees_its_work(
    http: httpx.AsyncClient, server: Server, tones: TonePlugin, gate: Gate, path: str
) -> None:
    warm_up = tones.pieces
    gate.close(passes=1)
    async with http.stream("POST", path, params=PCM, json={"text": TEXT * 50}) as answer:
        await anext(answer.aiter_bytes())
        await asyncio.to_thread(gate.is_reached.wait, 60)
    for _ in range(100):
        await asyncio.sleep(0)
    gate.open()

    await eventually(lambda: tones.speaking == 0 and server.speech.status().running == 0)
    assert tones.pieces - warm_up == 2


def _hoarse(utterance: Utterance, number: int) -> None:
    raise VoiceFailed("the voice is hoarse")


async def test_a_voice_that_fails_is_a_500_and_no_text_is_logged(
    http: httpx.AsyncClient, tones: TonePlugin, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    tones.before_piece = _hoarse
    answer = await http.post(SPEECH, params=PCM, json={"text": TEXT})
    assert (answer.status_code, answer.json()["detail"]["message"]) == (500, "the voice is hoarse")
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    assert ours
    assert not [record for record in ours if TEXT in str(record.__dict__)]


async def test_busy_says_when_to_come_back(http: httpx.AsyncClient, server: Server) -> None:
    await server.drain()
    answer = await http.post(SPEECH, params=PCM, json={"text": TEXT})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json()["detail"]["status"] == "system_busy"


async def test_without_codecs_the_answer_says_how_to_have_them(tones: TonePlugin, tmp_path: Path) -> None:
    async with open_server(tmp_path, {"tones": tones}, disabled=("espeak", "shipped", "codecs")) as server:
        async with httpx.AsyncClient(base_url=address(server, "http"), trust_env=False) as http:
            message = (await http.post(SPEECH, json={"text": TEXT})).json()["detail"]["message"]
    assert "mp3_44100_128" in message
    assert "pip install 'vitts-server[codecs]'" in message
    assert "opus_48000_64" not in message


async def test_the_settings_say_who_speaks_for_an_id(tones: TonePlugin, tmp_path: Path) -> None:
    configured = {"elevenlabs": {"voices": {"21m00Tcm4TlvDq8ikWAM": "duo:bob", "gone": "nobody"}}}
    async with open_server(tmp_path, {"tones": tones}, configured) as server:
        async with httpx.AsyncClient(base_url=address(server, "http"), trust_env=False) as http:
            answer = await http.post("/v1/text-to-speech/21m00Tcm4TlvDq8ikWAM", params=PCM, json={"text": TEXT})
            assert (answer.headers["X-Voice"], tones.spoken[-1].speaker) == ("duo", 1)
            listed = [voice["voice_id"] for voice in (await http.get("/v1/voices")).json()["voices"]]
            assert listed == ["mai", "duo", "duo:ann", "duo:bob", "21m00Tcm4TlvDq8ikWAM"]
            assert (await http.get("/v1/voices/21m00Tcm4TlvDq8ikWAM")).status_code == 200
            assert (await http.post("/v1/text-to-speech/gone", params=PCM, json={"text": TEXT})).status_code == 404
            assert (await http.get("/v1/voices/nobody")).json()["detail"]["status"] == "voice_not_found"


async def test_a_voice_that_says_no_times_spreads_the_text_over_the_sound(
    http: httpx.AsyncClient, tones: TonePlugin
) -> None:
    tones.says_words = False
    answer = (await http.post(f"{SPEECH}/with-timestamps", params=PCM, json={"text": "abcd"})).json()
    assert answer["alignment"]["character_start_times_seconds"] == pytest.approx([0, 0.05, 0.1, 0.15])
