"""Where `say` sends its samples: a file, standard output, or a player. Writing happens on threads."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from vitts_server.cli.player import PlayerDestination
from vitts_server.errors import BadRequest
from vitts_server.formats import how_to_install
from vitts_server.ports import Encoder, EncoderStream
from vitts_server.values import Samples

Write = Callable[[Samples], Awaitable[None]]
"""Takes the next samples; returns when there is room for more."""


class Destination(Protocol):
    """Something that takes the samples of one answer."""

    is_live: bool
    """Whether somebody hears it while it is made."""

    def open(self, sample_rate_hz: int, /) -> AbstractAsyncContextManager[Write]: ...


def choose_destination(encoders: Sequence[Encoder], output: Path | None, *, is_raw: bool) -> Destination:
    """Raises `BadRequest` for a file ending that no format has, and where there is nothing to play with."""
    formats = {encoder.suffix: encoder for encoder in encoders}
    if output is not None and str(output) != "-":
        suffix = "pcm" if is_raw else output.suffix.removeprefix(".").lower()
        return FileDestination(output, _format(formats, suffix))
    if output is not None or is_raw or not sys.stdout.isatty():
        return PipeDestination(_format(formats, "pcm" if is_raw else "wav"))
    return PlayerDestination.find()


def _format(formats: dict[str, Encoder], suffix: str) -> Encoder:
    if suffix not in formats:
        allowed = ", ".join(f".{known}" for known in sorted(formats))
        raise BadRequest(
            f"no format is written to files ending in .{suffix}; there are {allowed}{how_to_install(suffix)}",
            field="output",
        )
    return formats[suffix]


class PipeDestination:
    """Standard output, in a format whose length need not be known."""

    is_live = True

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    @asynccontextmanager
    async def open(self, sample_rate_hz: int, /) -> AsyncIterator[Write]:
        """A reader that leaves ends it without an error."""
        stream = self._encoder.open(sample_rate_hz)

        async def write(samples: Samples) -> None:
            await asyncio.to_thread(_send, stream.feed(samples))

        try:
            yield write
            await asyncio.to_thread(_send, stream.finish())
        except BrokenPipeError:
            _forget_standard_output()


def _send(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _forget_standard_output() -> None:
    """Else the interpreter complains at its end that it can't flush."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)


class FileDestination:
    """A file that is there whole or not at all: written beside its place, then moved."""

    is_live = False

    def __init__(self, path: Path, encoder: Encoder) -> None:
        self._path = path
        self._encoder = encoder

    @asynccontextmanager
    async def open(self, sample_rate_hz: int, /) -> AsyncIterator[Write]:
        """Nothing is left behind when the speech fails. Raises `OSError`."""
        part = self._path.with_name(f".{self._path.name}.{os.getpid()}.part")
        stream = self._encoder.open(sample_rate_hz)
        try:
            with await asyncio.to_thread(_create, part, self._path) as file:

                async def write(samples: Samples) -> None:
                    await asyncio.to_thread(file.write, stream.feed(samples))

                yield write
                await asyncio.to_thread(_complete, file, stream)
            await asyncio.to_thread(part.replace, self._path)
        finally:
            with suppress(FileNotFoundError):
                await asyncio.to_thread(part.unlink)


def _create(part: Path, path: Path) -> BinaryIO:
    try:
        return part.open("wb")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def _complete(file: BinaryIO, stream: EncoderStream) -> None:
    """The end of the file; and its beginning once more, for a format that carries its length there."""
    file.write(stream.finish())
    final_header = getattr(stream, "final_header", None)
    if final_header is not None:
        file.seek(0)
        file.write(final_header())
