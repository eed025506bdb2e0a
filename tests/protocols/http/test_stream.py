"""`/tts/stream`: sound is sent while it is being made, and stops being made when nobody listens."""

import asyncio
import logging
import struct
from pathlib import Path

import httpx
import pytest

from tests.protocols.http.conftest import LIMIT_S, Gate, OpenHttp, eventually, nobody_is_connected, raw
from vitts_server import Utterance, VoiceFailed
from vitts_server.app import Server
from vitts_server.testing import SECONDS_PER_CHARACTER, TonePlugin

TEXT = "Xin chào các bạn thân mến"


def paths_under(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_a_stream_is_a_wav_of_unknown_length(http: httpx.AsyncClient) -> None:
    answer = await http.get("/tts/stream", params={"text": TEXT, "speed": "normal"})

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "audio/wav"
    assert (answer.headers["Cache-Control"], answer.headers["Pragma"]) == ("no-cache", "no-cache")
    assert answer.headers["X-Voice"] == "mai"
    assert answer.headers["Transfer-Encoding"] == "chunked"
    riff, riff_bytes, kind, _, _, pcm, channels, rate_hz, bytes_per_s, frame, bits, _, data_bytes = struct.unpack(
        "<4sI4s4sIHHIIHH4sI", answer.content[:44]
    )
    assert (riff, kind, riff_bytes, data_bytes) == (b"RIFF", b"WAVE", 0xFFFFFFFF, 0xFFFFFFFF)
    assert (pcm, channels, rate_hz, bytes_per_s, frame, bits) == (1, 1, 16000, 32000, 2, 16)
    assert (len(answer.content) - 44) / 32000 >= len(TEXT) * SECONDS_PER_CHARACTER


async def test_a_stream_and_a_file_of_one_text_sound_the_same(http: httpx.AsyncClient) -> None:
    parameters = {"text": TEXT, "speed": "fast", "voice": "duo", "speaker": "bob"}
    stream = await http.get("/tts/stream", params=parameters)
    file = await http.get((await http.get("/tts", params=parameters)).json()["audio_url"])
    assert stream.content[44:] == file.content[44:]


@pytest.mark.parametrize("method", ["query", "form", "json"])
async def test_the_first_bytes_arrive_before_the_voice_has_finished(
    http: httpx.AsyncClient, gate: Gate, method: str
) -> None:
    gate.close(passes=1)
    parameters = {"text": TEXT, "speed": "normal"}
    verb, sent = {"query": ("GET", "params"), "form": ("POST", "data"), "json": ("POST", "json")}[method]
    async with asyncio.timeout(LIMIT_S), http.stream(verb, "/tts/stream", **{sent: parameters}) as answer:  # type: ignore[arg-type]
        parts = answer.aiter_bytes()
        first = await anext(parts)
        assert first[:4] == b"RIFF"
        assert len(first) > 44
        await asyncio.to_thread(gate.is_reached.wait, 60)
        gate.open()
        rest = b"".join([part async for part in parts])
    assert (len(first) + len(rest) - 44) / 32000 >= len(TEXT) * SECONDS_PER_CHARACTER


async def test_nothing_is_written_to_disk(http: httpx.AsyncClient, tmp_path: Path) -> None:
    before = await asyncio.to_thread(paths_under, tmp_path)
    await http.get("/tts/stream", params={"text": TEXT})
    assert await asyncio.to_thread(paths_under, tmp_path) == before


async def test_hang_up_frees_the_voice_at_once(
    http: httpx.AsyncClient, server: Server, tones: TonePlugin, gate: Gate, caplog: pytest.LogCaptureFixture
) -> None:
    warm_up = tones.pieces
    gate.close(passes=1)
    async with http.stream("GET", "/tts/stream", params={"text": TEXT * 50}) as answer:
        await anext(answer.aiter_bytes())
        await asyncio.to_thread(gate.is_reached.wait, 60)
    await nobody_is_connected(server)
    gate.open()

    await eventually(lambda: tones.speaking == 0 and server.speech.status().running == 0)
    assert tones.pieces - warm_up == 2
    assert [record for record in caplog.records if record.levelno > logging.INFO] == []


async def test_hang_up_before_the_first_sound_frees_the_voice_too(
    http: httpx.AsyncClient, server: Server, tones: TonePlugin, gate: Gate
) -> None:
    warm_up = tones.pieces
    gate.close(passes=0)
    _, writer = await asyncio.open_connection(http.base_url.host, http.base_url.port)
    writer.write(b"GET /tts/stream?text=" + b"a" * 1000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    await asyncio.to_thread(gate.is_reached.wait, 60)
    writer.close()
    await nobody_is_connected(server)
    gate.open()

    await eventually(lambda: tones.speaking == 0 and server.speech.status().running == 0)
    assert tones.pieces - warm_up == 1


async def test_a_client_that_takes_nothing_is_hung_up_on(open_http: OpenHttp, tones: TonePlugin) -> None:
    async with open_http(send_timeout_s=0.2) as http:
        reader, writer = await asyncio.open_connection(http.base_url.host, http.base_url.port, limit=1)
        writer.write(b"GET /tts/stream?speed=0.25&text=" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
        await eventually(lambda: len(tones.spoken) > 1)
        while (await http.get("/health")).json()["running"]:
            await asyncio.sleep(0.01)
        assert tones.speaking == 0
        assert tones.pieces / 10 < 20_000 * SECONDS_PER_CHARACTER / 0.25
        assert not reader.at_eof()
        writer.close()


def hoarse_after(pieces: int) -> object:
    def fail(utterance: Utterance, number: int) -> None:
        if number >= pieces:
            raise VoiceFailed("the voice is hoarse")

    return fail


async def test_an_error_before_the_first_piece_is_clean_json(http: httpx.AsyncClient, tones: TonePlugin) -> None:
    tones.before_piece = hoarse_after(0)  # type: ignore[assignment]
    answer = await http.get("/tts/stream", params={"text": TEXT})
    assert (answer.status_code, answer.json()) == (500, {"error": "the voice is hoarse"})
    assert "X-Voice" not in answer.headers


async def test_a_failure_after_the_first_piece_breaks_the_stream_off_and_is_logged_once(
    http: httpx.AsyncClient, tones: TonePlugin, caplog: pytest.LogCaptureFixture
) -> None:
    tones.before_piece = hoarse_after(3)  # type: ignore[assignment]
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
        await http.get("/tts/stream", params={"text": TEXT}, headers={"X-Request-ID": "torn"})

    mine = [record for record in caplog.records if record.name.startswith(("vitts_server.protocols", "tornado"))]
    assert [record.getMessage() for record in mine if record.levelno > logging.INFO] == [
        "an answer broke off: the voice is hoarse"
    ]
    assert TEXT not in caplog.text


async def test_an_unexpected_failure_is_500_without_its_inside(
    http: httpx.AsyncClient, server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def crash(request: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr(server.service, "choose", crash)
    answer = await http.get("/tts/stream", params={"text": TEXT})
    assert (answer.status_code, answer.json()) == (500, {"error": "The server failed; its log says why."})
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR] == ["a request failed"]
    assert "secret inside" in caplog.text
    assert TEXT not in caplog.text


async def test_head_says_who_would_speak_and_makes_nothing(http: httpx.AsyncClient, tones: TonePlugin) -> None:
    answer = await http.head("/tts/stream", params={"text": TEXT, "voice": "duo"})
    assert (answer.status_code, answer.content, answer.headers["X-Voice"]) == (200, b"", "duo")
    assert answer.headers["Content-Type"] == "audio/wav"
    assert (await http.head("/tts/stream", params={"text": TEXT, "voice": "nobody"})).status_code == 400
    assert len(tones.spoken) == 1


@pytest.mark.parametrize("connection", [b"", b"Connection: keep-alive\r\n"])
async def test_to_http_1_0_the_end_of_the_connection_is_the_end_of_the_sound(
    http: httpx.AsyncClient, connection: bytes
) -> None:
    answer = await raw(http, b"GET /tts/stream?text=abc HTTP/1.0\r\n" + connection + b"\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK")
    assert b"chunked" not in head
    assert body[:4] == b"RIFF"
    assert len(body) - 44 == round(3 * SECONDS_PER_CHARACTER * 16000) * 2


async def test_one_connection_serves_one_request_after_the_other(http: httpx.AsyncClient) -> None:
    request = b"GET /tts/stream?text=abc HTTP/1.1\r\nHost: x\r\n"
    twice = await raw(http, request + b"\r\n" + request + b"Connection: close\r\n\r\n")
    assert twice.count(b"HTTP/1.1 200 OK") == 2
    assert twice.count(b"RIFF") == 2


async def test_many_listen_at_the_same_time(http: httpx.AsyncClient) -> None:
    async with asyncio.TaskGroup() as group:
        asked = [
            group.create_task(http.get("/tts/stream", params={"text": TEXT, "speed": 1 + number / 10}))
            for number in range(20)
        ]
    lengths = [len(task.result().content) for task in asked]
    assert lengths == sorted(lengths, reverse=True)
    assert len(set(lengths)) == len(lengths)


async def test_leaving_the_server_ends_running_streams(open_http: OpenHttp, tones: TonePlugin, gate: Gate) -> None:
    async with httpx.AsyncClient(timeout=LIMIT_S, trust_env=False) as client:
        async with open_http() as http:
            gate.close(passes=1)
            request = client.build_request("GET", http.base_url.join("/tts/stream?text=" + "a" * 500))
            answer = await client.send(request, stream=True)
            await asyncio.to_thread(gate.is_reached.wait, 60)
            gate.open()
        with pytest.raises(httpx.HTTPError):
            await answer.aread()
        await answer.aclose()
    assert tones.speaking == 0
