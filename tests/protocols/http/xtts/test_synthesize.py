"""`/api/tts/synthesize`, field by field."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.protocols.http.conftest import Gate, OpenHttp, raw
from tests.protocols.http.xtts.conftest import TEXT, Synthesize, spoken
from vitts_server import BadRequest
from vitts_server.app import Server
from vitts_server.protocols.http.parameters import validated
from vitts_server.protocols.http.xtts.bodies import SynthesizeBody
from vitts_server.testing import TonePlugin, address, open_server

URL = "/api/tts/synthesize"


async def test_the_wav_comes_with_what_is_known_of_it(synthesize: Synthesize, http: httpx.AsyncClient) -> None:
    answer = await synthesize(return_audio=True, speaker="mai")

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "audio/wav")
    assert answer.headers["X-Sample-Rate"] == "16000"
    assert int.from_bytes(answer.content[4:8], "little") == len(answer.content) - 8
    duration_s = float(answer.headers["X-Duration"])
    assert duration_s == pytest.approx((len(answer.content) - 44) / 2 / 16000, abs=0.001)
    assert (await http.get(f"/api/tts/audio/{answer.headers['X-File-ID']}")).content == answer.content
    assert answer.headers["X-Expires-At"].endswith("+00:00")
    assert answer.headers["X-Request-ID"]


async def test_json_says_the_same_with_the_same_headers(synthesize: Synthesize) -> None:
    wav = await synthesize(return_audio=True, speaker="duo:bob", speed=1.5)
    answer = await synthesize(
        {"X-Request-ID": "mine-1"}, return_audio=False, speaker="duo:bob", speed=1.5, model="xtts-v2", expiry_hours=3
    )

    body = answer.json()
    file = body.pop("file_metadata")
    assert body == {
        "success": True,
        "request_id": "mine-1",
        "model": "xtts-v2",
        "sample_rate": 22050,
        "duration_seconds": float(wav.headers["X-Duration"]),
    }
    assert file == {
        "file_id": wav.headers["X-File-ID"],
        "file_name": f"{wav.headers['X-File-ID']}.wav",
        "text": TEXT,
        "speaker_id": "duo:bob",
        "model": "xtts-v2",
        "created_at": file["created_at"],
        "expires_at": answer.headers["X-Expires-At"],
        "expiry_hours": 3,
        "file_size": len(wav.content),
        "file_size_mb": round(len(wav.content) / 1e6, 4),
        "request_id": "mine-1",
        "language": "en",
        "sample_rate": 22050,
    }
    assert answer.headers["X-Request-ID"] == "mine-1"
    assert answer.headers["X-File-ID"] == file["file_id"]
    for name in ("X-Sample-Rate", "X-Duration"):
        assert answer.headers[name] == wav.headers[name]


@pytest.mark.parametrize(
    "model", ["xtts-english", "coqui-xtts-v2", "coqui-tts", "xtts-v2", "viet-tts", "vieneu-tts", "dia"]
)
async def test_every_model_name_is_taken_and_given_back(synthesize: Synthesize, model: str) -> None:
    answer = await synthesize(model=model, return_audio=False)
    assert answer.json()["model"] == answer.json()["file_metadata"]["model"] == model


async def test_models_speak_their_language_if_none_is_named(synthesize: Synthesize, tones: TonePlugin) -> None:
    assert (await synthesize(model="viet-tts")).headers["X-Voice"] == "mai"
    assert (await synthesize(model="vieneu-tts")).headers["X-Voice"] == "mai"
    assert (await synthesize(model="xtts-v2")).headers["X-Voice"] == "duo:ann"
    assert (await synthesize(model="viet-tts", language="en")).headers["X-Voice"] == "duo:ann"
    assert (await synthesize()).headers["X-Voice"] == "duo:ann"


async def test_more_models_are_a_setting(tones: TonePlugin, tmp_path: Path) -> None:
    xtts = {"xtts": {"models": {"my-model": "vi"}}}
    async with (
        open_server(tmp_path, {"tones": tones}, xtts) as server,
        httpx.AsyncClient(base_url=address(server, "http"), trust_env=False) as http,
    ):
        assert (await http.post(URL, json={"text": TEXT, "model": "my-model"})).headers["X-Voice"] == "mai"
        assert (await http.post(URL, json={"text": TEXT, "model": "xtts-v2"})).status_code == 422


@pytest.mark.parametrize("field", ["speed", "speed_factor"])
@pytest.mark.parametrize("speed", [0.5, 1, 2.0, "1.5"])
async def test_speed_has_two_names(synthesize: Synthesize, tones: TonePlugin, field: str, speed: float | str) -> None:
    await synthesize(**{field: speed})
    assert tones.spoken[-1].speed == float(speed)


async def test_speed_counts_before_speed_factor(synthesize: Synthesize, tones: TonePlugin) -> None:
    await synthesize(speed=2, speed_factor=0.5)
    assert tones.spoken[-1].speed == 2


async def test_what_is_null_was_not_said(synthesize: Synthesize, tones: TonePlugin) -> None:
    names = [name for name in SynthesizeBody.model_fields if name != "text"]
    plain, nulls = await synthesize(), await synthesize(**dict.fromkeys(names))
    assert nulls.headers["X-File-ID"] == plain.headers["X-File-ID"]
    assert nulls.headers["Content-Type"] == "audio/wav"


async def test_unknown_keys_are_ignored(synthesize: Synthesize) -> None:
    assert (await synthesize(temperature=0.7, streaming={"chunk": 20})).status_code == 200


async def test_white_space_around_the_text_is_dropped(synthesize: Synthesize, tones: TonePlugin) -> None:
    first, second = await synthesize(text=f"  {TEXT}\n"), await synthesize()
    assert first.headers["X-File-ID"] == second.headers["X-File-ID"]
    assert spoken(tones) == [TEXT]


@pytest.mark.parametrize("text", ["", "   ", "\n\t "])
async def test_an_empty_text_is_400(synthesize: Synthesize, text: str) -> None:
    answer = await synthesize(text=text)
    assert answer.status_code == 400
    assert answer.json() == {"detail": "Text is empty. Cannot generate audio from empty text."}


async def test_a_text_that_is_too_long_is_400(synthesize: Synthesize) -> None:
    for store in (True, False):
        answer = await synthesize(text="a" * 100_001, store=store)
        assert answer.status_code == 400
        assert answer.json()["detail"].startswith("the text is too long: 100001 characters")


@pytest.mark.parametrize(
    ("fields", "detail"),
    [
        ({"text": None}, "The parameter text is required"),
        ({"text": 5}, "The parameter text is not valid"),
        ({"text": ["a"]}, "The parameter text is not valid"),
        ({"model": "gpt"}, "There is no model 'gpt'; there are: xtts-english, coqui-xtts-v2, "),
        ({"model": 1}, "The parameter model is not valid"),
        ({"speed": 0.49}, "The speed must be between 0.5 and 2.0, not 0.49."),
        ({"speed": 2.01}, "The speed must be between 0.5 and 2.0, not 2.01."),
        ({"speed": "nan"}, "The speed must be between 0.5 and 2.0, not nan."),
        ({"speed": "quick"}, "The parameter speed is not valid"),
        ({"speed_factor": 9}, "The speed must be between 0.5 and 2.0, not 9.0."),
        ({"store": "perhaps"}, "The parameter store is not valid"),
        ({"return_audio": 7}, "The parameter return_audio is not valid"),
        ({"expiry_hours": 0}, "The parameter expiry_hours must be between 1 and 8784, not 0."),
        ({"expiry_hours": -1}, "The parameter expiry_hours must be between 1 and 8784, not -1."),
        ({"expiry_hours": 10**30}, "The parameter expiry_hours must be between 1 and 8784"),
        ({"expiry_hours": 1.5}, "The parameter expiry_hours is not valid"),
        ({"expiry_hours": "long"}, "The parameter expiry_hours is not valid"),
        ({"speaker": ["mai"]}, "The parameter speaker is not valid"),
        ({"voice": {}}, "The parameter voice is not valid"),
        ({"speaker_wav": 1}, "The parameter speaker_wav is not valid"),
        ({"language": "x" * 36}, "The parameter language is not valid"),
    ],
)
async def test_a_wrong_field_is_422_and_says_which(
    synthesize: Synthesize, tones: TonePlugin, fields: dict[str, Any], detail: str
) -> None:
    answer = await synthesize(**fields)
    assert answer.status_code == 422
    assert list(answer.json()) == ["detail"]
    assert answer.json()["detail"].startswith(detail)
    assert spoken(tones) == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b'{"text": "\\ud800"}', b"[" * 50_000, b"\xff"])
async def test_a_body_that_is_no_such_json_is_422(http: httpx.AsyncClient, body: bytes) -> None:
    answer = await http.post(URL, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert isinstance(answer.json()["detail"], str)


async def test_other_refusals_have_the_same_shape(http: httpx.AsyncClient, open_http: OpenHttp) -> None:
    plain = await http.post(URL, content=b"hello", headers={"Content-Type": "text/plain"})
    wrong = await http.get(URL)
    long = await http.post(URL, content=b"x" * 3_000_000, headers={"Content-Type": "application/json"})
    assert [answer.status_code for answer in (plain, wrong, long)] == [415, 405, 413]
    for answer in (plain, wrong, long):
        assert list(answer.json()) == ["detail"]


async def test_without_a_voice_it_is_503(open_http: OpenHttp, tones: TonePlugin) -> None:
    tones.voices = []
    async with open_http() as http:
        answer = await http.post(URL, json={"text": TEXT})
    assert (answer.status_code, answer.json()) == (503, {"detail": "no voice is installed"})


@pytest.mark.parametrize(
    "text", ["***", "* * *", "---", "_____", "...", "—", "!?", "~~~", "=====", "• • •", "♪ ♫", "。"]
)
async def test_only_separators_and_punctuation_are_skipped(
    synthesize: Synthesize, tones: TonePlugin, http: httpx.AsyncClient, text: str
) -> None:
    for fields in ({}, {"store": False}, {"return_audio": False}):
        answer = await synthesize({"X-Request-ID": "r1"}, text=text, speaker="mai", model="dia", **fields)
        assert answer.status_code == 200
        assert answer.headers["X-Skipped"] == "true"
        body = answer.json()
        assert body.pop("reason")
        assert body == {
            "success": True,
            "skipped": True,
            "request_id": "r1",
            "model": "dia",
            "sample_rate": 16000,
            "duration_seconds": 0.0,
            "file_metadata": None,
        }
    assert spoken(tones) == []
    assert (await http.get("/api/tts/storage/stats")).json()["stats"]["total_files"] == 0


@pytest.mark.parametrize("store", [True, False])
async def test_what_is_not_read_aloud_is_skipped_too(synthesize: Synthesize, tones: TonePlugin, store: bool) -> None:
    answer = await synthesize(text="```\nprint(1)\n```", store=store)
    assert (answer.status_code, answer.headers["X-Skipped"], answer.json()["skipped"]) == (200, "true", True)
    assert spoken(tones) == []


@pytest.mark.parametrize("text", ["Hi!", "5", "- a -", "Ồ…", "(x)", "東"])
async def test_a_letter_or_a_digit_is_spoken(synthesize: Synthesize, text: str) -> None:
    answer = await synthesize(text=text)
    assert answer.headers["Content-Type"] == "audio/wav"
    assert "X-Skipped" not in answer.headers


@pytest.mark.parametrize("return_audio", [True, False])
async def test_what_is_not_to_be_stored_leaves_nothing(
    synthesize: Synthesize, http: httpx.AsyncClient, return_audio: bool
) -> None:
    stored = await synthesize(text="stored")
    answer = await synthesize({"X-Request-ID": "gone"}, store=False, return_audio=return_audio)

    assert "X-File-ID" not in answer.headers
    assert "X-Expires-At" not in answer.headers
    assert answer.headers["X-Sample-Rate"] == "22050"
    if return_audio:
        assert int.from_bytes(answer.content[40:44], "little") == len(answer.content) - 44
        assert float(answer.headers["X-Duration"]) == pytest.approx((len(answer.content) - 44) / 44100, abs=0.001)
    else:
        assert answer.json()["file_metadata"] is None
        assert answer.json()["duration_seconds"] == float(answer.headers["X-Duration"]) > 0
    assert (await http.get("/api/tts/storage/stats")).json()["stats"]["total_files"] == 1
    assert (await http.get("/api/tts/audio/gone")).status_code == 404
    assert (await http.get(f"/api/tts/audio/{stored.headers['X-File-ID']}")).status_code == 200


async def test_stored_or_not_it_sounds_the_same(synthesize: Synthesize) -> None:
    assert (await synthesize(store=False)).content == (await synthesize()).content


async def test_long_speech_that_is_not_stored_comes_whole(synthesize: Synthesize) -> None:
    text = "Lorem ipsum dolor sit amet. " * 160
    answer = await synthesize(text=text, store=False)
    assert len(answer.content) > 8_000_000, "more than is kept in memory"
    assert answer.content == (await synthesize(text=text)).content


async def test_ten_at_once_are_spoken_once(synthesize: Synthesize, tones: TonePlugin, gate: Gate) -> None:
    gate.close(passes=0)
    async with asyncio.TaskGroup() as group:
        posting = [
            group.create_task(synthesize({"X-Request-ID": f"r{number}"}, return_audio=number % 2 == 0))
            for number in range(10)
        ]
        await asyncio.to_thread(gate.is_reached.wait, 60)
        gate.open()
    answers = [task.result() for task in posting]

    assert spoken(tones) == [TEXT]
    assert {answer.headers["X-File-ID"] for answer in answers} == {answers[0].headers["X-File-ID"]}
    assert [answer.headers["X-Request-ID"] for answer in answers] == [f"r{number}" for number in range(10)]


async def test_a_file_of_another_door_is_a_hit_here_and_the_other_way_round(
    http: httpx.AsyncClient, synthesize: Synthesize, tones: TonePlugin
) -> None:
    first = (await http.get("/tts", params={"text": TEXT, "voice": "mai"})).json()
    here = await synthesize(speaker="mai")
    assert (await http.get(first["audio_url"])).content == here.content
    await synthesize(text="other", speaker="mai")
    link = (await http.get("/tts", params={"text": "other", "voice": "mai"})).json()
    assert (await http.get(link["audio_url"])).status_code == 200
    assert spoken(tones) == [TEXT, "other"]


async def test_the_text_is_in_no_log(synthesize: Synthesize, server: Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    await synthesize(text="secret words", speaker="nobody")
    await synthesize(text="secret words", speed=9)
    assert "secret" not in caplog.text
    assert not any("secret" in str(vars(record)) for record in caplog.records)


async def test_a_form_is_read_too(http: httpx.AsyncClient) -> None:
    answer = await http.post(URL, data={"text": TEXT, "return_audio": "false", "speaker": "mai"})
    assert answer.json()["file_metadata"]["speaker_id"] == "mai"


async def test_pages_of_any_origin_may_use_it(http: httpx.AsyncClient) -> None:
    asked = {"Origin": "http://reader.example", "Access-Control-Request-Method": "DELETE"}
    allowed = await http.options("/api/tts/audio/x", headers=asked)
    assert allowed.status_code == 204
    assert allowed.headers["Access-Control-Allow-Origin"] == "*"
    assert "DELETE" in allowed.headers["Access-Control-Allow-Methods"]
    answer = await http.post(URL, json={"text": TEXT}, headers={"Origin": "http://reader.example"})
    assert answer.headers["Access-Control-Expose-Headers"] == "*"


async def test_strange_request_ids_are_replaced(http: httpx.AsyncClient, synthesize: Synthesize) -> None:
    answer = await synthesize({"X-Request-ID": "../../etc/passwd"})
    assert "/" not in answer.headers["X-Request-ID"]
    head = b"POST /api/tts/synthesize HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
    body = b'{"text": "hello", "return_audio": false}'
    sent = await raw(http, head + b"X-Request-ID: a\x00b\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    assert b"a\x00b" not in sent


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(st.sampled_from([*SynthesizeBody.model_fields, "else"]), json_values))
def test_any_json_object_is_a_body_or_a_validation_error(values: dict[str, Any]) -> None:
    try:
        body = validated(values, SynthesizeBody)
    except BadRequest as refused:
        field: object = refused.field
    else:
        field = "text"
        assert 0.5 <= body.factor <= 2
        assert body.text == body.text.strip()
    assert isinstance(field, str)
