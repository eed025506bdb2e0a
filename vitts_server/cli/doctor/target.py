"""An address as people write it, taken apart. Pure; nothing is resolved or connected here."""

import ipaddress
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from vitts_server.errors import BadRequest

Scheme = Literal["http", "https", "tcp"]

HTTP_PORT = 8888
WYOMING_PORT = 10200
_DEFAULT_PORTS: dict[str, int] = {"http": 80, "https": 443, "tcp": WYOMING_PORT}
_ALLOWED = "write http://HOST:PORT, https://HOST:PORT, tcp://HOST:PORT (Wyoming) or HOST:PORT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where to ask."""

    host: str
    port: int
    scheme: Scheme | None = None
    """None: the address names none, so each is tried."""
    path: str = "/"

    @property
    def place(self) -> str:
        """`host:port`, as it stands in a URL."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def url(self, scheme: Scheme | None = None) -> str:
        """The address with `scheme`, or with its own one."""
        chosen = scheme or self.scheme
        return f"{chosen}://{self.place}" if chosen else self.place


def parse_target(address: str) -> list[Target]:
    """The places meant by `address`: one, or both usual ports for a bare host name. Raises `BadRequest`."""
    text = address.strip()
    if "://" in text:
        return [_with_scheme(text)]
    if _is_ipv6(text):
        text = f"[{text}]"
    host, port = _host_and_port(f"//{text}", address)
    if port is not None:
        return [Target(host=host, port=port)]
    return [Target(host=host, port=HTTP_PORT, scheme="http"), Target(host=host, port=WYOMING_PORT, scheme="tcp")]


def _with_scheme(text: str) -> Target:
    scheme = text.partition("://")[0].lower()
    host, port = _host_and_port(text, text)
    match scheme:
        case "http" | "https" | "tcp":
            path = urlsplit(text).path or "/"
            return Target(scheme=scheme, host=host, port=port or _DEFAULT_PORTS[scheme], path=path)
        case _:
            raise BadRequest(f"address {text!r}: the scheme {scheme!r} is unknown; {_ALLOWED}", field="address")


def _host_and_port(url: str, given: str) -> tuple[str, int | None]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise BadRequest(f"address {given!r}: {error}; {_ALLOWED}", field="address") from error
    if not host or any(character.isspace() for character in host):
        raise BadRequest(f"address {given!r} names no host; {_ALLOWED}", field="address")
    return host, port


def _is_ipv6(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).version == 6
    except ValueError:
        return False
