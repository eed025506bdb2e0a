"""`/v1/audio/speech`, `/dev/captioned_speech` and `/v1/audio/voices`: fields, forms, faults."""

import asyncio
import base64
import json
import logging
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.protocols.http.conftest import Gate, OpenHttp, eventually
from vitts_server import Utterance, VoiceFailed
from vitts_server.app import Server
from vitts_server.testing import SECONDS_PER_CHARACTER, TonePlugin, open_server

SPEECH, CAPTIONS = "/v1/audio/speech", "/dev/captioned_speech"
TEXT = "Xin chào các bạn"
WORDS = [("Xin", 0.0, 0.15), ("chào", 0.2, 0.4), ("các", 0.45, 0.6), ("bạn", 0.65, 0.8)]


def asking(**fields: Any) -> dict[str, Any]:
    return {"model": "tts-1", "input": TEXT, "voice": "mai", "response_format": "pcm", **fields}


def words(timestamps: list[Mapping[str, Any]]) -> list[tuple[str, float, float]]:
    return [(word["word"], word["start_time"], word["end_time"]) for word in timestamps]


@pytest.mark.parametrize("path", [SPEECH, CAPTIONS])
@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"input": None}, "input"),
        ({"input": ""}, "input"),
        ({"input": " \n"}, "input"),
        ({"input": "…"}, "input"),
        ({"input": 5}, "input"),
        ({"input": "\ud800"}, "input"),
        ({"input": ["a"]}, "input"),
        ({"input": "a" * 100_001}, "input"),
        ({"model": 5}, "model"),
        ({"voice": 5}, "voice"),
        ({"voice": {"id": 5}}, "voice"),
        ({"voice": {"name": "mai"}}, "voice"),
        ({"voice": "nobody"}, "voice"),
        ({"voice": "duo:nobody"}, "voice"),
        ({"response_format": "ulaw"}, "response_format"),
        ({"response_format": None}, "response_format"),
        ({"speed": 0.2}, "speed"),
        ({"speed": 4.1}, "speed"),
        ({"speed": "quick"}, "speed"),
        ({"stream_format": "smoke"}, "stream_format"),
        ({"timestamp_granularities": ["letter"]}, "timestamp_granularities.0"),
        ({"timestamp_granularities": 1}, "timestamp_granularities"),
        ({"language": 1}, "language"),
        ({"instructions": {}}, "instructions"),
    ],
)
async def test_a_wrong_field_is_named(http: httpx.AsyncClient, path: str, fields: dict[str, Any], param: str) -> None:
    body = json.dumps(asking(**fields))
    answer = await http.post(path, content=body, headers={"Content-Type": "application/json"})
    error = answer.json()["error"]
    assert (answer.status_code, error["type"], error["param"]) == (400, "invalid_request_error", param)
    assert answer.json().keys() == {"error"}
    assert error["message"]


@given(
    field=st.sampled_from([*asking(), "speed", "stream_format", "timestamp_granularities", "language", "instructions"]),
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
        max_leaves=3,
    ),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_value_of_any_field_is_a_fault_of_the_server(
    http: httpx.AsyncClient, field: str, value: object
) -> None:
    answer = await http.post(
        SPEECH, content=json.dumps(asking(**{field: value})), headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in (200, 400)
    if answer.status_code == 400:
        assert answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/json", b"{", 400),
        ("application/json", b"[]", 400),
        ("application/json", b"\xff", 400),
        ("text/plain", b"input=a", 415),
        ("application/json", b"x" * 3_000_000, 413),
    ],
)
async def test_a_body_that_is_no_request_is_refused_in_the_same_shape(
    http: httpx.AsyncClient, content_type: str, body: bytes, status: int
) -> None:
    answer = await http.post(SPEECH, content=body, headers={"Content-Type": content_type})
    assert answer.status_code == status
    assert answer.json()["error"].keys() == {"message", "type", "param", "code"}


async def test_a_format_that_is_missing_says_what_there_is_and_how_to_have_it(tones: TonePlugin, tmp_path: Any) -> None:
    async with open_server(tmp_path, {"tones": tones}, disabled=("espeak", "shipped", "codecs")) as server:
        async with httpx.AsyncClient(base_url=server.addresses[-1], trust_env=False) as http:
            answer = await http.post(SPEECH, json={"input": TEXT})
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "response_format")
    assert "wav, pcm" in answer.json()["error"]["message"]
    assert "pip install 'vitts-server[codecs]'" in answer.json()["error"]["message"]


async def test_the_language_chooses_where_no_voice_is_named(http: httpx.AsyncClient, tones: TonePlugin) -> None:
    answer = await http.post(SPEECH, json=asking(voice=None, language="en"))
    assert answer.headers["X-Voice"] == "duo"
    answer = await http.post(SPEECH, json=asking(voice="alloy", language="en_US"))
    assert answer.headers["X-Voice"] == "duo"
    assert (await http.post(SPEECH, json=asking(voice="alloy", language="fi"))).headers["X-Voice"] == "mai"


async def test_events_and_lines_say_when_each_word_is_heard(http: httpx.AsyncClient) -> None:
    asked = asking(timestamp_granularities=["word"])
    lines = [json.loads(line) for line in (await http.post(SPEECH, json=asked)).text.splitlines()]
    events = (await http.post(SPEECH, json=asked | {"stream_format": "sse"})).text.split("\n\n")
    deltas = [json.loads(event.removeprefix("data: ")) for event in events[:-2]]
    plain = (await http.post(SPEECH, json=asking())).content
    for parts in (lines, deltas):
        assert len(parts) > 1
        assert words([word for part in parts for word in part["timestamps"]]) == WORDS
        assert b"".join(base64.b64decode(part["audio"]) for part in parts) == plain


