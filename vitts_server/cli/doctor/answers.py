"""What can come back from a port, and how bytes are told apart. Pure; `probes` does the asking."""

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Literal

_MAX_JSON_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class NameUnknown:
    """The name has no address."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The machine is there and says that nothing listens on the port."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No way to the machine, or a firewall that says so."""

    reason: str


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing came within the time: no connection, or no answer on it."""

    stage: Literal["connect", "answer"]


@dataclass(frozen=True, slots=True)
class Closed:
    """The connection was taken and closed without a word."""


@dataclass(frozen=True, slots=True)
class NoTls:
    """Whoever listens does not speak TLS."""


@dataclass(frozen=True, slots=True)
class Untrusted:
    """It speaks TLS with a certificate that is not trusted here."""

    reason: str


@dataclass(frozen=True, slots=True)
class Http:
    """An answer in HTTP."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    """Names in lower case."""
    body: bytes = b""

    @property
    def document(self) -> dict[str, Any]:
        """The body, if it is a JSON object; else empty."""
        return _json_object(self.body)

    @property
    def in_words(self) -> str:
        """What a person would call it."""
        phrases = {status.value: status.phrase for status in HTTPStatus}
        server = self.headers.get("server")
        return f"HTTP {self.status} {phrases.get(self.status, '')}".strip() + (f" from {server}" if server else "")


@dataclass(frozen=True, slots=True)
class Wyoming:
    """An event of the Wyoming protocol."""

    type: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Junk:
    """Bytes in no protocol that this server speaks."""

    first_bytes: bytes

    @property
    def in_words(self) -> str:
        """The beginning, printable."""
        return ascii(self.first_bytes[:60].decode("latin-1"))


Answer = NameUnknown | Refused | Unreachable | Silent | Closed | NoTls | Untrusted | Http | Wyoming | Junk


def read_answer(data: bytes) -> Answer:
    """Name the protocol of what was received, whatever had been asked."""
    if not data:
        return Closed()
    return _read_http(data) or _read_wyoming(data) or Junk(data)


def is_whole(data: bytes) -> bool:
    """Whether there is no need to wait for more."""
    if data.startswith(b"HTTP/"):
        head, found, body = data.partition(b"\r\n\r\n")
        length = _headers(head).get("content-length", "")
        return bool(found) and length.isdigit() and len(body) >= int(length)
    line, found, rest = data.partition(b"\n")
    return bool(found) and len(rest) >= _length(_json_object(line), "data_length")


def _read_http(data: bytes) -> Http | None:
    head, _, body = data.partition(b"\r\n\r\n")
    words = head.split(b"\r\n", 1)[0].split(b" ")
    if not words[0].startswith(b"HTTP/") or len(words) < 2 or not words[1].isdigit():
        return None
    return Http(int(words[1]), _headers(head), body)


def _headers(head: bytes) -> dict[str, str]:
    lines = (line.decode("latin-1").partition(":") for line in head.split(b"\r\n")[1:])
    return {name.strip().lower(): value.strip() for name, _, value in lines}


def _read_wyoming(data: bytes) -> Wyoming | None:
    line, _, rest = data.partition(b"\n")
    header = _json_object(line)
    if not isinstance(header.get("type"), str):
        return None
    inline = header.get("data")
    extra = _json_object(rest[: _length(header, "data_length")])
    return Wyoming(header["type"], {**(inline if isinstance(inline, dict) else {}), **extra})


def _length(header: dict[str, Any], name: str) -> int:
    value = header.get(name)
    return value if isinstance(value, int) and value > 0 else 0


def _json_object(data: bytes) -> dict[str, Any]:
    if len(data) > _MAX_JSON_BYTES:
        return {}
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}
