"""Standard input and output as a pair of asyncio streams, whatever they are: pipes, a terminal or files.

The event loop can wait for pipes, sockets and terminals alone; anything else is copied through a pipe by a thread.
"""

import asyncio
import os
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import BinaryIO

from vitts_server.protocols.wyoming.connection import READ_BYTES

Copy = Callable[[int, int], None]
"""Begins to copy from one file descriptor to another; both are closed at the end."""


@asynccontextmanager
async def open_stdio(
    input_fd: int = 0, output_fd: int = 1
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A reader and a writer. The process keeps its own standard files, in the blocking mode they had."""
    modes = {fd: os.get_blocking(fd) for fd in (input_fd, output_fd)}
    try:
        async with asyncio.TaskGroup() as copying:

            def copy(source_fd: int, target_fd: int) -> None:
                copying.create_task(asyncio.to_thread(_copy, source_fd, target_fd))

            reader, source = await _open_reader(_readable(input_fd, copy))
            writer = await _open_writer(_writable(output_fd, copy))
            try:
                yield reader, writer
            finally:
                source.close()
                writer.close()
    finally:
        for fd, is_blocking in modes.items():
            os.set_blocking(fd, is_blocking)


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


def _readable(fd: int, copy: Copy) -> int:
    """A file descriptor of one's own that the loop can wait for, with the same bytes."""
    if _can_be_polled(fd):
        return os.dup(fd)
    readable, writable = os.pipe()
    copy(os.dup(fd), writable)
    return readable


def _writable(fd: int, copy: Copy) -> int:
    if _can_be_polled(fd):
        return os.dup(fd)
    readable, writable = os.pipe()
    copy(readable, os.dup(fd))
    return writable


def _can_be_polled(fd: int) -> bool:
    mode = os.fstat(fd).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or os.isatty(fd)


def _copy(source_fd: int, target_fd: int) -> None:
    """Blocking; ends with the input, or when nobody takes the output any more."""
    with (
        suppress(BrokenPipeError),
        os.fdopen(target_fd, "wb", buffering=0) as target,
        os.fdopen(source_fd, "rb") as source,
    ):
        while data := source.read1(READ_BYTES):
            left = memoryview(data)
            while left:
                left = left[target.write(left) :]
