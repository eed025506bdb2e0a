"""Listening sockets for addresses, from opening to closing. What a client says is none of their business."""

import asyncio
import os
import socket
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from vitts_server import ConfigError
from vitts_server.protocols.wyoming.addresses import TcpAddress, UnixAddress
from vitts_server.protocols.wyoming.connection import READ_BYTES

Welcome = Callable[[asyncio.StreamReader, asyncio.StreamWriter], None]

_BACKLOG = 512


@asynccontextmanager
async def listen_tcp(address: TcpAddress, welcome: Welcome) -> AsyncIterator[list[str]]:
    """Yields the URIs with the real ports: one for each network address of the host. Raises `ConfigError`."""
    try:
        server = await asyncio.start_server(welcome, address.host, address.port, limit=READ_BYTES, backlog=_BACKLOG)
    except (OSError, OverflowError) as error:
        raise _cannot_listen(address, error) from error
    try:
        yield [str(TcpAddress(*bound.getsockname()[:2])) for bound in server.sockets]
    finally:
        server.close()


@asynccontextmanager
async def listen_unix(address: UnixAddress, welcome: Welcome) -> AsyncIterator[list[str]]:
    """A Unix socket, which is removed on the way out. Raises `ConfigError`."""
    try:
        bound, identity = await asyncio.to_thread(_bind, address.path)
    except OSError as error:
        raise _cannot_listen(address, error) from error
    server = await asyncio.start_unix_server(welcome, sock=bound, limit=READ_BYTES)
    try:
        yield [str(address)]
    finally:
        server.close()
        await asyncio.to_thread(_remove, address.path, identity)


def _bind(path: Path) -> tuple[socket.socket, tuple[int, int]]:
    """A listening socket, and what tells its file from another one at the same path."""
    _remove_stale(path)
    bound = socket.socket(socket.AF_UNIX)
    try:
        bound.bind(str(path))
        bound.listen(_BACKLOG)
        return bound, _identity(path)
    except OSError:
        bound.close()
        raise


def _remove_stale(path: Path) -> None:
    """Remove a socket that nobody listens on; whatever else is there stays. Raises `OSError`."""
    with suppress(FileNotFoundError):
        if not stat.S_ISSOCK(path.lstat().st_mode):
            raise FileExistsError(0, "there is a file that is no socket")
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(path))
            except ConnectionRefusedError:
                path.unlink()
                return
        raise FileExistsError(0, "another program listens there")


def _remove(path: Path, identity: tuple[int, int]) -> None:
    """Remove our own socket, if it is still there."""
    with suppress(OSError):
        if _identity(path) == identity:
            path.unlink()


def _identity(path: Path) -> tuple[int, int]:
    found = path.lstat()
    return found.st_dev, found.st_ino


def _cannot_listen(address: TcpAddress | UnixAddress, error: OSError | OverflowError) -> ConfigError:
    reason = getattr(error, "strerror", None) or str(error)
    if isinstance(error, OSError) and error.errno and not isinstance(error, socket.gaierror):
        reason = os.strerror(error.errno)
    return ConfigError(f"wyoming.listen: can't listen on {address}: {reason}", field="wyoming.listen")
