"""One client on standard input and output: pipes and files, in a process of its own."""

import asyncio
import io
import sys
from pathlib import Path

import pytest
from wyoming.event import Event, async_read_event, read_event
from wyoming.info import Describe
from wyoming.ping import Ping
from wyoming.tts import Synthesize, SynthesizeChunk, SynthesizeStart

from vitts_server import ConfigError
from vitts_server.protocols.wyoming.stdio import open_stdio
from vitts_server.protocols.wyoming.wire import encode

PROGRAM = """
import asyncio, sys
from contextlib import asynccontextmanager, aclosing
import numpy as np
from vitts_server import AudioChunk
from vitts_server.protocols.wyoming import WyomingAdapter, WyomingSettings

class Speech:
    def voices(self):
        return ()
    async def synthesize(self, request):
        yield AudioChunk(samples=np.zeros(len(request.text), np.float32), sample_rate_hz=16000)
    @asynccontextmanager
    async def open_stream(self, request):
        yield Stream()

class Stream:
    def __init__(self):
        self.text, self.done = "", asyncio.Event()
    def feed(self, text):
        self.text += text
    def finish(self):
        self.done.set()
    async def __aiter__(self):
        await self.done.wait()
        yield AudioChunk(samples=np.zeros(len(self.text), np.float32), sample_rate_hz=16000)

async def main():
    async with WyomingAdapter(WyomingSettings(listen=("stdio://",))).listen(Speech()) as uris:
        print(*uris, file=sys.stderr)
        await asyncio.sleep(float(sys.argv[1]))

asyncio.run(main())
"""
CLOSED_FD = 9_999
PYTHON = (sys.executable, "-X", "dev", "-W", "ignore:'audioop':DeprecationWarning")
REQUESTS = b"".join(
    encode(sent.event()) for sent in (Describe(), Synthesize("x" * 9_000), SynthesizeStart(), SynthesizeChunk("yyy"))
)
OUTLINE = [
    "info",
    "audio-start",
    "audio-chunk",
    "audio-stop",
    "audio-start",
    "audio-chunk",
    "audio-stop",
    "synthesize-stopped",
]


def outline(data: bytes) -> list[str]:
    stream = io.BytesIO(data)
    types: list[str] = []
    while (event := read_event(stream)) is not None:
        if types[-1:] != [event.type]:
            types.append(event.type)
    return types


async def test_the_end_of_a_pipe_finishes_what_was_asked_for() -> None:
    process = await asyncio.create_subprocess_exec(*PYTHON, "-c", PROGRAM, "30", stdin=-1, stdout=-1, stderr=-1)
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        assert await process.stderr.readline() == b"stdio://\n"
        process.stdin.write(encode(Ping("hi").event()))
        assert await async_read_event(process.stdout) == Event("pong", {"text": "hi"})
        process.stdin.write(REQUESTS)
        process.stdin.close()
        async with asyncio.timeout(20):
            answered = await process.stdout.readuntil(b'"synthesize-stopped"')
            answered += await process.stdout.readline()
        assert outline(answered) == OUTLINE
    finally:
        process.terminate()
        await process.communicate()


async def test_files_do_as_well(tmp_path: Path) -> None:
    asked, answered = tmp_path / "asked", tmp_path / "answered"
    asked.write_bytes(REQUESTS)
    with asked.open("rb") as stdin, answered.open("wb") as stdout:
        process = await asyncio.create_subprocess_exec(
            *PYTHON, "-c", PROGRAM, "1", stdin=stdin, stdout=stdout, stderr=-1
        )
        async with asyncio.timeout(30):
            _, errors = await process.communicate()
    assert errors == b"stdio://\n"
    assert outline(answered.read_bytes()) == OUTLINE


async def test_nothing_to_read_is_no_fault() -> None:
    process = await asyncio.create_subprocess_exec(*PYTHON, "-c", PROGRAM, "0.2", stdin=-3, stdout=-3, stderr=-1)
    async with asyncio.timeout(30):
        _, errors = await process.communicate()
    assert errors == b"stdio://\n"
    assert process.returncode == 0


async def test_closed_files_are_a_fault_of_the_settings() -> None:
    with pytest.raises(ConfigError, match="one of them is closed"):
        async with open_stdio(input_fd=CLOSED_FD):
            pass
