"""The plugin: what vitts-server finds under its entry point `espeak`."""

from collections.abc import Sequence

from vitts_espeak import catalogue
from vitts_espeak.settings import EspeakSettings
from vitts_espeak.voice import EspeakEngine
from vitts_server import Config, Engine, Section, VoiceInfo, hookimpl


@hookimpl
def vitts_settings() -> Sequence[type[Section]]:
    """The section `[espeak]`."""
    return [EspeakSettings]


@hookimpl
def vitts_engines(config: Config) -> Sequence[Engine]:
    """The engine `espeak`."""
    return [EspeakEngine(config.section(EspeakSettings).timeout_s)]


@hookimpl
def vitts_voices(config: Config) -> Sequence[VoiceInfo]:
    """Vietnamese and English, or every language there is."""
    return catalogue.voices(every=config.section(EspeakSettings).all_voices)
