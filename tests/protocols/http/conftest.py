"""A real server with tone voices, a real client, and a gate that holds the voice back."""

import asyncio
import ssl
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest

from vitts_server import Utterance
from vitts_server.app import Server
from vitts_server.testing import TonePlugin, address, open_server, tone_voice

LIMIT_S = 30
"""Keeps a failing test from hanging; nothing is measured by it."""


class OpenHttp(Protocol):
    def __call__(
        self, plugins: dict[str, object] = ..., **http: Any
    ) -> AbstractAsyncContextManager[httpx.AsyncClient]: ...


class Gate:
    """Lets the first pieces of each sentence pass and holds the others until it is opened."""

    def __init__(self, tones: TonePlugin) -> None:
        self._tones = tones
        self._is_open = threading.Event()
        self.is_reached = threading.Event()
        self.passes = 0

    def close(self, passes: int) -> None:
        """From now on only so many pieces of a sentence pass."""
        self.passes = passes
        self._tones.before_piece = self._wait

    def open(self) -> None:
        """Everything passes."""
        self._is_open.set()

    def _wait(self, utterance: Utterance, number: int) -> None:
        if number >= self.passes:
            self.is_reached.set()
            self._is_open.wait(LIMIT_S)


@pytest.fixture
def tones() -> TonePlugin:
    return TonePlugin(
        voices=[
            tone_voice("mai", description="A warm voice", quality="high"),
            tone_voice("duo", language="en-US", speakers=("ann", "bob"), sample_rate_hz=22050, rank=1),
        ]
    )


@pytest.fixture
def gate(tones: TonePlugin) -> Iterator[Gate]:
    made = Gate(tones)
    yield made
    made.open()


@pytest.fixture
async def server(tones: TonePlugin, tmp_path: Path) -> AsyncIterator[Server]:
    async with open_server(tmp_path, {"tones": tones}) as running:
        yield running


def client_of(server: Server) -> httpx.AsyncClient:
    """One who trusts nobody: to read the certificates of authorities takes longer than most tests."""
    nobody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return httpx.AsyncClient(base_url=address(server, "http"), timeout=LIMIT_S, trust_env=False, verify=nobody)


@pytest.fixture
async def http(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(server) as client:
        yield client


@pytest.fixture
def open_http(tones: TonePlugin, tmp_path: Path) -> OpenHttp:
    """A server with settings of its own."""

    @asynccontextmanager
    async def open_it(plugins: dict[str, object] = {}, **http: Any) -> AsyncIterator[httpx.AsyncClient]:  # noqa: B006
        settings = {"http": {name.replace("_", "-"): value for name, value in http.items()}}
        async with (
            open_server(tmp_path, {"tones": tones, **plugins}, settings) as running,
            client_of(running) as client,
        ):
            yield client

    return open_it


async def raw(client: httpx.AsyncClient, request: bytes) -> bytes:
    """Bytes as they are, for what no client library would send; the answer until the server closes."""
    reader, writer = await asyncio.open_connection(client.base_url.host, client.base_url.port)
    try:
        writer.write(request)
        async with asyncio.timeout(LIMIT_S):
            return await reader.read()
    finally:
        writer.close()


async def eventually(condition: Callable[[], object]) -> None:
    """Waits until something is true that nobody announces."""
    async with asyncio.timeout(LIMIT_S):
        while not condition():
            await asyncio.sleep(0.005)


async def nobody_is_connected(server: Server) -> None:
    """The server has noticed that its clients left."""
    await eventually(lambda: not any(count for door in server.service.doors for count in door.connections().values()))
