"""A client of live text: a real WebSocket, messages as Python objects."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pytest
from websockets.asyncio.client import ClientConnection, connect

from tests.protocols.http.conftest import LIMIT_S
from vitts_server.app import Server
from vitts_server.testing import TonePlugin, address, open_server


@dataclass
class Spoken:
    """One utterance as it came."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    audio: bytes = b""
    pieces: int = 0

    @property
    def end(self) -> dict[str, Any]:
        return self.messages[-1]


class Client:
    """Speaks the protocol, and is patient."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def send(self, kind: str, **fields: object) -> None:
        await self.socket.send(json.dumps({"type": kind, **fields}))

    async def say(self, *texts: str, **start: object) -> None:
        """A whole utterance."""
        await self.send("start", **start)
        for text in texts:
            await self.send("text", text=text)
        await self.send("end")

    async def is_understood(self) -> None:
        """Returns when the server has acted on all that was sent; an answer that must come at once says so."""
        await self.send("nonsense")
        answer = await self.hear()
        assert isinstance(answer, dict)
        assert (answer["type"], answer["field"]) == ("error", "type")

    async def hear(self) -> dict[str, Any] | bytes:
        """The next message or piece of audio."""
        async with asyncio.timeout(LIMIT_S):
            message = await self.socket.recv()
        if isinstance(message, bytes):
            return message
        said: dict[str, Any] = json.loads(message)
        return said

    async def hear_sound(self) -> bytes:
        """The next piece of audio; what is told before it is passed over, unless it is an end."""
        while not isinstance(message := await self.hear(), bytes):
            assert message["type"] in ("started", "marks")
        return message

    async def listen(self) -> Spoken:
        """All of an utterance, or an error that belongs to none."""
        spoken = Spoken()
        while not spoken.messages or spoken.end["type"] in ("started", "marks"):
            message = await self.hear()
            if isinstance(message, bytes):
                spoken.audio += message
                spoken.pieces += 1
            else:
                spoken.messages.append(message)
        return spoken


class Live:
    """A server with its clients."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.url = address(server, "http").replace("http:", "ws:") + "/ws"

    @asynccontextmanager
    async def client(self, **options: Any) -> AsyncIterator[Client]:
        async with connect(self.url, proxy=None, **options) as socket:
            yield Client(socket)


class OpenLive(Protocol):
    def __call__(self, **settings: dict[str, Any]) -> AbstractAsyncContextManager[Live]: ...


@pytest.fixture
def open_live(tones: TonePlugin, tmp_path: Path) -> OpenLive:
    """A server with settings of its own; pauses in the text mean nothing."""

    @asynccontextmanager
    async def open_it(**settings: dict[str, Any]) -> AsyncIterator[Live]:
        patient = {"speech": {"stream-wait-s": 60, **settings.pop("speech", {})}}
        async with open_server(tmp_path, {"tones": tones}, {**patient, **settings}) as server:
            yield Live(server)

    return open_it


@pytest.fixture
async def live(open_live: OpenLive) -> AsyncIterator[Live]:
    async with open_live() as opened:
        yield opened


@pytest.fixture
async def client(live: Live) -> AsyncIterator[Client]:
    async with live.client() as opened:
        yield opened
