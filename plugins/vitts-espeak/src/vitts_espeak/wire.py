"""What the server and its worker say to each other: one job in, frames out. Pure, and nothing but the standard library.

A job travels over the control socket together with the write end of a pipe of its own; the frames come back through
that pipe. So no frame needs to say whose it is, and a listener who is slow holds up only himself.
"""

import json
import struct
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import IntEnum

LENGTH = struct.Struct("<I")
"""Before each job, and before the worker's greeting: how many bytes follow."""
_HEADER = struct.Struct("<BI")
_WORD = struct.Struct("<III")


@dataclass(frozen=True, slots=True)
class Greeting:
    """The worker's first words: how its library sounds, or why there is none."""

    sample_rate_hz: int
    version: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """One utterance to speak."""

    voice: str
    """A voice file under `lang` in eSpeak NG's data, such as `aav/vi`."""
    text: str
    words_per_minute: int
    seed: int


class Kind(IntEnum):
    """Kinds of frames."""

    AUDIO = 1
    """16-bit little-endian samples."""
    WORD = 2
    """A word begins; comes before the audio that it begins in."""
    END = 3
    """The utterance is whole."""
    FAILED = 4
    """It is not, and why."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame from a pipe."""

    kind: Kind
    payload: bytes = b""


@dataclass(frozen=True, slots=True)
class Word:
    """Where a word begins in the audio, and where it stands in the text."""

    start_sample: int
    position: int
    """Characters before it."""
    characters: int


def pack_message(message: Job | Greeting) -> bytes:
    """A message for the control socket."""
    body = json.dumps(asdict(message)).encode()
    return LENGTH.pack(len(body)) + body


def unpack_job(body: bytes) -> Job:
    """The job in a message, its length taken off."""
    return Job(**json.loads(body))


def unpack_greeting(body: bytes) -> Greeting:
    """The greeting in a message, its length taken off."""
    return Greeting(**json.loads(body))


def pack_frame(kind: Kind, payload: bytes = b"") -> bytes:
    """A frame for the pipe."""
    return _HEADER.pack(kind, len(payload)) + payload


def pack_word(word: Word) -> bytes:
    """The frame of a word."""
    return pack_frame(Kind.WORD, _WORD.pack(word.start_sample, word.position, word.characters))


def unpack_word(payload: bytes) -> Word:
    """The word in a frame's payload."""
    return Word(*_WORD.unpack(payload))


class FrameReader:
    """Bytes to frames, wherever the bytes were cut."""

    def __init__(self) -> None:
        self._pending = b""

    def feed(self, data: bytes) -> Iterator[Frame]:
        """The frames that are whole by now. Raises `ValueError` for a kind that does not exist."""
        self._pending += data
        position = 0
        while len(self._pending) >= (begin := position + _HEADER.size):
            kind, size = _HEADER.unpack_from(self._pending, position)
            if len(self._pending) < begin + size:
                break
            yield Frame(Kind(kind), self._pending[begin : begin + size])
            position = begin + size
        self._pending = self._pending[position:]
