"""Every way to have a text spoken, each as its own clients use it: a text in, samples and their rate out."""

import base64
import io
import json
import wave
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import av
import httpx
import numpy as np
import numpy.typing as npt
import openai
from elevenlabs.client import AsyncElevenLabs
from websockets.asyncio.client import connect
from wyoming.audio import AudioChunk
from wyoming.client import AsyncTcpClient
from wyoming.event import Event
from wyoming.tts import Synthesize, SynthesizeChunk, SynthesizeStart, SynthesizeStop

from vitts_server.app import Server
from vitts_server.testing import address

PATIENCE_S = 60.0
VOICE = "tiny-vi"

Samples16 = npt.NDArray[np.int16]


@dataclass(frozen=True)
class Sound:
    """What a client heard."""

    samples: Samples16
    rate_hz: int


@dataclass(frozen=True)
class Reach:
    """A server, and a client that may use it."""

    server: Server
    http: httpx.AsyncClient


Speak = Callable[[Reach, str], Awaitable[Sound]]

DOORS: dict[str, Speak] = {}
"""Name -> door. The part before the first space is the plugin that it belongs to."""


def door(name: str) -> Callable[[Speak], Speak]:
    """Puts a door on the list."""

    def put(speak: Speak) -> Speak:
        DOORS[name] = speak
        return speak

    return put


def from_wav(data: bytes) -> Sound:
    """Also one whose header says that nobody knows its length."""
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return Sound(np.frombuffer(data[44:], "<i2"), file.getframerate())


def decoded(data: bytes) -> Sound:
    """Any format that has a library."""
    with av.open(io.BytesIO(data), "r") as file:
        rate_hz = file.streams.audio[0].rate
        resampler = av.AudioResampler(format="s16", layout="mono", rate=rate_hz)
        frames = [part for frame in file.decode(audio=0) for part in resampler.resample(frame)]
        return Sound(np.concatenate([frame.to_ndarray()[0] for frame in frames]), rate_hz)


async def fetched(http: httpx.AsyncClient, method: str, path: str, **options: Any) -> bytes:
    answer = await http.request(method, path, **options)
    assert answer.status_code == 200, answer.text
    return answer.content


async def wyoming(reach: Reach, events: list[Event], last: str) -> Sound:
    host, _, port = address(reach.server, "tcp").removeprefix("tcp://").rpartition(":")
    async with AsyncTcpClient(host, int(port), read_timeout=PATIENCE_S) as client:
        for event in events:
            await client.write_event(event)
        chunks: list[AudioChunk] = []
        while (event := await client.read_event() or Event("gone")).type != last:
            assert event.type not in ("gone", "error"), event.data
            if AudioChunk.is_type(event.type):
                chunks.append(AudioChunk.from_event(event))
    return Sound(np.frombuffer(b"".join(chunk.audio for chunk in chunks), "<i2"), chunks[0].rate)


@door("wyoming synthesize")
async def _wyoming(reach: Reach, text: str) -> Sound:
    return await wyoming(reach, [Synthesize(text).event()], "audio-stop")


@door("wyoming synthesize-chunk")
async def _wyoming_streaming(reach: Reach, text: str) -> Sound:
    pieces = [SynthesizeChunk(text[start : start + 3]).event() for start in range(0, len(text), 3)]
    events = [SynthesizeStart().event(), *pieces, SynthesizeStop().event()]
    return await wyoming(reach, events, "synthesize-stopped")


@door("http-tts /tts")
async def _link(reach: Reach, text: str) -> Sound:
    link = json.loads(await fetched(reach.http, "GET", "/tts", params={"text": text}))
    return from_wav(await fetched(reach.http, "GET", link["audio_url"]))


@door("http-tts /tts/stream")
async def _stream(reach: Reach, text: str) -> Sound:
    return from_wav(await fetched(reach.http, "POST", "/tts/stream", json={"text": text}))


@door("http-tts /tts/stream?format=flac")
async def _flac(reach: Reach, text: str) -> Sound:
    return decoded(await fetched(reach.http, "GET", "/tts/stream", params={"text": text, "format": "flac"}))


@door("http-tts /tts?sample_rate=8000")
async def _resampled_link(reach: Reach, text: str) -> Sound:
    link = json.loads(await fetched(reach.http, "GET", "/tts", params={"text": text, "sample_rate": 8000}))
    return from_wav(await fetched(reach.http, "GET", link["audio_url"]))


