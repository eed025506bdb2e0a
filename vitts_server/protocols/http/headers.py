"""Headers that all answers share or that several interfaces need: ids, other origins, text in headers."""

import re
import uuid
from collections.abc import Mapping, Sequence
from urllib.parse import quote

REQUEST_ID = "X-Request-ID"

_SANE_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
_READABLE = " !\"#$&'()*+,-./:;<=>?@[]^_`{|}~"


def request_id(given: str | None) -> str:
    """The client's own id if it can be put into log lines and headers as it is, else a new one."""
    return given if given and _SANE_ID.fullmatch(given) else uuid.uuid4().hex


def cors(origin: str | None, allowed: Sequence[str], methods: Sequence[str]) -> Mapping[str, str]:
    """Headers that let the pages of `allowed` web origins use the server; `origin` is that of the page that asks."""
    if "*" in allowed:
        answer = {"Access-Control-Allow-Origin": "*"}
    elif origin is not None and origin in allowed:
        answer = {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}
    else:
        return {"Vary": "Origin"} if allowed else {}
    return {
        **answer,
        "Access-Control-Allow-Methods": ", ".join(methods),
        "Access-Control-Allow-Headers": "x-requested-with, content-type, x-request-id, range",
        "Access-Control-Expose-Headers": "*",
        "Access-Control-Max-Age": "86400",
    }


def forwarded_host(value: str | None, host: str) -> str:
    """The name by which the client knows the server, as the nearest proxy says, else `host`."""
    claimed = (value or "").rpartition(",")[2].strip()
    return claimed if _HOST.fullmatch(claimed) else host


def ascii_text(text: str) -> str:
    """Text of any language for a header's value: what is not printable ASCII is percent-encoded as UTF-8."""
    return quote(text, safe=_READABLE)
