"""The URIs to listen on: what is allowed, read and written. Pure; nothing is opened here."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

DEFAULT_PORT = 10200
"""Where assistants look for a Piper-like server."""


@dataclass(frozen=True, slots=True)
class TcpAddress:
    """`tcp://host:port`; port 0 lets the system choose."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"tcp://{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class UnixAddress:
    """`unix:///path/to/socket`."""

    path: Path

    def __str__(self) -> str:
        return f"unix://{self.path}"


@dataclass(frozen=True, slots=True)
class StdioAddress:
    """`stdio://`: one client, on standard input and output."""

    def __str__(self) -> str:
        return "stdio://"


Address = TcpAddress | UnixAddress | StdioAddress


def parse_address(uri: str) -> Address:
    """Raises `ValueError` that says what is allowed."""
    parts = urlsplit(uri)
    if parts.scheme == "tcp":
        if not parts.hostname:
            raise ValueError(f"{uri!r} names no host; write tcp://0.0.0.0:{DEFAULT_PORT} for all of them")
        return TcpAddress(parts.hostname, DEFAULT_PORT if parts.port is None else parts.port)
    if parts.scheme == "unix":
        path = uri.removeprefix("unix://")
        if not path or path == uri:
            raise ValueError(f"{uri!r} names no path; write unix:///path/to/socket")
        return UnixAddress(Path(path))
    if uri == "stdio://":
        return StdioAddress()
    raise ValueError(f"{uri!r} is none of tcp://host:port, unix:///path and stdio://")
