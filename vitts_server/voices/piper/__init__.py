"""Voices in Piper's format (VITS in ONNX): found on disk, cut, and spoken piece by piece. A built-in plugin."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from vitts_server import (
    Backend,
    BadVoice,
    Config,
    Engine,
    Folder,
    Inherited,
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
from vitts_server.voices.piper.config import BadConfig, PiperConfig, read_config
from vitts_server.voices.piper.folder import ENGINE, describe, find_voices, shipped_folder
from vitts_server.voices.piper.int8 import Int8
from vitts_server.voices.piper.phonemes import EspeakPhonemizer, TextPhonemizer
from vitts_server.voices.piper.runtime import Cuda, OnnxRuntime

_NAMED_RANK = 1000


def _backend_for(device: str) -> str:
    """What the programs that know `cpu` and `cuda:0` mean."""
    kind = device.strip().lower().partition(":")[0]
    return {"cpu": "onnxruntime", "gpu": "cuda"}.get(kind, kind)


class PiperSettings(Section):
    """Voices in Piper's format."""

    section: ClassVar[str] = "piper"
    environment: ClassVar[Mapping[str, str | Inherited]] = {
        "TTS_MODEL_PATH": "voice-file",
        "TTS_CONFIG_PATH": "voice-config",
        "TTS_NOISE_SCALE": "noise-scale",
        "TTS_NOISE_W": "noise-w",
        "TTS_DEVICE": Inherited("backend", _backend_for),
    }

    voice_file: Folder | None = Field(
        None, description="A voice outside the voices folders; it is the default voice unless one is named."
    )
    voice_config: Folder | None = Field(None, description="Configuration of `voice-file`; unset: the file beside it.")
    noise_scale: float | None = Field(
        None, ge=0, le=2, description="Variation of the sound, for all voices; unset: as each voice's own file says."
    )
    noise_w: float | None = Field(
        None, ge=0, le=2, description="Variation of the pace, for all voices; unset: as each voice's own file says."
    )
    backend: str = Field(
        "auto",
        description="What runs the voices: onnxruntime, onnxruntime-int8 (quick and not exact), cuda, another that a "
        "plugin brings, or auto for the best exact one.",
    )
    int8_least_snr_db: float = Field(
        30.0,
        ge=0,
        description="onnxruntime-int8: a decoder further from the exact one, in decibels of signal to noise, is not "
        "used; the server's log says what was reached.",
    )
    even_loudness: bool = Field(True, description="Bring every voice to the same loudness by a constant factor.")

    def mark(self, voice: VoiceInfo) -> VoiceInfo:
        """The voice with a version that also changes with the settings that change its sound."""
        return replace(voice, version=f"{voice.version}+{self.noise_scale}+{self.noise_w}+{self.even_loudness}")


class PiperEngine:
    """Loads voices that `find_voices` found."""

    name = ENGINE

    def __init__(self, cache_dir: Path, threads: int, backend: Callable[[], Backend], settings: PiperSettings) -> None:
        """`backend` chooses what runs the nets, at the first load and not before: looking may take a while."""
        self._cache_dir = cache_dir
        self._threads = threads
        self._backend = cache(backend)
        self._settings = settings

    @contextmanager
    def load(self, info: VoiceInfo, /) -> Iterator[Voice]:
        """Raises `VoiceFailed`."""
        from vitts_server.voices.piper.loudness import even_gain
        from vitts_server.voices.piper.prepare import prepare
        from vitts_server.voices.piper.voice import PiperVoice

        if info.path is None:
            raise VoiceFailed(f"voice {info.name} has no file")
        try:
            config = self._config(info.path)
        except BadConfig as error:
            raise VoiceFailed(f"voice {info.name}: {error}") from error
        nets = prepare(info.path, info.version.partition("+")[0], self._cache_dir, self._backend(), self._threads)
        voice = PiperVoice(nets, config, info.size_bytes)
        if self._settings.even_loudness:
            voice.gain = even_gain(voice, info, nets)
        yield voice

    def _config(self, path: Path) -> PiperConfig:
        settings = self._settings
        config = read_config(path, settings.voice_config if path == settings.voice_file else None)
        return config.with_noise(settings.noise_scale, settings.noise_w)


def choose_backend(name: str, backends: Sequence[Backend]) -> Backend:
    """The backend of that name, or for `auto` the best that suits. Raises `VoiceFailed`."""
    known = {backend.name: backend for backend in backends}
    if name == "auto":
        return max((backend for backend in backends if backend.suits()), key=lambda backend: backend.rank)
    if name not in known:
        raise VoiceFailed(f"piper.backend: there is no backend {name!r}; there are: auto, {', '.join(sorted(known))}")
    if not known[name].suits():
        raise VoiceFailed(f"piper.backend: {name} can't run on this machine or is not installed whole")
    return known[name]


@hookimpl
def vitts_backends(config: Config) -> Sequence[Backend]:
    """onnxruntime: on the processor, there in eight-bit integers, and on CUDA cards."""
    return [OnnxRuntime(), Int8(config.section(PiperSettings).int8_least_snr_db), Cuda()]


@hookimpl
def vitts_settings() -> Sequence[type[Section]]:
    """The section [piper]."""
    return [PiperSettings]


@hookimpl
def vitts_engines(config: Config, backends: Sequence[Backend]) -> Sequence[Engine]:
    """The engine `piper`."""
    settings = config.section(PiperSettings)
    cache_dir = config.section(ServerSettings).cache_dir
    threads = config.section(SpeechSettings).cores
    choose = partial(choose_backend, settings.backend, backends)
    return [PiperEngine(cache_dir, threads, choose, settings)]


@hookimpl
def vitts_voices(config: Config) -> Sequence[VoiceInfo | BadVoice]:
    """Voices in the folders of the settings, the data folder, and `models` here, unless that is what comes along."""
    folders = [
        *config.section(VoicesSettings).dir,
        config.section(ServerSettings).data_dir / "voices",
        Path("models"),
    ]
    there = [folder for folder in folders if folder.is_dir() and folder.resolve() != shipped_folder().resolve()]
    settings = config.section(PiperSettings)
    named = [describe(settings.voice_file, settings.voice_config)] if settings.voice_file else []
    first = [replace(voice, rank=_NAMED_RANK) if isinstance(voice, VoiceInfo) else voice for voice in named]
    others = find_voices(there, skip=settings.voice_file)
    return [settings.mark(voice) if isinstance(voice, VoiceInfo) else voice for voice in [*first, *others]]


@hookimpl
def vitts_phonemizers() -> Sequence[Phonemizer]:
    """The phonemes that Piper voices are trained on."""
    return [EspeakPhonemizer(), TextPhonemizer()]
