"""The page about Wyoming says what the code does."""

import re
from pathlib import Path

from vitts_server.protocols.wyoming import WyomingSettings
from vitts_server.protocols.wyoming.answer import CHUNK_SAMPLES, ERROR_CODES_ON_THE_WIRE
from vitts_server.protocols.wyoming.session import Session

PAGE = (Path(__file__).parents[3] / "docs" / "protocols" / "wyoming.md").read_text()


def first_cells(heading: str) -> dict[str, str]:
    """The tables under a heading: first cell -> second cell, without the quotes."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `([^` ]+)[^|]*\| ([^|]*) \|", section, re.MULTILINE)
    return {first: second.strip("`") for first, second in rows}


def as_written(default: object) -> str:
    match default:
        case None:
            return "unset"
        case bool():
            return str(default).lower()
        case tuple():
            return ", ".join(default)
        case float():
            return f"{default:g}"
        case _:
            return str(default)


def test_every_setting_is_there_with_its_default() -> None:
    fields = WyomingSettings.model_fields.items()
    assert first_cells("Settings") == {name.replace("_", "-"): as_written(field.default) for name, field in fields}


def test_every_error_code_is_there() -> None:
    assert set(first_cells("Errors")) == set(ERROR_CODES_ON_THE_WIRE.values())


def test_every_event_is_there() -> None:
    assert set(first_cells("What a client sends")) == set(Session().known_events)


def test_the_length_of_a_chunk_is_there() -> None:
    assert f"at most {CHUNK_SAMPLES} samples" in PAGE
