"""`/tts` and `/tts/stream` in every format, at any rate, as the request or the client's `Accept` header says."""

import asyncio
import io

import av
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocols.http.conftest import Gate, eventually
from vitts_server import Config
from vitts_server.app import Server
from vitts_server.codecs import vitts_encoders as compressed
from vitts_server.protocols.http.accept import preferred_format
from vitts_server.speech.encoders import vitts_encoders
from vitts_server.testing import SECONDS_PER_CHARACTER, TonePlugin

TEXT = "Xin chào các bạn thân mến"
FORMATS = [*vitts_encoders(Config({}, {})), *compressed(Config({}, {}))]
DECODABLE = [encoder.name for encoder in FORMATS if encoder.name != "pcm"]


def length_and_rate(content: bytes) -> tuple[float, int]:
    with av.open(io.BytesIO(content), "r") as container:
        frames = list(container.decode(audio=0))
    return sum(frame.samples for frame in frames) / frames[0].sample_rate, frames[0].sample_rate


@pytest.mark.parametrize("name", DECODABLE)
async def test_a_stream_in_every_format_has_all_of_the_speech(http: httpx.AsyncClient, name: str) -> None:
    answer = await http.get("/tts/stream", params={"text": TEXT, "format": name})
    (encoder,) = [encoder for encoder in FORMATS if encoder.name == name]
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, encoder.media_type)
    length_s, _ = length_and_rate(answer.content)
    assert length_s == pytest.approx(len(TEXT) * SECONDS_PER_CHARACTER, abs=0.25)


@pytest.mark.parametrize("name", DECODABLE)
async def test_a_link_in_every_format_leads_to_a_file_of_it(http: httpx.AsyncClient, name: str) -> None:
    made = (await http.get("/tts", params={"text": TEXT, "format": name})).json()
    file = await http.get(made["audio_url"])
    (encoder,) = [encoder for encoder in FORMATS if encoder.name == name]
    assert made["audio_url"].endswith(f"/audio/{made['hash']}.{encoder.suffix}")
    assert file.headers["Content-Type"] == encoder.media_type
    assert length_and_rate(file.content)[0] == pytest.approx(len(TEXT) * SECONDS_PER_CHARACTER, abs=0.25)
    part = await http.get(made["audio_url"], headers={"Range": "bytes=5-9"})
    assert (part.status_code, part.content) == (206, file.content[5:10])


@pytest.mark.parametrize("name", ["wav", "opus", "webm", "flac"])
async def test_a_stored_file_says_how_long_it_is(http: httpx.AsyncClient, name: str) -> None:
    made = (await http.get("/tts", params={"text": TEXT, "format": name})).json()
    content = (await http.get(made["audio_url"])).content
    with av.open(io.BytesIO(content), "r") as container:
        assert container.duration is not None
        assert container.duration / av.time_base == pytest.approx(len(TEXT) * SECONDS_PER_CHARACTER, abs=0.05)


async def test_a_file_is_not_found_under_the_ending_of_another_format(http: httpx.AsyncClient) -> None:
    made = (await http.get("/tts", params={"text": TEXT, "format": "mp3"})).json()
    assert (await http.get(made["audio_url"].replace(".mp3", ".wav"))).status_code == 404


async def test_each_format_and_rate_is_a_file_of_its_own_and_made_once(
    http: httpx.AsyncClient, tones: TonePlugin
) -> None:
    asked = [{}, {"format": "mp3"}, {"format": "mp3", "sample_rate": "8000"}, {"sample_rate": "8000"}]
    first = [(await http.get("/tts", params={"text": TEXT, **more})).json()["hash"] for more in asked]
    spoken = [utterance.text for utterance in tones.spoken].count(TEXT)
    again = [(await http.get("/tts", params={"text": TEXT, **more})).json()["hash"] for more in asked]
    assert first == again
    assert len(set(first)) == 4
    assert [utterance.text for utterance in tones.spoken].count(TEXT) == spoken == 4


