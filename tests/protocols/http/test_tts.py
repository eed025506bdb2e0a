"""`/tts`: JSON with a link to a file that is there. What the clients of the first service rely on."""

import asyncio
import hashlib
import io
import json
import wave

import httpx
import pytest

from tests.protocols.http.conftest import Gate, OpenHttp, eventually, nobody_is_connected, raw
from vitts_server import VoiceFailed
from vitts_server.app import Server
from vitts_server.testing import SECONDS_PER_CHARACTER, TonePlugin, tone_voice

TEXT = "Xin chào các bạn"


def sha1(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def duration_s(wav: bytes) -> float:
    with wave.open(io.BytesIO(wav)) as file:
        return float(file.getnframes() / file.getframerate())


def spoken(tones: TonePlugin) -> list[str]:
    """What was spoken since the server warmed up."""
    return [utterance.text for utterance in tones.spoken[1:]]


async def test_the_answer_links_to_a_file_that_is_there(http: httpx.AsyncClient) -> None:
    answer = await http.get("/tts", params={"text": f"  {TEXT}\n", "speed": "normal"})

    file_id = sha1(TEXT + "normal")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json; charset=UTF-8"
    assert answer.json() == {
        "hash": file_id,
        "text": TEXT,
        "speed": "normal",
        "audio_url": f"http://{http.base_url.netloc.decode()}/audio/{file_id}.wav",
    }
    assert duration_s((await http.get(answer.json()["audio_url"])).content) >= len(TEXT) * SECONDS_PER_CHARACTER


@pytest.mark.parametrize(
    ("word", "length_scale"), [("very_slow", 1.5), ("slow", 1.2), ("normal", 1.0), ("fast", 0.6), ("very_fast", 0.4)]
)
async def test_the_words_for_speed_are_length_scales(
    http: httpx.AsyncClient, tones: TonePlugin, word: str, length_scale: float
) -> None:
    answer = await http.get("/tts", params={"text": TEXT, "speed": word})

    assert answer.json()["hash"] == sha1(TEXT + word)
    assert tones.spoken[-1].speed == pytest.approx(1 / length_scale)


@pytest.mark.parametrize(("speed", "factor"), [("0.25", 0.25), ("1.5", 1.5), ("2.0", 2), ("4", 4)])
async def test_speed_may_be_a_number(http: httpx.AsyncClient, tones: TonePlugin, speed: str, factor: float) -> None:
    answer = await http.post("/tts", json={"text": TEXT, "speed": factor})
    again = await http.get("/tts", params={"text": TEXT, "speed": speed})

    assert tones.spoken[-1].speed == factor
    assert again.json() == answer.json()


async def test_speed_may_be_left_out(http: httpx.AsyncClient) -> None:
    answer = await http.get("/tts", params={"text": TEXT})
    assert (answer.json()["speed"], answer.json()["hash"]) == ("normal", sha1(TEXT + "normal"))


async def test_the_default_speed_is_a_setting(open_http: OpenHttp, tones: TonePlugin) -> None:
    async with open_http(default_speed="very_slow") as http:
        answer = await http.get("/tts", params={"text": TEXT})
    assert (answer.json()["speed"], answer.json()["hash"]) == ("very_slow", sha1(TEXT + "very_slow"))
    assert tones.spoken[-1].speed == pytest.approx(1 / 1.5)


@pytest.mark.parametrize("path", ["/tts", "/tts/stream"])
@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"speed": "normal"}, "The parameter text is required and must not be blank."),
        ({"text": "", "speed": "normal"}, "The parameter text is required and must not be blank."),
        ({"text": " \t\n ", "speed": "normal"}, "The parameter text is required and must not be blank."),
        ({"text": "a", "speed": "warp"}, "Invalid speed parameter."),
        ({"text": "a", "speed": ""}, "Invalid speed parameter."),
        ({"text": "a", "speed": "0.2"}, "Invalid speed parameter."),
        ({"text": "a", "speed": "5"}, "Invalid speed parameter."),
        ({"text": "a", "speed": "nan"}, "Invalid speed parameter."),
        ({"text": "a", "speed": "Infinity"}, "Invalid speed parameter."),
        ({"text": "a", "voice": "nobody"}, "there is no voice 'nobody'; installed are: mai, duo"),
        ({"text": "a", "voice": "duo", "speaker": "eve"}, "voice duo has no speaker 'eve'"),
    ],
)
async def test_a_wrong_parameter_is_400_and_says_what_is_allowed(
    http: httpx.AsyncClient, tones: TonePlugin, path: str, parameters: dict[str, str], error: str
) -> None:
    by_get = await http.get(path, params=parameters)
    by_json = await http.post(path, json=parameters)
    by_form = await http.post(path, data=parameters)

    for answer in (by_get, by_json, by_form):
        assert answer.status_code == 400
        assert answer.json()["error"].startswith(error)
        assert list(answer.json()) == ["error"]
    assert spoken(tones) == []


