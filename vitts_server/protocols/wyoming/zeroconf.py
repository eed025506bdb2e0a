"""Announces the server on the local network, so that assistants find it by themselves. Needs the extra `zeroconf`.

The address announced is one that can be reached, never a wildcard; a server on one interface is announced there alone.
"""

import ipaddress
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING

from vitts_server import ConfigError
from vitts_server.protocols.wyoming.addresses import TcpAddress
from vitts_server.protocols.wyoming.info import PROGRAM

if TYPE_CHECKING:
    from zeroconf import InterfaceChoice
    from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

    Interfaces = InterfaceChoice | list[str]

logger = logging.getLogger(__name__)

SERVICE_TYPE = "_wyoming._tcp.local."

_FAR_AWAY = {4: (socket.AF_INET, "192.0.2.1"), 6: (socket.AF_INET6, "2001:db8::1")}
"""Addresses of nobody, only asked for the way that would lead there."""


@asynccontextmanager
async def announced(
    bound: TcpAddress, *, name: str | None, address: IPv4Address | IPv6Address | None
) -> AsyncIterator[None]:
    """`bound` is announced while this is open, as `name` and at `address` if these are set.

    Raises `ConfigError` when the extra is not installed. A network that can't be used is only logged.
    """
    _require()
    announcer = await _try_to_announce(bound, name or _default_name(), address)
    try:
        yield
    finally:
        if announcer is not None:
            await announcer.async_close()


def reachable(host: str) -> str:
    """The address under which others find what is bound to `host`. Raises `OSError` without a network."""
    ip = ipaddress.ip_address(host)
    if not ip.is_unspecified:
        return host
    family, destination = _FAR_AWAY[ip.version]
    with socket.socket(family, socket.SOCK_DGRAM) as asking:
        asking.connect((destination, 9))
        return str(asking.getsockname()[0])


def _require() -> None:
    try:
        import zeroconf  # noqa: F401
    except ImportError as error:
        text = "wyoming.zeroconf is on, but the package zeroconf is missing: install vitts-server[zeroconf]"
        raise ConfigError(text, field="wyoming.zeroconf") from error


async def _try_to_announce(
    bound: TcpAddress, name: str, address: IPv4Address | IPv6Address | None
) -> "AsyncZeroconf | None":
    try:
        host = str(address or reachable(bound.host))
        announcer = await _announce(_service(name, host, bound.port), _interfaces(bound.host))
    except Exception as error:  # noqa: BLE001 - whatever ails the network, the server can do without
        logger.warning("the server can't be announced on the network", extra={"reason": repr(error)})
        return None
    logger.info("announced on the network", extra={"service": name, "address": host, "port": bound.port})
    return announcer


def _service(name: str, host: str, port: int) -> "AsyncServiceInfo":
    from zeroconf.asyncio import AsyncServiceInfo

    return AsyncServiceInfo(
        SERVICE_TYPE, f"{name}.{SERVICE_TYPE}", port=port, parsed_addresses=[host], server=f"{name}.local."
    )


async def _announce(service: "AsyncServiceInfo", interfaces: "Interfaces") -> "AsyncZeroconf":
    from zeroconf.asyncio import AsyncZeroconf

    announcer = AsyncZeroconf(interfaces=interfaces)
    try:
        await announcer.async_register_service(service, allow_name_change=True)
    except BaseException:
        await announcer.async_close()
        raise
    return announcer


def _interfaces(host: str) -> "Interfaces":
    """Where to announce: everywhere, or on the one interface that is listened on."""
    from zeroconf import InterfaceChoice

    return InterfaceChoice.All if ipaddress.ip_address(host).is_unspecified else [host]


def _default_name() -> str:
    """Stable, because assistants know the server by it."""
    return f"{PROGRAM}-{socket.gethostname().partition('.')[0]}"[:63]