@pytest.mark.parametrize(("name", "rate_hz"), [("wav", 8000), ("wav", 44100), ("flac", 48000), ("mp3", 24000)])
async def test_another_rate_keeps_the_length(http: httpx.AsyncClient, name: str, rate_hz: int) -> None:
    for path in ("/tts", "/tts/stream"):
        answer = await http.get(path, params={"text": TEXT, "format": name, "sample_rate": rate_hz})
        content = answer.content if path == "/tts/stream" else (await http.get(answer.json()["audio_url"])).content
        length_s, found_hz = length_and_rate(content)
        assert found_hz == rate_hz
        assert length_s == pytest.approx(len(TEXT) * SECONDS_PER_CHARACTER, abs=0.15)


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"format": "mp9"}, "there is no format 'mp9'; there are: wav, pcm, mp3, opus, webm, aac, flac"),
        ({"sample_rate": "7999"}, "The parameter sample_rate is not valid"),
        ({"sample_rate": "48001"}, "The parameter sample_rate is not valid"),
        ({"sample_rate": "x"}, "The parameter sample_rate is not valid"),
    ],
)
@pytest.mark.parametrize("path", ["/tts", "/tts/stream"])
async def test_a_wrong_format_or_rate_is_400_and_says_what_there_is(
    http: httpx.AsyncClient, path: str, parameters: dict[str, str], said: str
) -> None:
    answer = await http.get(path, params={"text": TEXT, **parameters})
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(said)


async def test_the_accept_header_chooses_and_format_wins_over_it(http: httpx.AsyncClient) -> None:
    async def media_type(**parameters: str) -> str:
        headers = {"Accept": "audio/ogg;q=0.5, audio/mpeg"}
        answer = await http.get("/tts/stream", params={"text": TEXT, **parameters}, headers=headers)
        assert "Accept" in answer.headers.get_list("Vary", split_commas=True)
        return answer.headers["Content-Type"]

    assert await media_type() == "audio/mpeg"
    assert await media_type(format="flac") == "audio/flac"
    assert (await http.head("/tts/stream", params={"text": TEXT, "format": "opus"})).headers["Content-Type"] == (
        "audio/ogg"
    )


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        (None, "wav"),
        ("", "wav"),
        ("*/*", "wav"),
        ("audio/*", "wav"),
        ("audio/mpeg", "mp3"),
        ("AUDIO/MPEG ; q=0.1", "mp3"),
        ("audio/ogg; codecs=opus", "opus"),
        ("audio/webm", "webm"),
        ("audio/aac", "aac"),
        ("audio/x-flac", "flac"),
        ("audio/mpeg;q=0.2, audio/flac;q=0.8, */*;q=0.1", "flac"),
        ("audio/webm,audio/ogg,audio/wav,audio/*;q=0.9,*/*;q=0.5", "wav"),
        ("audio/mpeg;q=0", "wav"),
        ("audio/mpeg;q=nan, audio/flac;q=x", "wav"),
        ("text/html, application/json", "wav"),
        (";;,=,q=1,audio/", "wav"),
    ],
)
def test_the_format_that_a_client_prefers(accept: str | None, name: str) -> None:
    assert preferred_format(accept, FORMATS, "wav") == name


@given(st.text())
def test_any_accept_header_leads_to_a_format(accept: str) -> None:
    assert preferred_format(accept, FORMATS, "wav") in [encoder.name for encoder in FORMATS]


async def test_compressed_bytes_arrive_before_the_voice_has_finished(
    http: httpx.AsyncClient, gate: Gate, tones: TonePlugin
) -> None:
    gate.close(passes=6)
    async with http.stream("GET", "/tts/stream", params={"text": TEXT, "format": "mp3"}) as answer:
        pieces = answer.aiter_raw()
        assert await anext(pieces)
        assert tones.speaking == 1
        gate.open()
        assert [piece async for piece in pieces]


async def test_a_listener_of_a_compressed_stream_who_leaves_frees_its_work(
    http: httpx.AsyncClient, server: Server, gate: Gate, tones: TonePlugin
) -> None:
    gate.close(passes=6)
    async with http.stream("GET", "/tts/stream", params={"text": TEXT * 9, "format": "opus"}) as answer:
        await anext(answer.aiter_raw())
        await asyncio.to_thread(gate.is_reached.wait, 60)
    gate.open()
    await eventually(lambda: tones.speaking == 0 and server.speech.status().running == 0)