@pytest.mark.parametrize("response_format", ["wav", "pcm"])
async def test_captions_are_lines_or_one_object(http: httpx.AsyncClient, response_format: str) -> None:
    asked = asking(response_format=response_format)
    plain = await http.post(SPEECH, json=asked)
    streamed = await http.post(CAPTIONS, json=asked)
    whole = await http.post(CAPTIONS, json=asked | {"stream": False})

    parts = [json.loads(line) for line in streamed.text.splitlines()]
    assert len(parts) > 1
    for answers in (parts, [whole.json()]):
        assert b"".join(base64.b64decode(part["audio"]) for part in answers) == plain.content
        assert words([word for part in answers for word in part["timestamps"]]) == WORDS
        assert {part["audio_format"] for part in answers} == {plain.headers["Content-Type"]}


async def test_captions_may_be_louder(http: httpx.AsyncClient) -> None:
    loud, usual = [
        base64.b64decode(
            (await http.post(CAPTIONS, json=asking(stream=False, volume_multiplier=factor))).json()["audio"]
        )
        for factor in (2, 1)
    ]
    assert max(loud[1::2]) >= max(usual[1::2])
    assert len(loud) == len(usual)
    assert loud != usual


async def test_all_names_are_listed_and_each_speaks(http: httpx.AsyncClient) -> None:
    listed = (await http.get("/v1/audio/voices")).json()["voices"]
    assert [voice["id"] for voice in listed[:5]] == ["mai", "duo", "duo:ann", "duo:bob", "alloy"]
    assert len(listed) == 4 + 13
    for voice in listed:
        assert (await http.post(SPEECH, json=asking(voice=voice["id"], input="a"))).status_code == 200


async def test_open_webui_finds_models_and_voices_where_it_looks(http: httpx.AsyncClient) -> None:
    models = (await http.get("/v1/audio/models")).json()["models"]
    assert [model["id"] for model in models] == ["tts-1", "tts-1-hd", "gpt-4o-mini-tts"]
    voices = (await http.get("/v1/audio/voices")).json()["voices"]
    assert {voice["id"]: voice["name"] for voice in voices}["duo:bob"] == "duo:bob"


async def test_the_settings_say_who_speaks_for_a_name(tones: TonePlugin, tmp_path: Any) -> None:
    configured = {"openai": {"voices": {"nova": "duo:bob", "Teacher": "mai"}}}
    async with open_server(tmp_path, {"tones": tones}, configured) as server:
        async with httpx.AsyncClient(base_url=server.addresses[-1], trust_env=False) as http:
            listed = [voice["id"] for voice in (await http.get("/v1/audio/voices")).json()["voices"]]
            nova = await http.post(SPEECH, json=asking(voice="nova"))
            speaker = tones.spoken[-1].speaker
            teacher = await http.post(SPEECH, json=asking(voice="teacher"))
    assert (nova.headers["X-Voice"], speaker, teacher.headers["X-Voice"]) == ("duo", 1, "mai")
    assert listed[4:7] == ["nova", "Teacher", "alloy"]
    assert len(listed) == 4 + 14


@pytest.mark.parametrize("path", [SPEECH, CAPTIONS])
async def test_a_listener_who_leaves_frees_its_work(
    http: httpx.AsyncClient, server: Server, tones: TonePlugin, gate: Gate, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    warm_up = tones.pieces
    gate.close(passes=1)
    async with http.stream("POST", path, json=asking(input=TEXT * 50)) as answer:
        await anext(answer.aiter_bytes())
        await asyncio.to_thread(gate.is_reached.wait, 60)
    for _ in range(100):
        await asyncio.sleep(0)
    gate.open()

    await eventually(lambda: tones.speaking == 0 and server.speech.status().running == 0)
    assert tones.pieces - warm_up == 2
    assert [record for record in caplog.records if record.levelno > logging.INFO] == []


def _hoarse(utterance: Utterance, number: int) -> None:
    if number >= 3:
        raise VoiceFailed("the voice is hoarse")


async def test_a_voice_that_fails_is_a_500_or_a_torn_answer_and_no_text_is_logged(
    http: httpx.AsyncClient, tones: TonePlugin, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    tones.before_piece = _hoarse
    for extra in ({}, {"stream_format": "sse"}):
        with pytest.raises(httpx.RemoteProtocolError):
            await http.post(SPEECH, json=asking(**extra))
    tones.before_piece = lambda utterance, number: _hoarse(utterance, 3)
    answer = await http.post(SPEECH, json=asking())
    assert (answer.status_code, answer.json()["error"]["type"]) == (500, "server_error")
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore", "hpack"))]
    assert ours
    assert not [record for record in ours if TEXT in str(record.__dict__)]


async def test_the_length_is_that_of_the_text(http: httpx.AsyncClient) -> None:
    answer = await http.post(SPEECH, json=asking(response_format="wav"))
    assert len(answer.content) - 44 == round(len(TEXT) * SECONDS_PER_CHARACTER * 16000) * 2


async def test_no_voice_at_all_is_503(open_http: OpenHttp, tones: TonePlugin) -> None:
    tones.voices = []
    async with open_http() as http:
        answer = await http.post(SPEECH, json=asking(voice="alloy"))
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "no-voice")
        assert (await http.get("/v1/audio/voices")).json() == {"voices": []}
