"""Standard input and output as a pair of asyncio streams, whatever they are: pipes, a terminal or files.

The event loop can wait for pipes, sockets and terminals alone; anything else is copied through a pipe by a thread.
"""

import asyncio
import logging
import os
import stat
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import BinaryIO

from vitts_server import ConfigError
from vitts_server.protocols.wyoming.connection import READ_BYTES

logger = logging.getLogger(__name__)


@asynccontextmanager
async def open_stdio(
    input_fd: int = 0, output_fd: int = 1
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A reader and a writer. The process keeps its own standard files, in the blocking mode they had.

    Raises `ConfigError` when the process was started without them.
    """
    modes = _blocking_modes(input_fd, output_fd)
    output, writing = _writable(output_fd)
    try:
        reader, source = await _open_reader(_readable(input_fd))
        writer = await _open_writer(output)
        try:
            yield reader, writer
        finally:
            source.close()
            writer.close()
            if writing is not None:
                await asyncio.to_thread(writing.join)
    finally:
        for fd, is_blocking in modes.items():
            os.set_blocking(fd, is_blocking)


def _blocking_modes(*fds: int) -> dict[int, bool]:
    try:
        return {fd: os.get_blocking(fd) for fd in fds}
    except OSError as error:
        text = "wyoming.listen: stdio:// needs standard input and output, but one of them is closed"
        raise ConfigError(text, field="wyoming.listen") from error


async def _open_reader(fd: int) -> tuple[asyncio.StreamReader, asyncio.ReadTransport]:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=READ_BYTES)
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), _file(fd, "rb"))
    return reader, transport


async def _open_writer(fd: int) -> asyncio.StreamWriter:
    loop = asyncio.get_running_loop()
    unused = asyncio.StreamReader()
    transport, protocol = await loop.connect_write_pipe(lambda: asyncio.StreamReaderProtocol(unused), _file(fd, "wb"))
    return asyncio.StreamWriter(transport, protocol, None, loop)


def _file(fd: int, mode: str) -> BinaryIO:
    return os.fdopen(fd, mode, buffering=0)  # type: ignore[return-value]


def _readable(fd: int) -> int:
    """A file descriptor of one's own that the loop can wait for, with the same bytes."""
    if _can_be_polled(fd):
        return os.dup(fd)
    readable, writable = os.pipe()
    _start_copying(os.dup(fd), writable)
    return readable


def _writable(fd: int) -> tuple[int, threading.Thread | None]:
    """The same for output; the thread, if there is one, ends when everything is written."""
    if _can_be_polled(fd):
        return os.dup(fd), None
    readable, writable = os.pipe()
    return writable, _start_copying(readable, os.dup(fd))


def _start_copying(source_fd: int, target_fd: int) -> threading.Thread:
    thread = threading.Thread(target=_copy, args=(source_fd, target_fd), name="wyoming-stdio", daemon=True)
    thread.start()
    return thread


def _can_be_polled(fd: int) -> bool:
    mode = os.fstat(fd).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or os.isatty(fd)


def _copy(source_fd: int, target_fd: int) -> None:
    """Blocking; ends with the input, or when nobody takes the output any more."""
    with os.fdopen(source_fd, "rb") as source, os.fdopen(target_fd, "wb", buffering=0) as target:
        try:
            while data := source.read1(READ_BYTES):
                _write_all(target, data)
        except BrokenPipeError:
            logger.debug("nobody takes the bytes any more")
        except OSError as error:
            logger.warning("standard input or output failed", extra={"reason": str(error)})


def _write_all(target: BinaryIO, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[target.write(left) :]