@pytest.mark.parametrize("path", ["/tts", "/tts/stream"])
async def test_a_text_that_is_too_long_is_400_however_it_is_sent(http: httpx.AsyncClient, path: str) -> None:
    text = "a" * 100_001
    request = f"GET {path}?text={text} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
    by_get = await raw(http, request)
    by_json = await http.post(path, json={"text": text})
    by_form = await http.post(path, data={"text": text})

    error = "the text is too long: 100001 characters or more, allowed are 100000"
    assert by_get.startswith(b"HTTP/1.1 400 ")
    assert json.loads(by_get.partition(b"\r\n\r\n")[2]) == {"error": error}
    assert [(answer.status_code, answer.json()) for answer in (by_json, by_form)] == [(400, {"error": error})] * 2


@pytest.mark.parametrize("path", ["/tts", "/tts/stream"])
@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"{", "The body is not valid JSON"),
        (b"\xff\xfe{", "The body is not valid JSON"),
        (b"[" * 100_000, "The body is not valid JSON"),
        (b'{"speed": ' + b"9" * 5000 + b"}", "The body is not valid JSON"),
        (b'["text"]', "The body must be a JSON object."),
        (b'"text"', "The body must be a JSON object."),
        (b'{"text": 5}', "The parameter text is not valid"),
        (b'{"text": null}', "The parameter text is not valid"),
        (b'{"text": "\\ud800"}', "The parameter text is not valid"),
        (b'{"text": "a", "speed": true}', "Invalid speed parameter."),
        (b'{"text": "a", "speed": [1]}', "Invalid speed parameter."),
        (b'{"text": "a", "voice": ["mai"]}', "The parameter voice is not valid"),
        (b'{"text": "a", "speaker": {}}', "The parameter speaker is not valid"),
    ],
)
async def test_a_wrong_body_is_400(http: httpx.AsyncClient, path: str, body: bytes, error: str) -> None:
    answer = await http.post(path, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(error)


async def test_a_query_that_is_not_utf8_is_400(http: httpx.AsyncClient) -> None:
    answer = await http.get("/tts?text=%ff%fe")
    assert (answer.status_code, answer.json()) == (400, {"error": "The parameter text is not valid UTF-8."})


async def test_another_kind_of_body_is_415(http: httpx.AsyncClient) -> None:
    answer = await http.post("/tts", content=b"hello", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 415
    assert "application/json" in answer.json()["error"]


async def test_query_form_and_json_mean_the_same(http: httpx.AsyncClient, tones: TonePlugin) -> None:
    parameters = {"text": TEXT, "speed": "fast", "voice": "duo", "speaker": "1", "language": "en"}
    answers = [
        await http.get("/tts", params=parameters),
        await http.post("/tts", params=parameters),
        await http.post("/tts", data=parameters),
        await http.post("/tts", data=parameters, files={"unused": b""}),
        await http.post("/tts", json=parameters),
        await http.post("/tts", json=parameters | {"speaker": 1}),
        await http.post("/tts", params={"text": "overruled"}, json=parameters),
    ]

    assert {answer.text for answer in answers} == {answers[0].text}
    assert spoken(tones) == [TEXT]
    assert tones.spoken[-1].speaker == 1
    assert answers[0].headers["X-Voice"] == "duo"


async def test_the_old_page_need_not_encode_its_text(http: httpx.AsyncClient, tones: TonePlugin) -> None:
    request = "GET /tts?text=Chào&speed=normal HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
    head, _, body = (await raw(http, request)).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 200 ")
    assert json.loads(body)["hash"] == sha1("Chàonormal")
    assert spoken(tones) == ["Chào"]


@pytest.mark.parametrize("text", [b"\xff\xfe", b"a b", b"%", b"%zz", b"&&&=", b"\x00", b"\xc3"])
async def test_strange_bytes_in_the_request_line_are_the_clients_mistake(http: httpx.AsyncClient, text: bytes) -> None:
    request = b"GET /tts?text=" + text + b"&speed=warp HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert (await raw(http, request)).startswith(b"HTTP/1.1 400 ")


async def test_whatever_changes_the_sound_leads_to_another_hash(http: httpx.AsyncClient, tones: TonePlugin) -> None:
    asked = [
        {"text": TEXT},
        {"text": TEXT, "speed": "slow"},
        {"text": TEXT, "voice": "duo"},
        {"text": TEXT, "voice": "duo", "speaker": "bob"},
        {"text": TEXT, "language": "en"},
    ]
    answers = [(await http.get("/tts", params=parameters)).json() for parameters in asked]

    assert len({answer["hash"] for answer in answers}) == len(asked)
    assert answers[0]["hash"] == sha1(TEXT + "normal")


async def test_a_link_never_serves_the_sound_of_a_voice_that_was_replaced(
    http: httpx.AsyncClient, server: Server
) -> None:
    old = (await http.get("/tts", params={"text": TEXT})).json()
    sound = (await http.get(old["audio_url"])).content
    server.service.set_voices([tone_voice("mai", version="2", sample_rate_hz=8000)], [])
    new = (await http.get("/tts", params={"text": TEXT})).json()

    assert new["hash"] != old["hash"]
    assert (await http.get(old["audio_url"])).content == sound
    assert (await http.get(new["audio_url"])).content[24:28] == (8000).to_bytes(4, "little")


async def test_twenty_equal_requests_at_once_are_spoken_once(
    http: httpx.AsyncClient, tones: TonePlugin, gate: Gate
) -> None:
    gate.close(passes=0)
    async with asyncio.TaskGroup() as group:
        asked = [group.create_task(http.get("/tts", params={"text": TEXT})) for _ in range(20)]
        await asyncio.to_thread(gate.is_reached.wait, 60)
        gate.open()

    assert {task.result().text for task in asked} == {asked[0].result().text}
    assert spoken(tones) == [TEXT]


async def test_hang_up_calls_off_a_file_that_nobody_else_waits_for(
    http: httpx.AsyncClient, server: Server, tones: TonePlugin, gate: Gate
) -> None:
    gate.close(passes=0)
    async with asyncio.TaskGroup() as group:
        asked = group.create_task(http.get("/tts", params={"text": TEXT * 10}))
        await asyncio.to_thread(gate.is_reached.wait, 60)
        asked.cancel()
    await nobody_is_connected(server)
    gate.open()

    await eventually(lambda: tones.speaking == 0 and server.speech.status().running == 0)
    assert await server.speech.store.find(sha1(TEXT * 10 + "normal")) is None


async def test_a_failing_voice_is_500_with_its_reason(http: httpx.AsyncClient, tones: TonePlugin) -> None:
    def fail(*_: object) -> None:
        raise VoiceFailed("the voice is hoarse")

    tones.before_piece = fail
    for path in ("/tts", "/tts/stream"):
        answer = await http.get(path, params={"text": TEXT})
        assert (answer.status_code, answer.json()) == (500, {"error": "the voice is hoarse"})


@pytest.mark.parametrize("path", ["/tts", "/tts/stream"])
async def test_busy_is_503_and_says_when_to_try_again(http: httpx.AsyncClient, server: Server, path: str) -> None:
    await server.drain()
    answer = await http.get(path, params={"text": TEXT})
    assert (answer.status_code, answer.json()) == (503, {"error": "the server is shutting down"})
    assert answer.headers["Retry-After"] == "5"


async def test_the_link_has_the_name_by_which_the_client_came(http: httpx.AsyncClient) -> None:
    answer = await http.get("/tts", params={"text": "a"}, headers={"Host": "speech.example:5004"})
    assert answer.json()["audio_url"].startswith("http://speech.example:5004/audio/")


PROXIED = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example, voice.example"}


async def test_a_proxy_is_not_believed_unless_the_operator_says_so(
    http: httpx.AsyncClient, open_http: OpenHttp
) -> None:
    answer = await http.get("/tts", params={"text": "a"}, headers=PROXIED)
    assert answer.json()["audio_url"].startswith(f"http://{http.base_url.netloc.decode()}/audio/")


async def test_a_trusted_proxy_says_how_the_client_came(open_http: OpenHttp) -> None:
    async with open_http(trust_proxy=True) as http:
        answer = await http.get("/tts", params={"text": "a"}, headers=PROXIED)
        odd = await http.get("/tts", params={"text": "a"}, headers={"X-Forwarded-Host": 'a"b/c'})
    assert answer.json()["audio_url"].startswith("https://voice.example/audio/")
    assert odd.json()["audio_url"].startswith(f"http://{http.base_url.netloc.decode()}/audio/")


async def test_names_and_warnings_of_any_language_fit_into_headers(open_http: OpenHttp, tones: TonePlugin) -> None:
    tones.voices = [tone_voice("Giọng đọc")]
    async with open_http() as http:
        answer = await http.get("/tts", params={"text": TEXT, "language": "đ"})
    assert answer.headers["X-Voice"] == "Gi%E1%BB%8Dng %C4%91%E1%BB%8Dc"
    assert answer.headers["X-Warning"].startswith("no voice speaks '%C4%91'; ")
