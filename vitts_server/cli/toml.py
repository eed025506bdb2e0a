"""Values as TOML writes them. Only writing: the standard library reads it."""

import json
import re
from collections.abc import Mapping
from typing import Any

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def toml_line(name: str, value: Any) -> str:
    """`name = value`; None, which TOML lacks, becomes a comment."""
    key = name if _BARE_KEY.fullmatch(name) else _text(name)
    return f"# {name} is not set" if value is None else f"{key} = {toml_value(value)}"


def toml_value(value: Any) -> str:
    """`value`, made of JSON's types, on one line. Nones inside tables are left out."""
    if isinstance(value, Mapping):
        pairs = (f"{_text(str(key))} = {toml_value(item)}" for key, item in value.items() if item is not None)
        return f"{{ {', '.join(pairs)} }}" if value else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(toml_value(item) for item in value)}]"
    if isinstance(value, float):
        return repr(value)
    return _text(value) if isinstance(value, str) else json.dumps(value)


def _text(value: str) -> str:
    """JSON's escapes are TOML's, but for the one control character that JSON leaves alone."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
