"""The load clients at the doors of a real server: they hear every sample."""

import asyncio
import io
import sys
import wave
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from benchmarks.clients import Failed, HttpDoor, NetworkDoor, ProcessDoor, WavCounter, WyomingDoor
from benchmarks.stage import together
from vitts_server.testing import SECONDS_PER_CHARACTER, TonePlugin, address, open_server, tone_voice

TEXT = "Twenty characters it"
LENGTH_S = len(TEXT) * SECONDS_PER_CHARACTER
WITHOUT = ("espeak", "shipped", "piper")


def port_of(uri: str) -> int:
    return urlsplit(uri).port or 0


def make_door(kind: str, wyoming: str, http: str, voice: str = "tone") -> NetworkDoor:
    if kind == "wyoming":
        return WyomingDoor(port_of(wyoming), voice)
    return HttpDoor(port_of(http), voice, kind.upper(), "/tts/stream", "/health")


@pytest.mark.parametrize("kind", ["wyoming", "get", "post"])
async def test_a_client_hears_every_sample_and_notes_when(tmp_path: Path, kind: str) -> None:
    async with open_server(tmp_path, {"tones": TonePlugin()}, disabled=WITHOUT) as server:
        door = make_door(kind, address(server, "tcp"), address(server, "http"))
        answer = await door.speak(TEXT)
        await door.ping()
    assert answer.audio_s == pytest.approx(LENGTH_S, abs=1e-4)
    times_s = [arrival.at_s for arrival in answer.arrivals]
    assert times_s == sorted(times_s)
    assert 0 < answer.first_audio_s <= answer.total_s


@pytest.mark.parametrize("kind", ["wyoming", "get"])
async def test_another_voice_than_the_one_asked_for_is_a_failure(tmp_path: Path, kind: str) -> None:
    plugin = TonePlugin(voices=[tone_voice("tone"), tone_voice("other")])
    async with open_server(tmp_path, {"tones": plugin}, disabled=WITHOUT) as server:
        door = make_door(kind, address(server, "tcp"), address(server, "http"), voice="missing")
        with pytest.raises(Failed):
            await door.speak(TEXT)


async def test_a_crowd_speaks_at_the_same_time_and_every_answer_is_kept(tmp_path: Path) -> None:
    plugin = TonePlugin()
    async with open_server(tmp_path, {"tones": plugin}, disabled=WITHOUT) as server:
        door = make_door("wyoming", address(server, "tcp"), address(server, "http"))
        answers = await together(door, [TEXT, TEXT + TEXT, TEXT], spread_s=0.01)
    lengths_s = [answer.audio_s for answer in answers]
    assert lengths_s == pytest.approx([LENGTH_S, 2 * LENGTH_S, LENGTH_S], abs=1e-3)


@pytest.mark.parametrize("kind", ["wyoming", "get"])
async def test_nobody_listening_is_a_failure_that_names_the_door(unused_tcp_port: int, kind: str) -> None:
    uri = f"tcp://127.0.0.1:{unused_tcp_port}"
    door = make_door(kind, uri, uri)
    with pytest.raises(Failed, match=door.kind):
        await together(door, [TEXT, TEXT])


async def test_a_library_in_a_process_tells_what_it_measured() -> None:
    program = 'import sys; [print(\'{"arrivals": [[0.25, 2.0]], "total_s": 0.5}\', flush=True) for _ in sys.stdin]'
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdin=pipe, stdout=pipe)
    door = ProcessDoor(process)
    answer = await door.speak(TEXT)
    assert (answer.first_audio_s, answer.audio_s, answer.total_s) == (0.25, 2.0, 0.5)
    if process.stdin is not None:
        process.stdin.close()
    await process.wait()
    with pytest.raises(Failed, match="ended"):
        await door.speak(TEXT)


@pytest.mark.parametrize("size", [1, 7, 44, 45, 10_000])
def test_a_wav_is_measured_however_it_is_cut(size: int) -> None:
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 4000))
    data = content.getvalue()
    counter = WavCounter()
    heard_s = [counter.feed(data[start : start + size]) for start in range(0, len(data), size)]
    assert sum(heard_s) == pytest.approx(0.25)
