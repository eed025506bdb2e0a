"""Answers with sound and the times of characters: lines of JSON, or one JSON object. Pure: parts in, bytes out."""

import base64
import json

from pydantic import BaseModel, Field

from vitts_server.protocols.http.elevenlabs.alignment import Alignment, Timed
from vitts_server.protocols.http.parts import Base64Stream, Part


class Characters(BaseModel):
    """Characters of the text and when they are heard."""

    characters: list[str]
    character_start_times_seconds: list[float] = Field(description="From the beginning of the sound.")
    character_end_times_seconds: list[float]


class TimedAudio(BaseModel):
    """Sound, and the characters of the text whose times are known since the part before."""

    audio_base64: str = Field(description="Base64; the parts together are the file.")
    alignment: Characters | None
    normalized_alignment: Characters | None = Field(description="Always null: times are given for the text as sent.")


class TimedLines:
    """A JSON object on a line of its own for each part."""

    content_type = "application/x-ndjson"

    def __init__(self, text: str) -> None:
        self._alignment = Alignment(text)
        self._end_s = 0.0

    def part(self, part: Part, /) -> bytes:
        """One line."""
        self._end_s = part.end_s
        return _line(part.data, self._alignment.feed(part.marks))

    def end(self) -> bytes:
        """The characters that waited for the end of the sound."""
        timed = self._alignment.finish(self._end_s)
        return _line(b"", timed) if timed.characters else b""


class TimedObject:
    """One JSON object, sent while it grows, so that a long text needs no more memory than a short one."""

    content_type = "application/json; charset=UTF-8"

    def __init__(self, text: str) -> None:
        self._alignment = Alignment(text)
        self._base64 = Base64Stream()
        self._timed = Timed()
        self._end_s = 0.0
        self._is_begun = False

    def part(self, part: Part, /) -> bytes:
        """More letters of `audio_base64`."""
        opening, self._is_begun = b"" if self._is_begun else b'{"audio_base64": "', True
        self._end_s = part.end_s
        self._keep(self._alignment.feed(part.marks))
        return opening + self._base64.feed(part.data)

    def end(self) -> bytes:
        """The times."""
        self._keep(self._alignment.finish(self._end_s))
        rest = {"alignment": _characters(self._timed), "normalized_alignment": None}
        return self._base64.finish() + b'", ' + json.dumps(rest, ensure_ascii=False).encode()[1:]

    def _keep(self, timed: Timed) -> None:
        self._timed.characters += timed.characters
        self._timed.starts_s += timed.starts_s
        self._timed.ends_s += timed.ends_s


def _characters(timed: Timed) -> dict[str, object] | None:
    if not timed.characters:
        return None
    return Characters(
        characters=timed.characters,
        character_start_times_seconds=timed.starts_s,
        character_end_times_seconds=timed.ends_s,
    ).model_dump()


def _line(data: bytes, timed: Timed) -> bytes:
    line = {
        "audio_base64": base64.b64encode(data).decode(),
        "alignment": _characters(timed),
        "normalized_alignment": None,
    }
    return json.dumps(line, ensure_ascii=False).encode() + b"\n"
