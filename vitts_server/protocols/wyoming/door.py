"""Lets clients in, as many as the settings allow, and shows them out at the end."""

import asyncio
import logging
import socket
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import lru_cache

from vitts_server import Busy, SpeechService
from vitts_server.protocols.wyoming.answer import error_event
from vitts_server.protocols.wyoming.connection import Connection
from vitts_server.protocols.wyoming.info import info_event
from vitts_server.protocols.wyoming.settings import WyomingSettings
from vitts_server.protocols.wyoming.wire import encode

logger = logging.getLogger(__name__)


class Door:
    """All connections of one server."""

    def __init__(self, settings: WyomingSettings, speech: SpeechService, tasks: asyncio.TaskGroup) -> None:
        """Connections run in `tasks`."""
        self._settings = settings
        self._speech = speech
        self._tasks = tasks
        self._connections: set[asyncio.Task[None]] = set()
        self._of_address: Counter[str] = Counter()
        self._is_open = True
        self._encoded_info = lru_cache(maxsize=1)(lambda voices: encode(info_event(voices)))

    @property
    def connections(self) -> int:
        """How many clients there are."""
        return len(self._connections)

    def welcome(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, speaks_after_eof: bool = False
    ) -> None:
        """A client has come: serve it, or say that there is no room."""
        address = _address(writer)
        _keep_alive(writer)
        if not self._is_open:
            writer.transport.abort()
        elif refusal := self._refusal(address):
            logger.debug("no room for a client", extra={"client": address})
            writer.write(encode(error_event(Busy(refusal))))
            writer.close()
        else:
            self._serve(
                Connection(reader, writer, self._speech, self._settings, self._info, speaks_after_eof=speaks_after_eof),
                writer,
                address,
            )

    def close(self) -> None:
        """Hang up on everybody."""
        self._is_open = False
        for connection in self._connections:
            connection.cancel()

    def _serve(self, connection: Connection, writer: asyncio.StreamWriter, address: str) -> None:
        def left(task: asyncio.Task[None]) -> None:
            self._connections.discard(task)
            self._of_address[address] -= 1
            if not self._of_address[address]:
                del self._of_address[address]
            if not writer.is_closing():
                writer.transport.abort()  # cancelled before it began

        task = self._tasks.create_task(_guarded(connection))
        self._connections.add(task)
        self._of_address[address] += 1
        task.add_done_callback(left)

    def _refusal(self, address: str) -> str:
        """Why there is no room; empty if there is."""
        if len(self._connections) >= self._settings.max_connections:
            return f"all {self._settings.max_connections} connections are taken"
        if address and self._of_address[address] >= self._settings.max_connections_per_address:
            return f"all {self._settings.max_connections_per_address} connections of {address} are taken"
        return ""

    def _info(self) -> bytes:
        return self._encoded_info(tuple(self._speech.voices()))


@asynccontextmanager
async def open_door(settings: WyomingSettings, speech: SpeechService) -> AsyncIterator[Door]:
    """A door that is open while the context is; leaving it hangs up on everybody."""
    failure: Exception | None = None
    async with asyncio.TaskGroup() as tasks:
        door = Door(settings, speech, tasks)
        try:
            yield door
        except Exception as error:  # noqa: BLE001 - raised below: the group would wrap what is not its own
            failure = error
        finally:
            door.close()
    if failure is not None:
        raise failure


async def _guarded(connection: Connection) -> None:
    """One client's fault must not end the others' connections."""
    try:
        await connection.serve()
    except Exception:
        logger.exception("a connection failed unexpectedly")


def _address(writer: asyncio.StreamWriter) -> str:
    """The client's network address; empty where there is none, as on a Unix socket."""
    peer = writer.get_extra_info("peername")
    return str(peer[0]) if isinstance(peer, tuple) else ""


def _keep_alive(writer: asyncio.StreamWriter) -> None:
    """Let the system find out about clients whose machine has vanished."""
    if (connected := writer.get_extra_info("socket")) is not None:
        with suppress(OSError):
            connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
