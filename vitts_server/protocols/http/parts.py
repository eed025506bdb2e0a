"""Speech as encoded parts with the marks that begin in them, and the forms in which answers carry them.

Shared by the interfaces that say what is spoken when. A form is pure: parts in, bytes of the body out.
"""

import base64
from collections.abc import AsyncGenerator, AsyncIterable
from dataclasses import dataclass
from typing import Protocol

from vitts_server import AudioChunk, Encoder, Mark, audio
from vitts_server.protocols.http.encoded import Encoding


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Bytes that can be sent now."""

    data: bytes
    marks: tuple[Mark, ...] = ()
    """Marks that came since the part before."""
    end_s: float
    """How much sound was made until now; a format may hold some of it back."""


async def encoded_parts(chunks: AsyncIterable[AudioChunk], encoder: Encoder) -> AsyncGenerator[Part, None]:
    """The file part by part, each with bytes; the last one may hold marks alone. Nothing if there is no sound."""
    encoding = Encoding(encoder)
    marks: tuple[Mark, ...] = ()
    end_s = 0.0
    async for chunk in chunks:
        marks += chunk.marks
        end_s = chunk.start_s + audio.seconds(chunk.samples, chunk.sample_rate_hz)
        if data := await encoding.feed(chunk):
            yield Part(data=data, marks=marks, end_s=end_s)
            marks = ()
    data = await encoding.finish()
    if data or marks:
        yield Part(data=data, marks=marks, end_s=end_s)


class Form(Protocol):
    """How an answer carries its parts; state of one answer."""

    content_type: str

    def part(self, part: Part, /) -> bytes: ...

    def end(self) -> bytes: ...


class Plain:
    """The file itself."""

    def __init__(self, content_type: str) -> None:
        self.content_type = content_type

    def part(self, part: Part, /) -> bytes:
        """The bytes as they are."""
        return part.data

    def end(self) -> bytes:
        """Nothing."""
        return b""


class Base64Stream:
    """Base64 of bytes that arrive in parts of any size: all together reads like that of the whole."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> bytes:
        """What is certain now: three bytes make four letters."""
        data = self._rest + data
        certain = len(data) - len(data) % 3
        self._rest = data[certain:]
        return base64.b64encode(data[:certain])

    def finish(self) -> bytes:
        """The last letters with their padding."""
        return base64.b64encode(self._rest)
