"""What the HTTP door answers when something goes wrong: one table from error codes to statuses, and the words."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from tornado.iostream import StreamClosedError
from tornado.web import HTTPError

from vitts_server import VittsError

STATUS: Final[Mapping[str, int]] = {
    "internal": 500,
    "bad-request": 400,
    "unknown-voice": 400,
    "no-voice": 503,
    "voice-failed": 500,
    "busy": 503,
    "plugin": 500,
    "config": 500,
}
"""An unknown voice is a parameter with a wrong value, not a missing page: 400."""

_WORDS: Final[Mapping[int, str]] = {
    400: "The address or the body of the request is malformed.",
    413: "The body of the request is too long.",
}

_FOR_THE_OPERATOR = ("plugin", "config")
"""Codes whose messages speak of the server's inside; clients get to read a plain sentence."""


class HungUp(Exception):
    """The client left; nobody is there to be answered, and nothing is wrong."""


def status_of(error: BaseException | None, default: int = 500) -> int:
    """The HTTP status for what a handler raised."""
    if isinstance(error, VittsError):
        return STATUS.get(error.code, default)
    return error.status_code if isinstance(error, HTTPError) else default


def message_of(error: BaseException | None, status: int) -> str:
    """What the client gets to read. Never the inside of an unexpected exception."""
    if isinstance(error, VittsError) and error.code not in _FOR_THE_OPERATOR:
        return error.message
    if isinstance(error, HTTPError) and error.reason:
        return str(error.reason)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "The server failed; its log says why."
    return _WORDS.get(status) or HTTPStatus(status).phrase


def is_departure(error: BaseException | None) -> bool:
    """Whether the client has simply gone."""
    return isinstance(error, HungUp | StreamClosedError | BrokenPipeError | ConnectionResetError)
