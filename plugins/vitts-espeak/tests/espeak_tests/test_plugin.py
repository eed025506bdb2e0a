"""The plugin as the server finds it: installed, under its entry point."""

import subprocess
import sys
from importlib.metadata import entry_points

from vitts_espeak import plugin
from vitts_server import Engine, VoiceInfo
from vitts_server.config import CORE_SECTIONS, load_config
from vitts_server.registry import Registry


def test_an_installed_plugin_is_found_by_its_entry_point() -> None:
    (entry,) = entry_points(group="vitts", name="espeak")
    assert entry.load() is plugin
    registry = Registry({}, entry_points=True)
    assert registry.distribution_of("espeak").startswith("vitts-espeak ")
    assert registry.hooks_of("espeak") == ["vitts_engines", "vitts_settings", "vitts_voices"]


def test_the_setting_all_voices_offers_every_language() -> None:
    registry = Registry({"espeak": plugin}, entry_points=False)
    sections = [*CORE_SECTIONS, *registry.settings()]
    counts = []
    for every in (False, True):
        config = load_config(sections, overrides={"espeak": {"all-voices": every}})
        (engine,) = registry.collect("vitts_engines", Engine, lambda engine: engine.name, config=config, backends=[])
        voices = registry.collect("vitts_voices", VoiceInfo, lambda voice: voice.name, config=config)
        assert {voice.engine for voice in voices} == {engine.name}
        counts.append(len(voices))
    assert counts[0] == 5
    assert counts[1] > 100


def test_the_worker_imports_nothing_of_the_server() -> None:
    script = "import sys, vitts_espeak.worker; print([m for m in sys.modules if m in ('vitts_server', 'numpy')])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
