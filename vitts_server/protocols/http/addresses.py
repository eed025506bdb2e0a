"""Addresses to listen on, as an operator writes them, and the sockets behind them."""

import asyncio
import re
import socket
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from tornado.netutil import bind_sockets

from vitts_server import ConfigError

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what a port alone means

_ADDRESS = re.compile(r"(?:(?:\[(?P<ipv6>[0-9a-fA-F:.%]+)\]|(?P<host>[\w.-]*)):)?(?P<port>\d{1,5})", re.ASCII)
_LAST_PORT = 65535


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
                bound = await asyncio.to_thread(bind_sockets, address.port, address.host)
            except OSError as error:
                problem = f"http.listen: can't listen on {address}: {error.strerror or error}"
                raise ConfigError(problem, field="http.listen") from error
            sockets.extend(stack.enter_context(listener) for listener in bound)
        stack.pop_all()
        return sockets


def uri_of(listener: socket.socket) -> str:
    """What the socket is bound to, with its real port."""
    host, port = listener.getsockname()[:2]
    return f"http://{Address(host, port)}"
