"""MaryTTS' paths, as its clients use them: Home Assistant's sends a form without saying that it is one."""

import asyncio
import http.client
import io
import logging
import wave
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.protocols.http.conftest import LIMIT_S, Gate, eventually
from vitts_server import Utterance, VoiceFailed
from vitts_server.app import Server
from vitts_server.testing import SECONDS_PER_CHARACTER, TonePlugin

TEXT = "Xin chào các bạn"
FRAMES = round(len(TEXT) * SECONDS_PER_CHARACTER * 16000)


def asking(**fields: str) -> dict[str, str]:
    return {"INPUT_TEXT": TEXT, "INPUT_TYPE": "TEXT", "OUTPUT_TYPE": "AUDIO", "AUDIO": "WAVE_FILE", **fields}


def from_home_assistant(base_url: httpx.URL, fields: dict[str, str]) -> tuple[int, bytes]:
    """What the library that Home Assistant uses does: a body of text, and no Content-Type."""
    connection = http.client.HTTPConnection(base_url.host, base_url.port or 80, timeout=LIMIT_S)
    connection.request("POST", "/process", urlencode(fields))
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


def frames(body: bytes) -> int:
    with wave.open(io.BytesIO(body)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return int(file.getnframes())


async def test_home_assistant_is_served(http: httpx.AsyncClient, tones: TonePlugin) -> None:
    chosen = asking(LOCALE="en_US", VOICE="mai")
    status, body = await asyncio.to_thread(from_home_assistant, http.base_url, chosen)
    assert (status, frames(body)) == (200, FRAMES)
    assert tones.spoken[-1].language == "vi-VN"

    status, body = await asyncio.to_thread(
        from_home_assistant, http.base_url, asking(LOCALE="en_US", VOICE="cmu-slt-hsmm")
    )
    assert status == 200
    assert tones.spoken[-1].language == "en-US", "when nobody chose a voice, the language does"

    status, body = await asyncio.to_thread(from_home_assistant, http.base_url, asking(VOICE="nobody"))
    assert (status, body.decode()) == (400, "there is no voice 'nobody'; installed are: mai, duo\n")


async def test_a_file_knows_its_length(http: httpx.AsyncClient) -> None:
    answer = await http.get("/process", params=asking(VOICE="mai"))
    assert (answer.headers["Content-Type"], answer.headers["X-Voice"]) == ("audio/wav", "mai")
    assert int(answer.headers["Content-Length"]) == 44 + 2 * FRAMES
    assert frames(answer.content) == FRAMES


async def test_a_stream_is_sent_while_it_is_made(http: httpx.AsyncClient, gate: Gate) -> None:
    gate.close(passes=1)
    async with http.stream("POST", "/process", data=asking(AUDIO="WAVE_STREAM", VOICE="mai")) as answer:
        parts = answer.aiter_bytes()
        first = await anext(parts)
        gate.open()
        rest = b"".join([part async for part in parts])
    assert first[:4] == b"RIFF"
    assert len(first) + len(rest) == 44 + 2 * FRAMES


async def test_head_says_who_would_speak_and_makes_nothing(http: httpx.AsyncClient, tones: TonePlugin) -> None:
    spoken = len(tones.spoken)
    answer = await http.head("/process", params=asking(LOCALE="en"))
    assert (answer.status_code, answer.headers["X-Voice"]) == (200, "duo")
    assert answer.headers["Content-Type"] == "audio/wav"
    assert (await http.head("/process", params=asking(VOICE="nobody"))).status_code == 400
    assert len(tones.spoken) == spoken


async def test_other_doors_find_the_file_that_was_made(http: httpx.AsyncClient, tones: TonePlugin) -> None:
    await http.get("/process", params=asking(VOICE="mai"))
    spoken = len(tones.spoken)
    made = await http.get("/tts", params={"text": TEXT, "voice": "mai"})
    assert made.status_code == 200
    assert len(tones.spoken) == spoken


async def test_compressed_sound_and_speakers(http: httpx.AsyncClient, tones: TonePlugin) -> None:
    answer = await http.get("/process", params=asking(AUDIO="MP3_FILE", VOICE="duo:bob"))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "audio/mpeg")
    assert tones.spoken[-1].speaker == 1


async def test_ssml_is_read_as_such(http: httpx.AsyncClient, tones: TonePlugin) -> None:
    ssml = "<speak>Xin <sub alias='chào'>c</sub></speak>"
    assert (await http.post("/process", data=asking(INPUT_TYPE="SSML", INPUT_TEXT=ssml))).status_code == 200
    assert "chào" in tones.spoken[-1].text
    answer = await http.post("/process", data=asking(INPUT_TYPE="SSML", INPUT_TEXT="<speak>"))
    assert (answer.status_code, "SSML" in answer.text) == (400, True)


