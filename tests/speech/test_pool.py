"""Which voices stay in memory, and which go."""

import asyncio
import gc
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from tests.speech.speaking import listen, speaking, until
from vitts_server import Reloads, SynthesisRequest, Voice, VoiceInfo
from vitts_server.app import Server
from vitts_server.testing import TonePlugin, open_server, tone_voice

MEGABYTE = 1 << 20


def tones(names: str = "abc") -> TonePlugin:
    return TonePlugin(voices=[tone_voice(name) for name in names])


def loaded(server: Server) -> dict[str, bool]:
    """Names of the voices in memory, and whether they are pinned."""
    return {voice.name: voice.is_pinned for voice in server.speech.status().loaded}


async def test_a_voice_that_nobody_used_for_long_enough_is_unloaded(tmp_path: Path) -> None:
    plugin = tones()
    async with speaking(tmp_path, plugin, voices={"idle-timeout-s": 0.3}) as server:
        await listen(server, "xin chào", voice="a")
        await listen(server, "xin chào", voice="b")
        await until(lambda: sorted(plugin.unloads) == ["a", "b"])
        assert loaded(server) == {}
        assert (await listen(server, "xin chào", voice="a")).size, "it is loaded again when it is asked for"


async def test_a_voice_is_not_idle_while_it_speaks(tmp_path: Path) -> None:
    plugin = tones()
    async with speaking(tmp_path, plugin, voices={"idle-timeout-s": 0.2}) as server:
        async with server.speech.open_stream(SynthesisRequest(voice="a")) as stream:
            await asyncio.sleep(0.6)
            assert plugin.unloads == []
            assert [voice.idle_s for voice in server.speech.status().loaded] == [0.0]
            stream.feed("vẫn nói.")
            stream.finish()
            assert [chunk async for chunk in stream]
        await until(lambda: plugin.unloads == ["a"])


async def test_pinned_voices_are_there_from_the_start_and_stay(tmp_path: Path) -> None:
    plugin = tones()
    settings = {"pinned": "b, nobody", "max-loaded": 1, "idle-timeout-s": 0.2}
    async with speaking(tmp_path, plugin, voices=settings) as server:
        assert plugin.loads == ["b"]
        assert loaded(server) == {"b": True}
        await listen(server, "xin chào", voice="a")
        await until(lambda: plugin.unloads == ["a"])
        assert loaded(server) == {"b": True}


async def test_a_preset_can_be_pinned_by_its_name(tmp_path: Path) -> None:
    plugin = tones()
    settings: dict[str, dict[str, object]] = {
        "voices": {"pinned": "mine", "preload": False},
        "presets": {"mine": {"voice": "c"}},
    }
    async with open_server(tmp_path, {"tones": plugin}, settings, adapters=False) as server:
        assert loaded(server) == {"c": True}


async def test_voices_go_when_together_they_are_larger_than_the_budget(tmp_path: Path) -> None:
    plugin = tones()
    ballast: dict[str, np.ndarray] = {}

    def hold(info: VoiceInfo) -> None:
        """What the voice itself does not know: it says that it takes a megabyte."""
        ballast[info.name] = np.ones(40 * MEGABYTE, np.uint8)

    plugin.on_load = hold
    async with speaking(tmp_path, plugin, voices={"memory-budget-mb": 60}) as server:
        await listen(server, "xin chào", voice="a")
        assert next(voice.size_bytes // MEGABYTE for voice in server.speech.status().loaded) >= 39
        await listen(server, "xin chào", voice="b")
        await until(lambda: plugin.unloads == ["a"])


async def test_a_voice_that_is_not_installed_any_more_goes_when_it_has_spoken(tmp_path: Path) -> None:
    plugin = tones()
    async with speaking(tmp_path, plugin) as server:
        assert isinstance(server.speech, Reloads)
        async with server.speech.open_stream(SynthesisRequest(voice="a")) as stream:
            plugin.voices = [tone_voice("a", version="2"), tone_voice("b")]
            await server.speech.reload()
            assert plugin.unloads == []
            stream.feed("vẫn nói.")
            stream.finish()
            assert [chunk async for chunk in stream]
        await until(lambda: plugin.unloads == ["a"])
        await listen(server, "xin chào", voice="a")
        assert plugin.loads == ["a", "a"], "the new one is another voice"


async def test_looking_for_voices_under_full_load_makes_none_of_them_bad(tmp_path: Path) -> None:
    plugin = tones()
    async with speaking(tmp_path, plugin, speech={"max-requests": 1}, voices={"preload": True}) as server:
        assert isinstance(server.speech, Reloads)
        async with server.speech.open_stream(SynthesisRequest(voice="b")):
            plugin.voices = [tone_voice("a", version="2"), tone_voice("b")]
            await server.speech.reload()
            assert next(voice.name for voice in server.speech.voices()) == "a"
            assert server.speech.bad_voices() == ()


class Counted(TonePlugin):
    """Knows which of its voices somebody still holds."""

    held: "weakref.WeakSet[Voice]"

    @contextmanager
    def load(self, info: VoiceInfo, /) -> Iterator[Voice]:
        with super().load(info) as voice:
            self.held.add(voice)
            yield voice


async def test_a_voice_that_was_unloaded_is_held_by_nobody(tmp_path: Path) -> None:
    plugin = Counted(voices=[tone_voice(name) for name in "abcd"])
    plugin.held = weakref.WeakSet()
    gc.collect()
    gc.disable()  # what only the collector would find would stay for long: a voice is large, but it is few objects
    try:
        async with speaking(tmp_path, plugin, voices={"max-loaded": 1}) as server:
            for name in "abcd" * 5:
                await listen(server, "xin chào", voice=name)
            await until(lambda: len(plugin.unloads) == 19)
            await until(lambda: len(plugin.held) <= 2)
    finally:
        gc.enable()
