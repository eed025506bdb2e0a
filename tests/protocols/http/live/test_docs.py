"""The page about live text says what the code does, and its client works."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.protocols.http.live.conftest import Live
from vitts_server import audio
from vitts_server.protocols.http.live.messages import CODES, KINDS, SERVER_MESSAGES, Start
from vitts_server.testing import SECONDS_PER_CHARACTER

PAGE = (Path(__file__).parents[4] / "docs" / "protocols.md").read_text(encoding="utf-8")
SECTION = PAGE.split("\n## Live text\n")[1].split("\n## ")[0]


def first_cells(title: str) -> list[str]:
    """Of the table whose first column has this title, without quotes."""
    table = SECTION.split(f"\n| {title} |")[1].split("\n\n")[0]
    return re.findall(r"^\| `(\w+)` \| ", table, re.MULTILINE)


def test_every_message_is_there() -> None:
    client, server = SECTION.split("### What the server sends")
    assert re.findall(r"^\| `(\w+)` \| ", client.split("| Field of")[0], re.MULTILINE) == list(KINDS)
    assert re.findall(r"^\| `(\w+)` \| ", server, re.MULTILINE) == list(SERVER_MESSAGES)


def test_every_field_of_start_is_there() -> None:
    assert first_cells("Field of `start`") == [name for name in Start.model_fields if name != "type"]


def test_every_code_is_there() -> None:
    sentence = SECTION.split("codes are ")[1].split(".\n")[0]
    assert re.findall(r"`([\w-]+)`", sentence) == list(CODES)


async def test_the_client_on_the_page_hears_what_it_writes(live: Live) -> None:
    code = SECTION.split("<!-- example: live client -->\n```python\n")[1].split("```")[0]
    names: dict[str, Any] = {"__name__": "example"}
    exec(code, names)  # noqa: S102 - it is our own page
    speak: Callable[..., Any] = names["speak"]
    heard: list[bytes] = []
    end = await speak(live.url, ["Xin ch", "ào. ", "Tôi đọc."], heard.append)
    seconds = (len("Xin chào.") + len("Tôi đọc.")) * SECONDS_PER_CHARACTER + 0.2
    assert (end["type"], end["audio_s"]) == ("done", seconds)
    assert len(b"".join(heard)) == len(audio.pcm16(audio.silence(seconds, 16000)))
