"""OpenAI's own Python client, unchanged, against a real server."""

import base64
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import av
import openai
import pytest

from tests.protocols.http.conftest import LIMIT_S, Gate
from vitts_server.app import Server
from vitts_server.testing import SECONDS_PER_CHARACTER, TonePlugin, address

TEXT = "Xin chào các bạn thân mến"
MEDIA_TYPES = {
    None: "audio/mpeg",
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "wav": "audio/wav",
}
PCM_BYTES = round(len(TEXT) * SECONDS_PER_CHARACTER * 24000) * 2


@pytest.fixture
async def client(server: Server) -> AsyncIterator[openai.AsyncOpenAI]:
    transport = openai.DefaultAsyncHttpxClient(trust_env=False)
    base_url = address(server, "http") + "/v1"
    async with openai.AsyncOpenAI(
        api_key="any", base_url=base_url, timeout=LIMIT_S, max_retries=0, http_client=transport
    ) as made:
        yield made


async def test_speech_arrives_whole(client: openai.AsyncOpenAI) -> None:
    answer = await client.audio.speech.create(model="tts-1", voice="mai", input=TEXT, response_format="wav")
    assert answer.content[:4] == b"RIFF"
    assert answer.response.headers["X-Voice"] == "mai"
    assert len(answer.content) - 44 == round(len(TEXT) * SECONDS_PER_CHARACTER * 16000) * 2


async def test_bare_samples_have_the_rate_that_clients_expect(client: openai.AsyncOpenAI) -> None:
    answer = await client.audio.speech.create(model="tts-1", voice="duo", input=TEXT, response_format="pcm")
    assert abs(len(answer.content) - PCM_BYTES) <= 2


@pytest.mark.parametrize("response_format", [None, "mp3", "opus", "aac", "flac", "wav"])
async def test_every_format_is_whole(client: openai.AsyncOpenAI, response_format: Any) -> None:
    answer = await client.audio.speech.create(
        model="tts-1", voice="mai", input=TEXT, response_format=response_format or openai.omit
    )
    kind = answer.response.headers["Content-Type"]
    assert kind == MEDIA_TYPES[response_format]
    with av.open(io.BytesIO(answer.content), "r") as file:
        decoded = list(file.decode(audio=0))
    length_s = sum(frame.samples / frame.sample_rate for frame in decoded)
    assert length_s == pytest.approx(len(TEXT) * SECONDS_PER_CHARACTER, abs=0.13)


async def test_speech_is_streamed_while_it_is_made(client: openai.AsyncOpenAI, gate: Gate) -> None:
    gate.close(passes=1)
    async with client.audio.speech.with_streaming_response.create(
        model="gpt-4o-mini-tts", voice="alloy", input=TEXT, response_format="pcm", instructions="Speak cheerfully."
    ) as answer:
        parts = answer.iter_bytes()
        first = await anext(parts)
        gate.open()
        rest = b"".join([part async for part in parts])
    assert 0 < len(first) < PCM_BYTES
    assert len(first) + len(rest) == PCM_BYTES


async def test_events_carry_the_sound_and_end_with_what_it_amounted_to(client: openai.AsyncOpenAI) -> None:
    async with client.audio.speech.with_streaming_response.create(
        model="tts-1", voice="alloy", input=TEXT, response_format="pcm", stream_format="sse"
    ) as answer:
        assert answer.headers["Content-Type"] == "text/event-stream"
        lines = [line async for line in answer.iter_lines()]
    events: list[dict[str, Any]] = [json.loads(line.removeprefix("data: ")) for line in lines if line]
    assert lines[1::2] == [""] * len(events)
    assert {event["type"] for event in events[:-1]} == {"speech.audio.delta"}
    assert sum(len(base64.b64decode(event["audio"])) for event in events[:-1]) == PCM_BYTES
    assert events[-1] == {
        "type": "speech.audio.done",
        "usage": {"input_tokens": 6, "output_tokens": 13, "total_tokens": 19},
    }


async def test_a_voice_may_be_an_object_and_speed_is_honoured(client: openai.AsyncOpenAI, tones: TonePlugin) -> None:
    answer = await client.audio.speech.create(
        model="tts-1", voice={"id": "duo:bob"}, input=TEXT, response_format="pcm", speed=2
    )
    assert abs(len(answer.content) - PCM_BYTES // 2) <= 2
    assert (tones.spoken[-1].speaker, tones.spoken[-1].speed) == (1, 2)


async def test_models_are_listed_and_found(client: openai.AsyncOpenAI) -> None:
    listed = [model.id async for model in client.models.list()]
    assert "tts-1" in listed
    assert (await client.models.retrieve("tts-1")).owned_by == "vitts-server"
    with pytest.raises(openai.NotFoundError) as caught:
        await client.models.retrieve("gpt-9")
    assert caught.value.code == "model_not_found"


async def test_errors_are_those_of_the_client(client: openai.AsyncOpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="installed are: mai, duo") as caught:
        await client.audio.speech.create(model="tts-1", voice="nobody", input=TEXT, response_format="wav")
    assert (caught.value.param, caught.value.code, caught.value.type) == (
        "voice",
        "unknown-voice",
        "invalid_request_error",
    )


async def test_a_server_that_is_busy_says_when_to_come_back(client: openai.AsyncOpenAI, server: Server) -> None:
    await server.drain()
    with pytest.raises(openai.InternalServerError, match="shutting down") as caught:
        await client.audio.speech.create(model="tts-1", voice="alloy", input=TEXT, response_format="wav")
    assert (caught.value.status_code, caught.value.code) == (503, "busy")
    assert caught.value.response.headers["Retry-After"] == "5"
