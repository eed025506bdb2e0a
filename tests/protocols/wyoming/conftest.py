"""A Wyoming server on a free port with a speech service in memory, which does as the text says."""

import asyncio
import logging
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol
from urllib.parse import urlsplit

import numpy as np
import pytest
from wyoming.client import AsyncTcpClient
from wyoming.event import Event

from vitts_server import (
    AudioChunk,
    AudioStore,
    BadRequest,
    BadVoice,
    Choice,
    Encoder,
    NoVoice,
    Reading,
    SpeechStatus,
    SynthesisRequest,
    UnknownVoice,
    VoiceFailed,
    VoiceInfo,
)
from vitts_server.protocols.wyoming import WyomingAdapter, WyomingSettings

RATE_HZ = 16_000
WORD_SAMPLES = 5_000
"""More than one `audio-chunk` holds."""
MAX_CHARACTERS = 10_000
PATIENCE_S = 20.0
"""Only there so that a fault does not hang the tests."""


class FakeSpeech:
    """Speaks `WORD_SAMPLES` samples for each word.

    Words with a meaning: `forever` never ends, `wait` waits for `go_on`, `fail` and `crash` do so.
    """

    def __init__(self, voices: Sequence[VoiceInfo]) -> None:
        self.installed = list(voices)
        self.requests: list[SynthesisRequest] = []
        self.go_on = asyncio.Event()
        self.running = 0
        self.most_running = 0
        self.pieces = 0
        self.asked_by: list[asyncio.Task[Any] | None] = []
        """Whose connection wanted to know the voices, in order."""

    def voices(self) -> Sequence[VoiceInfo]:
        self.asked_by.append(asyncio.current_task())
        return tuple(self.installed)

    def bad_voices(self) -> Sequence[BadVoice]:
        return ()

    def encoders(self) -> Sequence[Encoder]:
        return ()

    async def read(self, request: SynthesisRequest, /) -> Sequence[Reading]:
        raise AssertionError("no door of this protocol asks for it")

    def status(self) -> SpeechStatus:
        return SpeechStatus(state="ready", running=self.running, waiting=0, default_voice=None)

    @property
    def store(self) -> AudioStore:
        raise AssertionError("no adapter for audio that is listened to needs the store")

    def choose(self, request: SynthesisRequest) -> Choice:
        if not self.installed:
            raise NoVoice("no voice is installed")
        for voice in self.installed:
            if request.voice in (None, voice.name):
                return Choice(voice=voice)
        names = ", ".join(voice.name for voice in self.installed)
        raise UnknownVoice(f"there is no voice {request.voice!r}; installed are: {names}", field="voice")

    async def synthesize(self, request: SynthesisRequest) -> AsyncGenerator[AudioChunk, None]:
        if not request.text.strip():
            raise BadRequest("the text is empty", field="text")
        async with self.open_stream(request) as stream:
            stream.feed(request.text)
            stream.finish()
            async for chunk in stream:
                yield chunk

    @asynccontextmanager
    async def open_stream(self, request: SynthesisRequest) -> AsyncIterator["FakeStream"]:
        choice = self.choose(request)
        self.requests.append(request)
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            yield FakeStream(self, choice)
        finally:
            self.running -= 1

    async def pieces_of(self, word: str) -> AsyncIterator[AudioChunk]:
        """What the words mean."""
        if word == "fail":
            raise VoiceFailed("the voice lost its breath")
        if word == "crash":
            raise RuntimeError("a fault in the engine")
        if word == "wait":
            await self.go_on.wait()
        while True:
            await asyncio.sleep(0)
            self.pieces += 1
            yield AudioChunk(samples=np.full(WORD_SAMPLES, 0.5, np.float32), sample_rate_hz=RATE_HZ)
            if word != "forever":
                return


class FakeStream:
    """Speaks each word once a space follows it."""

    def __init__(self, speech: FakeSpeech, choice: Choice) -> None:
        self.choice = choice
        self._speech = speech
        self._text = ""
        self._characters = 0
        self._words: asyncio.Queue[str | None] = asyncio.Queue()

    def feed(self, text: str) -> None:
        self._characters += len(text)
        if self._characters > MAX_CHARACTERS:
            raise BadRequest(f"the text is too long: allowed are {MAX_CHARACTERS} characters", field="text")
        *words, self._text = (self._text + text).split(" ")
        for word in filter(None, words):
            self._words.put_nowait(word)

    def flush(self) -> None:
        self.feed(" ")

    def finish(self) -> None:
        self.flush()
        self._words.put_nowait(None)

    async def __aiter__(self) -> AsyncIterator[AudioChunk]:
        while (word := await self._words.get()) is not None:
            async for chunk in self._speech.pieces_of(word):
                yield chunk


class RunningServer:
    """A server that listens on loopback."""

    def __init__(self, speech: FakeSpeech, uris: Sequence[str]) -> None:
        self.speech = speech
        self.uris = uris
        address = next((urlsplit(uri) for uri in uris if uri.startswith("tcp:")), None)
        self.port = (address.port if address is not None else None) or 0

    def client(self) -> AsyncTcpClient:
        """A client of the protocol's own library."""
        return AsyncTcpClient("127.0.0.1", self.port, connect_timeout=PATIENCE_S, read_timeout=PATIENCE_S)

    @asynccontextmanager
    async def connected(self) -> AsyncIterator["RawClient"]:
        """A client that sends any bytes it likes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            yield RawClient(reader, writer)
        finally:
            writer.transport.abort()


class RawClient:
    """Bytes out, events in."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    async def all_events(self) -> list[Event]:
        """Everything until the server closes."""
        from wyoming.event import async_read_event

        events: list[Event] = []
        async with asyncio.timeout(PATIENCE_S):
            while (event := await async_read_event(self.reader)) is not None:
                events.append(event)
        return events

    def reset(self) -> None:
        """Vanish with a reset instead of a goodbye."""
        connected: socket.socket = self.writer.get_extra_info("socket")
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        self.writer.transport.abort()


class Serve(Protocol):
    """Starts a server with settings of one's own."""

    def __call__(self, **settings: Any) -> AbstractAsyncContextManager[RunningServer]: ...


@pytest.fixture
def speech() -> FakeSpeech:
    """Two voices, the first the default one."""
    voices = [
        VoiceInfo(name="vi-huyen", engine="fake", languages=("vi-VN",), sample_rate_hz=RATE_HZ, version="1"),
        VoiceInfo(
            name="en-chorus",
            engine="fake",
            languages=("en-GB", "en"),
            sample_rate_hz=RATE_HZ,
            description="Chorus",
            speakers=("anna", "0"),
        ),
    ]
    return FakeSpeech(voices)


@pytest.fixture
def serve(speech: FakeSpeech) -> Serve:
    """The adapter on a free port."""

    @asynccontextmanager
    async def start(**settings: Any) -> AsyncIterator[RunningServer]:
        chosen = WyomingSettings(**{"listen": ("tcp://127.0.0.1:0",), **settings})
        async with WyomingAdapter(chosen).listen(speech) as uris:
            yield RunningServer(speech, uris)

    return start


@pytest.fixture(autouse=True)
def nothing_is_logged_above_info(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever clients do, it is no reason to wake anybody up. A test that expects a log line clears it."""
    yield
    assert [record.getMessage() for record in caplog.get_records("call") if record.levelno > logging.INFO] == []


async def until(is_true: Callable[[], bool]) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(PATIENCE_S):
        while not is_true():
            await asyncio.sleep(0.005)


@pytest.fixture(name="until")
def until_fixture() -> Callable[[Callable[[], bool]], Any]:
    """Waits for something to become true."""
    return until
