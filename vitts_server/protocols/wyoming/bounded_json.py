"""Bytes to a JSON object without trusting the bytes. Not a parser: `json` parses, this bounds what it is given."""

import json
import re
from typing import Any

import numpy as np

from vitts_server import BadRequest

_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_STEPS = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")
_OTHERS = bytes(set(range(256)) - set(b"[]{}"))


def read_object(text: bytes, max_depth: int) -> dict[str, Any]:
    """The object that `text` holds. Raises `BadRequest` with a reason that fits behind "it is"."""
    if depth(text, max_depth) > max_depth:
        raise BadRequest(f"nested deeper than {max_depth} levels")
    try:
        value = json.loads(text.decode())
    except UnicodeDecodeError:
        raise BadRequest("not UTF-8") from None
    except ValueError:
        raise BadRequest("not valid JSON") from None
    if not isinstance(value, dict):
        raise BadRequest("not a JSON object")
    return value


def depth(text: bytes, enough: int = 0) -> int:
    """How deep arrays and objects are nested; at most an upper bound while that is not above `enough`.

    Looked at before parsing, because the parser recurses; brackets inside strings don't count.
    """
    openings = text.count(b"[") + text.count(b"{")
    if openings <= enough:
        return openings
    brackets = _STRING.sub(b"", text).translate(_STEPS, _OTHERS)
    return int(np.frombuffer(brackets, np.int8).cumsum(dtype=np.int64).max(initial=0))
