"""Voices in Piper's format (VITS in ONNX): found on disk, cut, and spoken piece by piece. A built-in plugin."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from vitts_server import (
    BadVoice,
    Config,
    Engine,
    Phonemizer,
    Section,
    ServerSettings,
    SpeechSettings,
    Voice,
    VoiceFailed,
    VoiceInfo,
    VoicesSettings,
    hookimpl,
)
from vitts_server.voices.piper.config import BadConfig, read_config
from vitts_server.voices.piper.folder import ENGINE, find_voices
from vitts_server.voices.piper.phonemes import EspeakPhonemizer, TextPhonemizer


class PiperSettings(Section):
    """Voices in Piper's format."""

    section: ClassVar[str] = "piper"

    even_loudness: bool = Field(True, description="Bring every voice to the same loudness by a constant factor.")


class PiperEngine:
    """Loads voices that `find_voices` found."""

    name = ENGINE

    def __init__(self, cache_dir: Path, threads: int, *, even_loudness: bool) -> None:
        self._cache_dir = cache_dir
        self._threads = threads
        self._even_loudness = even_loudness

    @contextmanager
    def load(self, info: VoiceInfo, /) -> Iterator[Voice]:
        """Raises `VoiceFailed`."""
        from vitts_server.voices.piper.loudness import even_gain
        from vitts_server.voices.piper.prepare import prepare
        from vitts_server.voices.piper.voice import PiperVoice

        if info.path is None:
            raise VoiceFailed(f"voice {info.name} has no file")
        try:
            config = read_config(info.path)
        except BadConfig as error:
            raise VoiceFailed(f"voice {info.name}: {error}") from error
        nets = prepare(info.path, info.version, self._cache_dir, self._threads)
        voice = PiperVoice(nets, config, info.size_bytes)
        if self._even_loudness:
            voice.gain = even_gain(voice, info, nets)
        yield voice


@hookimpl
def vitts_settings() -> Sequence[type[Section]]:
    """The section [piper]."""
    return [PiperSettings]


@hookimpl
def vitts_engines(config: Config) -> Sequence[Engine]:
    """The engine `piper`."""
    cache_dir = config.section(ServerSettings).cache_dir
    threads = config.section(SpeechSettings).threads or os.cpu_count() or 1
    return [PiperEngine(cache_dir, threads, even_loudness=config.section(PiperSettings).even_loudness)]


@hookimpl
def vitts_voices(config: Config) -> Sequence[VoiceInfo | BadVoice]:
    """Voices in the folders of the settings, the data folder, and `models` beside the package or here."""
    beside_package = Path(__file__).parents[3] / "models"
    folders = [
        *config.section(VoicesSettings).dir,
        config.section(ServerSettings).data_dir / "voices",
        Path("models"),
        beside_package,
    ]
    return list(find_voices(folder for folder in folders if folder.is_dir()))


@hookimpl
def vitts_phonemizers() -> Sequence[Phonemizer]:
    """The phonemes that Piper voices are trained on."""
    return [EspeakPhonemizer(), TextPhonemizer()]
