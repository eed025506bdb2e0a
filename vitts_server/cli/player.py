"""Plays samples through a program that the machine has anyway. Not a sound library: nothing has to be installed."""

import asyncio
import shutil
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from vitts_server import audio
from vitts_server.errors import BadRequest
from vitts_server.values import Samples

_STREAMING: dict[str, Sequence[str]] = {
    "aplay": ("-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", "{rate}", "-"),
    "paplay": ("--raw", "--format=s16le", "--channels=1", "--rate={rate}"),
    "pw-play": ("--format=s16", "--channels=1", "--rate={rate}", "-"),
}
"""Programs that play standard input, and what they want to be told."""
_FROM_FILE = "afplay"
"""The one of macOS plays only files."""


class PlayerDestination:
    """The loudspeaker."""

    is_live = True

    def __init__(self, program: str) -> None:
        self._program = program

    @classmethod
    def find(cls) -> "PlayerDestination":
        """The first player that is installed. Raises `BadRequest` if there is none."""
        names = [*_STREAMING, _FROM_FILE]
        for name in names:
            if shutil.which(name) is not None:
                return cls(name)
        raise BadRequest(f"no player is installed here ({', '.join(names)}); write a file instead: -o hello.wav")

    @asynccontextmanager
    async def open(self, sample_rate_hz: int, /) -> AsyncIterator[Callable[[Samples], Awaitable[None]]]:
        """Leaving it waits until all was heard. Raises `OSError` when the player fails."""
        if self._program == _FROM_FILE:
            async with _file_to_play(self._program, sample_rate_hz) as write:
                yield write
        else:
            arguments = [part.format(rate=sample_rate_hz) for part in _STREAMING[self._program]]
            async with _fed_by_pipe(self._program, arguments) as write:
                yield write


@asynccontextmanager
async def _fed_by_pipe(program: str, arguments: Sequence[str]) -> AsyncIterator[Callable[[Samples], Awaitable[None]]]:
    process = await asyncio.create_subprocess_exec(program, *arguments, stdin=PIPE, stdout=DEVNULL)
    pipe = process.stdin
    assert pipe is not None  # noqa: S101 - asked for above

    async def write(samples: Samples) -> None:
        pipe.write(audio.pcm16(samples))
        await pipe.drain()

    try:
        yield write
        pipe.close()
        await _ended_well(program, process)
    except (BrokenPipeError, ConnectionResetError):
        await _ended_well(program, process)
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


@asynccontextmanager
async def _file_to_play(program: str, sample_rate_hz: int) -> AsyncIterator[Callable[[Samples], Awaitable[None]]]:
    pieces: list[bytes] = []

    async def write(samples: Samples) -> None:
        pieces.append(audio.pcm16(samples))

    with tempfile.TemporaryDirectory(prefix="vitts-") as folder:
        yield write
        file = Path(folder) / "speech.wav"
        data = b"".join(pieces)
        await asyncio.to_thread(file.write_bytes, audio.wav_header(sample_rate_hz, len(data)) + data)
        await _ended_well(program, await asyncio.create_subprocess_exec(program, str(file)))


async def _ended_well(program: str, process: Process) -> None:
    if code := await process.wait():
        raise OSError(f"{program} ended with code {code}; write a file instead: -o hello.wav")
