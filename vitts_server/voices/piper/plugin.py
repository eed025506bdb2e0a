"""Piper voices as a plugin: what it registers, and the folders that it watches."""

from collections.abc import Hashable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar

from vitts_server import (
    Backend,
    BadVoice,
    Config,
    Engine,
    Phonemizer,
    Reloads,
    Section,
    ServerSettings,
    SpeechService,
    SpeechSettings,
    VoiceInfo,
    VoicesSettings,
    hookimpl,
)
from vitts_server.voices.piper.engine import PiperEngine, choose_backend
from vitts_server.voices.piper.folder import describe, find_voices, is_voice_file, shipped_files, voice_files
from vitts_server.voices.piper.int8 import Int8
from vitts_server.voices.piper.phonemes import EspeakPhonemizer, TextPhonemizer
from vitts_server.voices.piper.runtime import Cuda, OnnxRuntime
from vitts_server.voices.piper.settings import PiperSettings
from vitts_server.watching import Watch


class PiperPlugin:
    """Remembers which files it saw when it was last asked for voices: what differs from that is news."""

    NAMED_RANK: ClassVar = 1000
    """Of the voice that the settings name."""

    def __init__(self) -> None:
        self._seen: Hashable = None

    @hookimpl
    def vitts_settings(self) -> Sequence[type[Section]]:
        """The section [piper]."""
        return [PiperSettings]

    @hookimpl
    def vitts_backends(self, config: Config) -> Sequence[Backend]:
        """onnxruntime: on the processor, there in eight-bit integers, and on CUDA cards."""
        return [OnnxRuntime(), Int8(config.section(PiperSettings).int8_least_snr_db), Cuda()]

    @hookimpl
    def vitts_engines(self, config: Config, backends: Sequence[Backend]) -> Sequence[Engine]:
        """The engine `piper`."""
        settings = config.section(PiperSettings)
        cache_dir = config.section(ServerSettings).cache_dir
        threads = config.section(SpeechSettings).cores
        choose = partial(choose_backend, settings.backend, backends)
        return [PiperEngine(cache_dir, threads, choose, settings)]

    @hookimpl
    def vitts_voices(self, config: Config) -> Sequence[VoiceInfo | BadVoice]:
        """Voices in the folders of the settings, the data folder, and `models` here, but none that come along."""
        settings, folders = config.section(PiperSettings), _folders(config)
        self._seen = voice_files(folders)  # before they are read: what changes meanwhile is seen again
        named = [describe(settings.voice_file, settings.voice_config)] if settings.voice_file else []
        first = [replace(voice, rank=self.NAMED_RANK) if isinstance(voice, VoiceInfo) else voice for voice in named]
        own = [settings.voice_file] if settings.voice_file else []
        others = find_voices(folders, skip=[*own, *shipped_files()])
        return [settings.mark(voice) if isinstance(voice, VoiceInfo) else voice for voice in [*first, *others]]

    @hookimpl
    def vitts_lifespan(self, config: Config, speech: SpeechService) -> Sequence[AbstractAsyncContextManager[object]]:
        """Voices that come, change or go while the server runs are seen within seconds."""
        if not isinstance(speech, Reloads) or not config.section(VoicesSettings).watch:
            return []
        folders = _folders(config)
        look = partial(voice_files, folders)
        names = is_voice_file
        return [Watch("voices", folders, look, lambda: self._seen, speech.reload, names=names, is_deep=True)]

    @hookimpl
    def vitts_phonemizers(self) -> Sequence[Phonemizer]:
        """The phonemes that Piper voices are trained on."""
        return [EspeakPhonemizer(), TextPhonemizer()]


def _folders(config: Config) -> Sequence[Path]:
    """Where voices are looked for, whether or not it is there, the most important first."""
    return (
        *config.section(VoicesSettings).dir,
        config.section(ServerSettings).data_dir / "voices",
        Path("models"),
    )
