"""The doors that are measured: Wyoming over TCP, two dialects of HTTP, and a program's standard input and output.

Every request is a connection of its own, as assistants do it. What comes in is counted and thrown away.
"""

import asyncio
import json
import struct
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from tornado.httpclient import HTTPError, HTTPRequest, HTTPResponse
from tornado.httputil import url_concat
from tornado.simple_httpclient import SimpleAsyncHTTPClient
from wyoming.event import Event, async_read_event, async_write_event

from benchmarks.answers import Answer, Arrival

_PATIENCE_S = 300.0


class Failed(Exception):
    """A system did not answer as it should; the message says how."""


class Door(Protocol):
    """A way to a system."""

    kind: str
    """Such as `Wyoming`."""

    async def speak(self, text: str, /) -> Answer:
        """Raises `Failed`."""
        ...


@runtime_checkable
class NetworkDoor(Door, Protocol):
    """A door that any number of clients use at once, and that answers a question besides speaking."""

    port: int
    question: str
    """What `ping` asks, such as `describe`."""

    async def ping(self) -> None:
        """Ask it on a connection of its own and wait for the whole answer. Raises `Failed`."""
        ...


@dataclass(slots=True)
class WyomingDoor:
    """Wyoming over TCP."""

    port: int
    voice: str
    kind: str = "Wyoming"
    question: str = "describe"

    async def speak(self, text: str, /) -> Answer:
        """One `synthesize`."""
        clock = _Clock()
        with _failures(self.kind):
            async with _connection(self.port) as (reader, writer):
                request = {"text": text, "voice": {"name": self.voice}}
                await async_write_event(Event(type="synthesize", data=request), writer)
                while (event := await _next_event(reader)).type != "audio-stop":
                    if event.type == "audio-chunk" and event.payload:
                        frame_bytes = event.data["width"] * event.data["channels"]
                        clock.heard(len(event.payload) / frame_bytes / event.data["rate"])
        return clock.answer()

    async def ping(self) -> None:
        """`describe`."""
        with _failures(self.kind):
            async with _connection(self.port) as (reader, writer):
                await async_write_event(Event(type="describe"), writer)
                await _next_event(reader)


@dataclass(slots=True)
class HttpDoor:
    """HTTP that answers with a WAV."""

    port: int
    voice: str
    method: str
    """GET sends the text in the query, POST as JSON."""
    path: str
    question: str
    """Path of something that is quick to answer."""
    kind: str = "HTTP"

    async def speak(self, text: str, /) -> Answer:
        """The first audio is the first sample behind the header."""
        clock, counter = _Clock(), WavCounter()
        fields = {"text": text, "voice": self.voice}
        is_post = self.method == "POST"
        request = HTTPRequest(
            self._url(self.path) if is_post else url_concat(self._url(self.path), {**fields, "speed": "normal"}),
            method=self.method,
            body=json.dumps(fields) if is_post else None,
            headers={"Content-Type": "application/json"} if is_post else None,
            streaming_callback=lambda content: clock.heard(counter.feed(content)),
        )
        response = await self._fetch(request)
        if (spoken := response.headers.get("X-Voice", self.voice)) != self.voice:
            raise Failed(f"{spoken} spoke instead of {self.voice}")
        return clock.answer()

    async def ping(self) -> None:
        """GET what is quick to answer."""
        await self._fetch(HTTPRequest(self._url(self.question)))

    async def _fetch(self, request: HTTPRequest) -> HTTPResponse:
        request.connect_timeout = request.request_timeout = _PATIENCE_S
        client = SimpleAsyncHTTPClient(force_instance=True)
        with _failures(self.kind), closing(client):
            return await client.fetch(request)

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@dataclass(slots=True)
class ProcessDoor:
    """A library in a process of its own: a line of text in, a line of what it measured itself out."""

    process: asyncio.subprocess.Process
    kind: str = "in process"

    async def speak(self, text: str, /) -> Answer:
        """One text after the other; callers take turns."""
        if self.process.stdin is None or self.process.stdout is None:
            raise Failed("the process has no standard input and output")
        self.process.stdin.write(json.dumps(text).encode() + b"\n")
        line = await self.process.stdout.readline()
        if not line:
            raise Failed("the process ended")
        measured = json.loads(line)
        arrivals = [Arrival(*arrival) for arrival in measured["arrivals"]]
        return Answer(arrivals=arrivals, total_s=measured["total_s"])


class WavCounter:
    """Bytes of a mono 16-bit WAV in, seconds of audio out."""

    _HEADER_BYTES = 44
    _RATE_AT_BYTE = 24

    def __init__(self) -> None:
        self._header = b""

    def feed(self, content: bytes) -> float:
        """Seconds of audio in these bytes; the header has none."""
        missing = self._HEADER_BYTES - len(self._header)
        self._header += content[:missing]
        audio_bytes = max(0, len(content) - missing)
        if not audio_bytes:
            return 0.0
        (rate_hz,) = struct.unpack_from("<I", self._header, self._RATE_AT_BYTE)
        return float(audio_bytes / 2 / rate_hz)


class _Clock:
    """Begins with the request and notes what is heard when."""

    def __init__(self) -> None:
        self._began_s = time.perf_counter()
        self._arrivals: list[Arrival] = []

    def heard(self, audio_s: float) -> None:
        if audio_s:
            self._arrivals.append(Arrival(time.perf_counter() - self._began_s, audio_s))

    def answer(self) -> Answer:
        if not self._arrivals:
            raise Failed("the answer holds no audio")
        return Answer(arrivals=self._arrivals, total_s=time.perf_counter() - self._began_s)


@contextmanager
def _failures(kind: str) -> Iterator[None]:
    try:
        yield
    except (OSError, EOFError, HTTPError) as error:
        raise Failed(f"{kind}: {type(error).__name__}: {error}") from error


@asynccontextmanager
async def _connection(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def _next_event(reader: asyncio.StreamReader) -> Event:
    async with asyncio.timeout(_PATIENCE_S):
        event = await async_read_event(reader)
    if event is None:
        raise EOFError("the server hung up")
    if event.type == "error":
        raise Failed(f"the server answered: {event.data}")
    return event
