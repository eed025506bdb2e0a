"""The forms of an answer with speech: events, lines of JSON, one JSON object. Pure: parts in, bytes out."""

import base64
import json
import math

from pydantic import BaseModel, Field

from vitts_server.protocols.http.parts import Base64Stream, Part

TENTHS = 10


class Word(BaseModel):
    """When a word is heard."""

    word: str
    start_time: float = Field(description="Seconds from the beginning of the sound.")
    end_time: float


class Captions(BaseModel):
    """A part of the sound with the words that begin in it."""

    audio: str = Field(description="Base64; the parts together are the file.")
    audio_format: str = Field(description="Media type of the file.")
    timestamps: list[Word]


def words_of(part: Part) -> list[dict[str, object]]:
    """The words among the marks."""
    return [
        Word(word=mark.text, start_time=round(mark.start_s, 4), end_time=round(mark.end_s, 4)).model_dump()
        for mark in part.marks
        if mark.kind == "word"
    ]


class Events:
    """Server-sent events: a delta for each part, and at the end what it amounted to."""

    content_type = "text/event-stream"

    def __init__(self, text: str, *, has_words: bool) -> None:
        self._text = text
        self._has_words = has_words
        self._end_s = 0.0

    def part(self, part: Part, /) -> bytes:
        """`speech.audio.delta`."""
        self._end_s = part.end_s
        event: dict[str, object] = {"type": "speech.audio.delta", "audio": base64.b64encode(part.data).decode()}
        return _event(event | ({"timestamps": words_of(part)} if self._has_words else {}))

    def end(self) -> bytes:
        """`speech.audio.done`: words of the input, and tenths of a second of sound."""
        spoken, heard = len(self._text.split()), math.ceil(round(self._end_s * TENTHS, 6))
        usage = {"input_tokens": spoken, "output_tokens": heard, "total_tokens": spoken + heard}
        return _event({"type": "speech.audio.done", "usage": usage})


class Lines:
    """A JSON object on a line of its own for each part."""

    content_type = "application/x-ndjson"

    def __init__(self, audio_format: str) -> None:
        self._audio_format = audio_format

    def part(self, part: Part, /) -> bytes:
        """One line."""
        audio = base64.b64encode(part.data).decode()
        line = {"audio": audio, "audio_format": self._audio_format, "timestamps": words_of(part)}
        return json.dumps(line, ensure_ascii=False).encode() + b"\n"

    def end(self) -> bytes:
        """Nothing."""
        return b""


class OneObject:
    """One JSON object, sent while it grows, so that a long text needs no more memory than a short one."""

    content_type = "application/json; charset=UTF-8"

    def __init__(self, audio_format: str) -> None:
        self._audio_format = audio_format
        self._base64 = Base64Stream()
        self._words: list[dict[str, object]] = []
        self._is_begun = False

    def part(self, part: Part, /) -> bytes:
        """More letters of its field `audio`."""
        opening, self._is_begun = b"" if self._is_begun else b'{"audio": "', True
        self._words.extend(words_of(part))
        return opening + self._base64.feed(part.data)

    def end(self) -> bytes:
        """The other fields."""
        rest = json.dumps({"audio_format": self._audio_format, "timestamps": self._words}, ensure_ascii=False)
        return self._base64.finish() + b'", ' + rest.encode()[1:]


def _event(event: dict[str, object]) -> bytes:
    return b"data: " + json.dumps(event, ensure_ascii=False).encode() + b"\n\n"
