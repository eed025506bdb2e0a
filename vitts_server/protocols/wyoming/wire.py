"""Bytes to events and events to bytes, bounded. Pure: knows no sockets and no meaning.

An event is a line of JSON with `type`, `data`, `data_length` and `payload_length`, then that many bytes of JSON,
merged over `data`, then the payload. No event that a speech server reads has a payload of use, so payloads are
skipped as they arrive and never held.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from wyoming.event import Event
from wyoming.version import __version__ as WYOMING_VERSION  # noqa: N812 - a constant by any other name

from vitts_server import BadRequest
from vitts_server.protocols.wyoming.bounded_json import read_object


@dataclass(frozen=True, slots=True, kw_only=True)
class WireLimits:
    """The most that one event may ask for."""

    header_bytes: int
    data_bytes: int
    payload_bytes: int
    depth: int


@dataclass(frozen=True, slots=True)
class Malformed:
    """The bytes are no events; where the next one would begin is unknown, so nothing follows."""

    reason: str


Frame = Event | Malformed


@dataclass(slots=True)
class _Partial:
    """An event whose header has been read."""

    type: str
    data: dict[str, Any] = field(default_factory=dict)
    data_bytes: int = 0
    payload_bytes: int = 0


class FrameReader:
    """Cuts a stream of bytes into frames. Holds at most one header or one data part, and what was fed last."""

    def __init__(self, limits: WireLimits) -> None:
        self._limits = limits
        self._buffer = bytearray()
        self._searched_bytes = 0
        self._partial: _Partial | None = None
        self._is_broken = False

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that are complete now. Nothing comes after a `Malformed`."""
        if self._is_broken:
            return []
        self._buffer += data
        frames: list[Frame] = []
        try:
            while (event := self._next()) is not None:
                frames.append(event)
        except BadRequest as error:
            frames.append(self._break(error.message))
        return frames

    def finish(self) -> list[Frame]:
        """The input has ended: a `Malformed` if that was in the middle of an event."""
        is_whole = self._is_broken or not (self._buffer or self._partial)
        return [] if is_whole else [self._break("the input ended in the middle of an event")]

    def _break(self, reason: str) -> Malformed:
        self._is_broken = True
        self._buffer.clear()
        return Malformed(reason)

    def _next(self) -> Event | None:
        if self._partial is None:
            self._partial = self._read_header()
        partial = self._partial
        if partial is None or not self._read_data(partial) or not self._skip_payload(partial):
            return None
        self._partial = None
        return Event(partial.type, partial.data)

    def _read_header(self) -> _Partial | None:
        if self._buffer and self._buffer[:1] != b"{":
            raise BadRequest("this is no Wyoming event, which is a JSON object in a line of its own")
        end = self._buffer.find(b"\n", self._searched_bytes)
        self._searched_bytes = len(self._buffer)
        if max(end, 0) > self._limits.header_bytes or (end < 0 and len(self._buffer) > self._limits.header_bytes):
            raise BadRequest(f"the header line is longer than {self._limits.header_bytes} bytes")
        if end < 0:
            return None
        self._searched_bytes = 0
        return self._header(self._take(end + 1))

    def _header(self, line: bytes) -> _Partial:
        header = self._object(line, "header line")
        event_type = header.get("type")
        if not isinstance(event_type, str):
            raise BadRequest("type must be a string")
        data = header.get("data")
        if data is not None and not isinstance(data, dict):
            raise BadRequest("data must be an object")
        return _Partial(
            event_type,
            data or {},
            _length(header, "data_length", self._limits.data_bytes),
            _length(header, "payload_length", self._limits.payload_bytes),
        )

    def _read_data(self, partial: _Partial) -> bool:
        """Whether the data part has been read."""
        if len(self._buffer) < partial.data_bytes:
            return False
        if partial.data_bytes:
            partial.data |= self._object(self._take(partial.data_bytes), "data")
            partial.data_bytes = 0
        return True

    def _skip_payload(self, partial: _Partial) -> bool:
        """Whether the payload has gone by."""
        skipped = self._take(min(partial.payload_bytes, len(self._buffer)))
        partial.payload_bytes -= len(skipped)
        return not partial.payload_bytes

    def _object(self, text: bytes, what: str) -> dict[str, Any]:
        try:
            return read_object(text, self._limits.depth)
        except BadRequest as error:
            raise BadRequest(f"the {what} can't be read: it is {error.message}") from None

    def _take(self, count: int) -> bytes:
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken


def _length(header: dict[str, Any], name: str, most: int) -> int:
    value = header.get(name)
    if value is None:
        return 0
    if type(value) is not int or value < 0:
        raise BadRequest(f"{name} must be a whole number of bytes, 0 or more")
    if value > most:
        raise BadRequest(f"{name} is more than the {most} bytes that are allowed")
    return value


def encode(event: Event) -> bytes:
    """An event on the wire. Written in ASCII, so that any string can be sent, half a surrogate pair included."""
    header: dict[str, Any] = {"type": event.type, "version": WYOMING_VERSION}
    data = json.dumps(event.data).encode() if event.data else b""
    payload = event.payload or b""
    if data:
        header["data_length"] = len(data)
    if payload:
        header["payload_length"] = len(payload)
    return b"".join((json.dumps(header).encode(), b"\n", data, payload))
