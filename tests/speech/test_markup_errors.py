"""What markup asks for and can't be had is told once, by the way that the text came; nothing that it says does harm."""

import asyncio
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.listener import Listener
from tests.speech.speaking import listen, speaking, until
from tests.speech.test_reports import listened_to
from vitts_server import SpeechReport, SynthesisRequest, UnknownVoice, VoiceInfo, hookimpl
from vitts_server.testing import TonePlugin, open_server, tone_voice

NOBODY = '<speak>Một hai. <voice name="nobody">Ba bốn năm'


async def test_a_voice_that_is_not_there_ends_a_stream_whose_text_pauses(tmp_path: Path) -> None:
    tones = TonePlugin()
    async with (
        speaking(tmp_path, tones, speech={"stream-wait-s": 0.05}) as server,
        server.speech.open_stream(SynthesisRequest()) as stream,
    ):
        stream.feed(NOBODY)
        with pytest.raises(UnknownVoice, match="nobody"):
            async with asyncio.timeout(20):
                [chunk async for chunk in stream]
    assert [utterance.text for utterance in tones.spoken] == ["Một hai."]


async def test_an_error_behind_a_voice_that_still_has_to_be_loaded_waits_for_it(tmp_path: Path) -> None:
    tones = TonePlugin(voices=[tone_voice(), tone_voice("zoe")])
    text = '<speak>Một <voice name="zoe">hai</voice> <voice name="nobody">ba bốn'
    async with (
        speaking(tmp_path, tones, speech={"stream-wait-s": 0.05}) as server,
        server.speech.open_stream(SynthesisRequest()) as stream,
    ):
        stream.feed(text)
        with pytest.raises(UnknownVoice, match="nobody"):
            async with asyncio.timeout(20):
                [chunk async for chunk in stream]
    assert tones.loads == ["tone", "zoe"]
    assert [utterance.text for utterance in tones.spoken] == ["Một", "hai"]


async def test_a_voice_that_is_not_there_is_reported_once(tmp_path: Path) -> None:
    async with listened_to(tmp_path, TonePlugin()) as (server, listener):
        with pytest.raises(UnknownVoice):
            await listen(server, NOBODY + ".</voice></speak>")
    assert [(report.outcome, report.error_code) for report in listener.reports] == [("failed", "unknown-voice")]


async def test_plugins_are_told_of_nothing_outside_of_the_event_loop(tmp_path: Path) -> None:
    class ThreadListener(Listener):
        @hookimpl
        def vitts_spoken(self, report: SpeechReport) -> None:
            assert threading.current_thread() is threading.main_thread()
            self.reports.append(report)

    listener = ThreadListener()
    plugins = {"tones": TonePlugin(), "listener": listener}
    async with open_server(tmp_path, plugins, {"voices": {"preload": False}}, adapters=False) as server:
        with pytest.raises(UnknownVoice, match="nobody"):
            await server.speech.read(SynthesisRequest(text=NOBODY + ".</voice></speak>"))
    assert listener.reports == []


async def test_audio_of_a_document_is_made_anew_when_one_of_its_voices_changes(tmp_path: Path) -> None:
    zoe = tone_voice("zoe")
    async with speaking(tmp_path, TonePlugin(voices=[tone_voice(), zoe])) as server:
        document = SynthesisRequest(text='<speak>Một <voice name="zoe">hai</voice></speak>')
        requests = [document, replace(document, text_format="ssml"), SynthesisRequest(text="Một hai")]
        before = [server.service.fingerprint(request) for request in requests]
        server.service.set_voices([tone_voice(), replace(zoe, version="2")], [])
        after = [server.service.fingerprint(request) for request in requests]
    assert [one == other for one, other in zip(before, after, strict=True)] == [False, False, True]


async def test_loudness_within_loudness_has_an_end(tmp_path: Path) -> None:
    depth = 45
    document = "<speak>" + '<prosody volume="900">' * depth + "Một" + "</prosody>" * depth + "</speak>"
    async with speaking(tmp_path, TonePlugin()) as server:
        plain = await listen(server, "Một")
        loud = await listen(server, document)
    assert np.allclose(loud, 10 * plain, atol=1e-4)


async def test_whoever_leaves_while_a_second_voice_is_loaded_frees_both(tmp_path: Path) -> None:
    is_loading, go_on = threading.Event(), threading.Event()

    def hold(info: VoiceInfo) -> None:
        if info.name == "zoe":
            is_loading.set()
            go_on.wait(20)

    tones = TonePlugin(voices=[tone_voice(), tone_voice("zoe")], on_load=hold)
    async with speaking(tmp_path, tones) as server:
        try:
            async with asyncio.TaskGroup() as tasks:
                text = '<speak>Một <voice name="zoe">hai</voice></speak>'
                listening = tasks.create_task(listen(server, text))
                await until(is_loading.is_set)
                listening.cancel()
            assert listening.cancelled()
            assert server.speech.status().running == 0
        finally:
            go_on.set()
        assert len(await listen(server, text))
        assert [loaded.leases for loaded in server.speech.status().loaded] == [0, 0]
    assert tones.speaking == 0
