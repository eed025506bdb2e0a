"""Addresses to listen on, as an operator writes them, and the sockets behind them."""

import asyncio
import errno
import re
import socket
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from vitts_server import ConfigError

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what a port alone means

_ADDRESS = re.compile(r"(?:(?:\[(?P<ipv6>[0-9a-fA-F:.%]+)\]|(?P<host>[\w.-]*)):)?(?P<port>\d{1,5})", re.ASCII)
_LAST_PORT = 65535
_BACKLOG = 1024
_NOT_HERE = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


@dataclass(frozen=True, slots=True)
class Address:
    """A host to bind to, which may stand for several interfaces, and a port; port 0 is any free one."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def parse_address(text: str) -> Address:
    """`host:port`, `[ipv6]:port`, or a port alone, which means every interface. Raises `ValueError`."""
    match = _ADDRESS.fullmatch(text.strip())
    if match is None or int(match["port"]) > _LAST_PORT:
        raise ValueError(f"{text!r} is no address; write host:port, [ipv6]:port or a port from 0 to {_LAST_PORT}")
    return Address(match["ipv6"] or match["host"] or EVERYWHERE, int(match["port"]))


async def bind(addresses: Sequence[Address]) -> list[socket.socket]:
    """Listening sockets, all or none. Raises `ConfigError` for an address that can't be had."""
    with ExitStack() as stack:
        sockets: list[socket.socket] = []
        for address in addresses:
            try:
                bound = await asyncio.to_thread(_open, address)
            except (OSError, UnicodeError) as error:
                reason = error.strerror if isinstance(error, OSError) else "this is no host"
                raise ConfigError(f"http.listen: can't listen on {address}: {reason}", field="http.listen") from error
            sockets.extend(stack.enter_context(listener) for listener in bound)
        stack.pop_all()
        return sockets


def _open(address: Address) -> list[socket.socket]:
    """A socket for each interface that the host stands for, all on one port. Raises `OSError`."""
    found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    port = address.port
    not_here: OSError | None = None
    with ExitStack() as stack:
        sockets: list[socket.socket] = []
        for family, _, _, _, (host, *_) in found:
            try:
                listener = stack.enter_context(socket.create_server((str(host), port), family=family, backlog=_BACKLOG))
            except OSError as error:
                if error.errno not in _NOT_HERE:
                    raise
                not_here = error  # "localhost" also stands for ::1 where there is no IPv6
                continue
            listener.setblocking(False)
            port = listener.getsockname()[1]
            sockets.append(listener)
        if not_here is not None and not sockets:
            raise not_here
        stack.pop_all()
        return sockets


def uri_of(listener: socket.socket) -> str:
    """What the socket is bound to, with its real port."""
    host, port = listener.getsockname()[:2]
    return f"http://{Address(host, port)}"
