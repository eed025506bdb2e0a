"""What plugins are told of requests: also of those that were refused, and of those that the store answered."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.listener import Listener
from tests.speech.speaking import listen, until
from vitts_server import BadRequest, Busy, SynthesisRequest, UnknownVoice, Utterance
from vitts_server.app import Server
from vitts_server.testing import SECONDS_PER_CHARACTER, TonePlugin, open_server


@asynccontextmanager
async def listened_to(folder: Path, tones: TonePlugin, **speech: object) -> AsyncIterator[tuple[Server, Listener]]:
    listener = Listener()
    limits = {name.replace("_", "-"): value for name, value in speech.items()}
    settings: dict[str, dict[str, object]] = {"voices": {"preload": False}, "speech": limits}
    plugins = {"tones": tones, "listener": listener}
    async with open_server(folder, plugins, settings, adapters=False) as server:
        yield server, listener


async def test_a_request_that_was_spoken_tells_how_long_it_waited_for_a_worker(tmp_path: Path) -> None:
    async with listened_to(tmp_path, TonePlugin()) as (server, listener):
        await listen(server, "một hai")
    (report,) = listener.reports
    assert (report.outcome, report.is_live, report.is_cached) == ("done", True, False)
    assert report.queue_s is not None
    assert report.first_audio_s is not None
    assert 0 < report.work_s <= report.total_s
    assert 0 <= report.queue_s <= report.first_audio_s <= report.total_s


async def test_a_request_that_waits_behind_another_says_how_long(tmp_path: Path) -> None:
    is_busy, go_on = threading.Event(), threading.Event()

    def hold(utterance: Utterance, _number: int) -> None:
        if utterance.text == "dài":
            is_busy.set()
            go_on.wait(20)

    tones = TonePlugin(before_piece=hold, concurrency=1)
    async with listened_to(tmp_path, tones) as (server, listener), asyncio.TaskGroup() as tasks:
        tasks.create_task(listen(server, "dài", request_id="first"))
        await until(is_busy.is_set)
        tasks.create_task(listen(server, "ngắn", request_id="second"))
        await asyncio.sleep(0.1)
        go_on.set()
    waited_s = {report.request_id: report.queue_s for report in listener.reports}
    assert waited_s["first"] is not None
    assert waited_s["second"] is not None
    assert waited_s["second"] > waited_s["first"]


async def test_plugins_hear_of_refused_requests_with_the_reason(tmp_path: Path) -> None:
    async with listened_to(tmp_path, TonePlugin(), max_text_chars=100) as (server, listener):
        for text, speed in [(" ", 1.0), ("a" * 101, 1.0), ("a", 99.0)]:
            with pytest.raises(BadRequest):
                await listen(server, text, speed=speed)
        with pytest.raises(UnknownVoice):
            await listen(server, "a", voice="nobody")
        with pytest.raises(BadRequest):
            server.speech.choose(SynthesisRequest(text="a", volume=-1))
        await server.drain()
        with pytest.raises(Busy):
            await listen(server, "a")
    codes = [report.error_code for report in listener.reports]
    assert codes == ["bad-request", "bad-request", "bad-request", "unknown-voice", "bad-request", "busy"]
    assert {(report.outcome, report.voice, report.audio_s) for report in listener.reports} == {("failed", "", 0.0)}


async def test_audio_out_of_the_store_is_reported_as_such(tmp_path: Path) -> None:
    tones = TonePlugin()
    async with listened_to(tmp_path, tones) as (server, listener):
        request = SynthesisRequest(text="xin chào")
        async with asyncio.TaskGroup() as tasks:
            for _ in range(2):
                tasks.create_task(server.speech.store.make(request, plain_id="a"))
        await server.speech.store.make(request, plain_id="a")
    assert len(tones.spoken) == 1
    assert [(report.is_cached, report.is_live) for report in listener.reports] == [(False, False), *[(True, False)] * 2]
    assert {report.audio_s for report in listener.reports} == {8 * SECONDS_PER_CHARACTER}
    assert {report.voice for report in listener.reports} == {"tone"}


async def test_whoever_has_not_said_anything_yet_waits_for_nobody(tmp_path: Path) -> None:
    tones = TonePlugin()
    async with listened_to(tmp_path, tones, max_waiting_requests=1) as (server, listener):
        async with server.speech.open_stream(SynthesisRequest(request_id="slow")) as stream:
            await asyncio.sleep(0.1)
            assert (server.speech.status().running, server.speech.status().waiting) == (1, 0)
            await listen(server, "một hai")
            stream.feed("ba")
            assert server.speech.status().waiting == 1
            stream.finish()
            assert [chunk async for chunk in stream]
    slow = {report.request_id: report for report in listener.reports}["slow"]
    assert slow.first_audio_s is not None
    assert 0 < slow.first_audio_s <= slow.total_s - 0.1