async def live(reach: Reach, text: str, **start: object) -> tuple[bytes, int]:
    pieces = [text[begin : begin + 3] for begin in range(0, len(text), 3)]
    messages = [{"type": "start", **start}, *({"type": "text", "text": piece} for piece in pieces), {"type": "end"}]
    heard: list[bytes] = []
    rate_hz = 0
    async with connect(address(reach.server, "http").replace("http:", "ws:") + "/ws", proxy=None) as socket:
        for message in messages:
            await socket.send(json.dumps(message))
        async for answer in socket:
            if isinstance(answer, bytes):
                heard.append(answer)
                continue
            said = json.loads(answer)
            assert said["type"] != "error", said
            rate_hz = said.get("sample_rate", rate_hz)
            if said["type"] == "done":
                break
    return b"".join(heard), rate_hz


@door("http-live /ws")
async def _live(reach: Reach, text: str) -> Sound:
    data, rate_hz = await live(reach, text)
    return Sound(np.frombuffer(data, "<i2"), rate_hz)


@door("http-live /ws in flac at 16 kHz")
async def _live_flac(reach: Reach, text: str) -> Sound:
    data, rate_hz = await live(reach, text, format="flac", sample_rate=16_000)
    sound = decoded(data)
    assert sound.rate_hz == rate_hz
    return sound


@asynccontextmanager
async def openai_client(reach: Reach) -> AsyncIterator[openai.AsyncOpenAI]:
    transport = openai.DefaultAsyncHttpxClient(trust_env=False)
    base_url = address(reach.server, "http") + "/v1"
    async with openai.AsyncOpenAI(
        api_key="any", base_url=base_url, timeout=PATIENCE_S, max_retries=0, http_client=transport
    ) as client:
        yield client


@door("http-openai wav")
async def _openai_wav(reach: Reach, text: str) -> Sound:
    async with openai_client(reach) as client:
        answer = await client.audio.speech.create(model="tts-1", voice=VOICE, input=text, response_format="wav")
        return from_wav(answer.content)


@door("http-openai pcm")
async def _openai_pcm(reach: Reach, text: str) -> Sound:
    async with openai_client(reach) as client:
        answer = await client.audio.speech.create(model="tts-1", voice=VOICE, input=text, response_format="pcm")
        return Sound(np.frombuffer(answer.content, "<i2"), 24_000)


XTTS = "/api/tts/synthesize"


def asked_of_xtts(text: str, **fields: object) -> dict[str, object]:
    return {"text": text, "language": "vi", "speaker": VOICE, **fields}


@door("http-xtts file in the answer")
async def _xtts(reach: Reach, text: str) -> Sound:
    return from_wav(await fetched(reach.http, "POST", XTTS, json=asked_of_xtts(text)))


@door("http-xtts file behind a link")
async def _xtts_link(reach: Reach, text: str) -> Sound:
    answer = json.loads(await fetched(reach.http, "POST", XTTS, json=asked_of_xtts(text, return_audio=False)))
    return from_wav(await fetched(reach.http, "GET", f"/api/tts/audio/{answer['file_metadata']['file_id']}"))


@door("http-xtts without a file")
async def _xtts_unstored(reach: Reach, text: str) -> Sound:
    return from_wav(await fetched(reach.http, "POST", XTTS, json=asked_of_xtts(text, store=False)))


def elevenlabs_client(reach: Reach) -> AsyncElevenLabs:
    return AsyncElevenLabs(api_key="any", base_url=address(reach.server, "http"), httpx_client=reach.http)


@door("http-elevenlabs pcm")
async def _elevenlabs(reach: Reach, text: str) -> Sound:
    parts = elevenlabs_client(reach).text_to_speech.convert(VOICE, text=text, output_format="pcm_44100")
    return Sound(np.frombuffer(b"".join([part async for part in parts]), "<i2"), 44_100)


@door("http-elevenlabs pcm with times")
async def _elevenlabs_timed(reach: Reach, text: str) -> Sound:
    speech = elevenlabs_client(reach).text_to_speech
    parts = speech.stream_with_timestamps(VOICE, text=text, output_format="pcm_22050")
    data = b"".join([base64.b64decode(part.audio_base_64) async for part in parts])
    return Sound(np.frombuffer(data, "<i2"), 22_050)


@door("http-marytts /process")
async def _marytts(reach: Reach, text: str) -> Sound:
    asked = {"INPUT_TEXT": text, "INPUT_TYPE": "TEXT", "OUTPUT_TYPE": "AUDIO", "AUDIO": "WAVE", "LOCALE": "vi"}
    return from_wav(await fetched(reach.http, "GET", "/process", params={**asked, "VOICE": VOICE}))
