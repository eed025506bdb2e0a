"""Headers that all answers share or that several interfaces need: ids, other origins, text in headers."""

import re
import uuid
from collections.abc import Mapping, Sequence
from urllib.parse import quote

REQUEST_ID = "X-Request-ID"

_SANE_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
_HEADER_NAMES = re.compile(r"[A-Za-z0-9_-]+(?: ?, ?[A-Za-z0-9_-]+)*")
_KNOWN_HEADERS = "x-requested-with, content-type, x-request-id, range, authorization"
_READABLE = " !\"#$&'()*+,-./:;<=>?@[]^_`{|}~"


def request_id(given: str | None) -> str:
    """The client's own id if it can be put into log lines and headers as it is, else a new one."""
    return given if given and _SANE_ID.fullmatch(given) else uuid.uuid4().hex


def cors(asked: Mapping[str, str], allowed: Sequence[str], methods: Sequence[str]) -> Mapping[str, str]:
    """Headers that let the pages of `allowed` web origins use the server; `asked` are the headers of the request."""
    origin = asked.get("Origin")
    if "*" in allowed:
        answer = {"Access-Control-Allow-Origin": "*"}
    elif origin is not None and origin in allowed:
        answer = {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}
    else:
        return {"Vary": "Origin"} if allowed else {}
    return {
        **answer,
        "Access-Control-Allow-Methods": ", ".join(methods),
        "Access-Control-Allow-Headers": _allowed_headers(asked.get("Access-Control-Request-Headers", "")),
        "Access-Control-Expose-Headers": "*",
        "Access-Control-Max-Age": "86400",
    }


def _allowed_headers(asked: str) -> str:
    """Those that we know, and those that the page wants to send: clients of other services have their own."""
    return f"{_KNOWN_HEADERS}, {asked}" if _HEADER_NAMES.fullmatch(asked) else _KNOWN_HEADERS


def forwarded_host(value: str | None, host: str) -> str:
    """The name by which the client knows the server, as the nearest proxy says, else `host`."""
    claimed = (value or "").rpartition(",")[2].strip()
    return claimed if _HOST.fullmatch(claimed) else host


def ascii_text(text: str) -> str:
    """Text of any language for a header's value: what is not printable ASCII is percent-encoded as UTF-8."""
    return quote(text, safe=_READABLE)
