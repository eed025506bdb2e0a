"""Text from standard input while it is being typed or piped, for a terminal, a pipe and a file alike."""

import asyncio
import codecs
import os
import sys
import threading
from collections.abc import AsyncIterator

from vitts_server.errors import BadRequest

_MOST_BYTES = 65_536


async def read_text() -> AsyncIterator[str]:
    """Pieces of text as they arrive, never half a character. Raises `BadRequest` for what is not UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        async for data in _read_bytes(sys.stdin.fileno()):
            yield decoder.decode(data)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise BadRequest("standard input is not UTF-8 text", field="text") from error


async def _read_bytes(descriptor: int) -> AsyncIterator[bytes]:
    """On a daemon thread: a worker that waits for a terminal would keep the process from ending."""
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[bytes | OSError] = asyncio.Queue()
    has_room = threading.Semaphore(16)

    def read() -> None:
        data: bytes | OSError = b"-"
        while data and not isinstance(data, OSError):
            has_room.acquire()
            try:
                data = os.read(descriptor, _MOST_BYTES)
            except OSError as error:
                data = error
            loop.call_soon_threadsafe(arrived.put_nowait, data)

    threading.Thread(target=read, name="standard-input", daemon=True).start()
    while data := await arrived.get():
        if isinstance(data, OSError):
            raise data
        has_room.release()
        yield data