async def test_rate_and_volume_are_honoured(http: httpx.AsyncClient, tones: TonePlugin) -> None:
    slow = {"effect_Rate_selected": "on", "effect_Rate_parameters": "durScale:2.0;"}
    assert frames((await http.post("/process", data=asking(VOICE="mai", **slow))).content) == 2 * FRAMES
    assert tones.spoken[-1].speed == 0.5
    quiet = {"effect_Volume_selected": "on", "effect_Volume_parameters": "amount:0;"}
    answer = await http.post("/process", data=asking(VOICE="mai", **quiet))
    assert set(answer.content[44:]) == {0}
    unselected = {"effect_Robot_selected": "", "effect_Robot_parameters": "amount:100.0;"}
    assert (await http.post("/process", data=asking(VOICE="mai", **unselected))).status_code == 200
    usual = {"effect_Rate_selected": "on"}
    assert (await http.post("/process", data=asking(VOICE="mai", **usual))).status_code == 200
    assert tones.spoken[-1].speed == pytest.approx(1 / 1.5)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"INPUT_TEXT": ""}, "INPUT_TEXT"),
        ({"INPUT_TEXT": " "}, "text"),
        ({"INPUT_TEXT": "…"}, "text"),
        ({"INPUT_TYPE": "RAWMARYXML"}, "INPUT_TYPE"),
        ({"OUTPUT_TYPE": "PHONEMES"}, "OUTPUT_TYPE"),
        ({"AUDIO": "AU_FILE"}, "AUDIO"),
        ({"VOICE": "duo:nobody"}, "speaker"),
        ({"effect_Robot_selected": "on"}, "only Volume and Rate"),
        ({"effect_Rate_selected": "on", "effect_Rate_parameters": "durScale:0;"}, "effect_Rate_parameters"),
        ({"effect_Rate_selected": "on", "effect_Rate_parameters": "amount:1;"}, "effect_Rate_parameters"),
        ({"effect_Volume_selected": "on", "effect_Volume_parameters": "loud"}, "effect_Volume_parameters"),
    ],
)
async def test_a_wrong_field_is_named_in_plain_text(
    http: httpx.AsyncClient, fields: dict[str, str], named: str
) -> None:
    for answer in (
        await http.get("/process", params=asking(**fields)),
        await http.post("/process", data=asking(**fields)),
    ):
        assert (answer.status_code, answer.headers["Content-Type"]) == (400, "text/plain; charset=UTF-8")
        assert named in answer.text


@given(name=st.sampled_from([*asking(), "VOICE", "LOCALE", "effect_Rate_parameters"]), value=st.text(max_size=10))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_value_of_any_field_is_a_fault_of_the_server(http: httpx.AsyncClient, name: str, value: str) -> None:
    answer = await http.post("/process", data=asking(effect_Rate_selected="on") | {name: value})
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize(("body", "status"), [(b"x", 415), (b"x" * 3_000_000, 413)])
async def test_other_errors_are_plain_text_too(http: httpx.AsyncClient, body: bytes, status: int) -> None:
    answer = await http.post("/process", content=body, headers={"Content-Type": "text/plain"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "text/plain; charset=UTF-8")


@pytest.mark.parametrize("kind", ["WAVE_FILE", "WAVE_STREAM"])
async def test_a_listener_who_leaves_frees_its_work(
    http: httpx.AsyncClient, server: Server, tones: TonePlugin, gate: Gate, kind: str
) -> None:
    warm_up = tones.pieces
    gate.close(passes=0)
    _, writer = await asyncio.open_connection(http.base_url.host, http.base_url.port)
    writer.write(f"GET /process?AUDIO={kind}&INPUT_TEXT={'a' * 1000} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    await asyncio.to_thread(gate.is_reached.wait, 60)
    writer.close()
    for _ in range(100):
        await asyncio.sleep(0)
    gate.open()

    await eventually(lambda: tones.speaking == 0 and server.speech.status().running == 0)
    assert tones.pieces - warm_up == 1


def _hoarse(utterance: Utterance, number: int) -> None:
    raise VoiceFailed("the voice is hoarse")


async def test_a_voice_that_fails_is_a_500_and_no_text_is_logged(
    http: httpx.AsyncClient, tones: TonePlugin, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    tones.before_piece = _hoarse
    answer = await http.get("/process", params=asking())
    assert (answer.status_code, answer.text) == (500, "the voice is hoarse\n")
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    assert ours
    assert not [record for record in ours if TEXT in str(record.__dict__)]


async def test_busy_says_when_to_come_back(http: httpx.AsyncClient, server: Server) -> None:
    await server.drain()
    answer = await http.get("/process", params=asking())
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


@pytest.mark.parametrize(
    ("accept", "is_text"),
    [
        ("text/plain", True),
        ("text/plain, */*; q=0.01", True),
        ("*/*", False),
        ("application/json, text/plain, */*", False),
        ("text/html, */*;q=0.8", False),
        ("", False),
    ],
)
async def test_voices_are_lines_for_those_who_prefer_them(http: httpx.AsyncClient, accept: str, is_text: bool) -> None:
    answer = await http.get("/voices", headers={"Accept": accept})
    if is_text:
        assert answer.text == "".join(
            f"{name} unknown tones\n" for name in ("mai vi_VN", "duo en_US", "duo:ann en_US", "duo:bob en_US")
        )
    else:
        assert [voice["name"] for voice in answer.json()["voices"]] == ["mai", "duo"]


async def test_locales_and_version_are_lines(http: httpx.AsyncClient) -> None:
    locales, version = await http.get("/locales"), await http.get("/version")
    assert locales.text == "vi_VN\nen_US\n"
    assert version.text.startswith("vitts-server ")
    assert version.text.count("\n") == 1


async def test_json_is_understood_too(http: httpx.AsyncClient) -> None:
    body: dict[str, Any] = asking(VOICE="mai")
    assert frames((await http.post("/process", json=body)).content) == FRAMES
    answer = await http.post("/process", json=body | {"INPUT_TEXT": 5})
    assert (answer.status_code, "INPUT_TEXT" in answer.text) == (400, True)
