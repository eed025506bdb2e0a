"""Plugins: found, checked, and named when they break the rules."""

import types
from collections.abc import Sequence
from importlib.metadata import Distribution, EntryPoint

import pytest

from vitts_server import Config, Engine, PluginError, Section, VoiceInfo, hookimpl
from vitts_server.app import load_registry, load_settings
from vitts_server.config import load_config
from vitts_server.registry import Registry
from vitts_server.testing import TonePlugin, tone_voice


def collect_engines(registry: Registry) -> list[Engine]:
    return registry.collect("vitts_engines", Engine, lambda engine: engine.name, config=load_config(), backends=[])


def test_a_misspelt_hook_stops_the_start_and_names_the_plugin() -> None:
    class Guilty:
        @hookimpl
        def vitts_engine(self) -> list[Engine]:
            return []

    with pytest.raises(PluginError, match=r"guilty.*vitts_engine"):
        Registry({"innocent": TonePlugin(), "guilty": Guilty()}, entry_points=False)


def test_a_hook_with_an_argument_that_does_not_exist_names_the_plugin() -> None:
    class Guilty:
        @hookimpl
        def vitts_voices(self, konfig: Config) -> list[VoiceInfo]:
            return []

    with pytest.raises(PluginError, match=r"guilty.*konfig"):
        Registry({"guilty": Guilty()}, entry_points=False)


def test_two_registrations_of_one_name_name_both_plugins() -> None:
    registry = Registry({"first": TonePlugin(), "second": TonePlugin()}, entry_points=False)
    with pytest.raises(PluginError, match=r"first.*second.*'tones'"):
        collect_engines(registry)


def test_a_hook_that_fails_or_returns_the_wrong_thing_names_the_plugin() -> None:
    class Failing:
        @hookimpl
        def vitts_engines(self) -> Sequence[Engine]:
            raise KeyError("oops")

    class Wrong:
        @hookimpl
        def vitts_engines(self) -> Sequence[object]:
            return [42]

    with pytest.raises(PluginError, match=r"plugin failing: vitts_engines failed: KeyError"):
        collect_engines(Registry({"failing": Failing()}, entry_points=False))
    with pytest.raises(PluginError, match=r"plugin wrong: .*42"):
        collect_engines(Registry({"wrong": Wrong()}, entry_points=False))


def test_something_else_than_a_voice_names_the_plugin() -> None:
    class Guilty:
        @hookimpl
        def vitts_voices(self) -> Sequence[object]:
            return ["a voice"]

    with pytest.raises(PluginError, match=r"plugin guilty: vitts_voices returned 'a voice'"):
        Registry({"guilty": Guilty()}, entry_points=False).voices(config=load_config())


def test_two_settings_sections_of_one_name_are_refused() -> None:
    class Taken(Section):
        section = "http"

    class Guilty:
        @hookimpl
        def vitts_settings(self) -> list[type[Section]]:
            return [Taken]

    registry = load_registry(("espeak",), {"guilty": Guilty()})
    with pytest.raises(PluginError, match=r"http.*guilty"):
        load_settings(registry)


def test_plugins_are_found_by_their_entry_point_and_know_their_distribution(monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.ModuleType("a_third_partys_plugin")
    module.vitts_engines = hookimpl(lambda: [TonePlugin()])  # type: ignore[attr-defined]
    monkeypatch.setitem(__import__("sys").modules, module.__name__, module)

    class Installed(Distribution):
        version = "1.2"
        metadata = {"name": "a-third-party", "Name": "a-third-party"}  # type: ignore[assignment]
        entry_points = [EntryPoint("theirs", module.__name__, "vitts")]  # type: ignore[assignment]

        def read_text(self, filename: str) -> str | None:
            return None

        def locate_file(self, path: object) -> object:  # type: ignore[override]
            return path

    monkeypatch.setattr("importlib.metadata.distributions", lambda: [Installed()])
    registry = Registry({})
    assert registry.names() == ["theirs"]
    assert registry.hooks_of("theirs") == ["vitts_engines"]
    assert registry.distribution_of("theirs") == "a-third-party 1.2"
    assert Registry({}, disabled=["theirs"]).names() == []
    with pytest.raises(PluginError, match=r"two plugins have the name theirs; one of them is a_third_partys_plugin"):
        Registry({"theirs": TonePlugin()})
    monkeypatch.delitem(__import__("sys").modules, module.__name__)
    with pytest.raises(PluginError, match=r"plugin theirs can't be loaded: ModuleNotFoundError"):
        Registry({})


def test_every_built_in_plugin_can_be_disabled() -> None:
    names = load_registry(("espeak",)).names()
    for name in names:
        assert name not in load_registry(("espeak", name)).names()


def test_tone_voices_are_voices() -> None:
    registry = Registry({"tones": TonePlugin(voices=[tone_voice("a")])}, entry_points=False)
    assert [voice.name for voice in registry.voices(config=load_config()) if isinstance(voice, VoiceInfo)] == ["a"]
