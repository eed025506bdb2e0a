"""Loads Piper voices: on the backend that the settings name, at the loudness of the others."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from vitts_server import Backend, Voice, VoiceFailed, VoiceInfo
from vitts_server.voices.piper.config import BadConfig, PiperConfig, read_config
from vitts_server.voices.piper.folder import ENGINE, content_digest
from vitts_server.voices.piper.settings import PiperSettings


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
        from vitts_server.voices.piper.prepare import forget, prepare
        from vitts_server.voices.piper.voice import PiperVoice

        if info.path is None:
            raise VoiceFailed(f"voice {info.name} has no file")
        try:
            config = self._config(info.path)
        except BadConfig as error:
            raise VoiceFailed(f"voice {info.name}: {error}") from error
        digest = info.version.partition("+")[0]
        self._refuse_another(info.path, digest)
        nets = prepare(info.path, digest, self._cache_dir, self._backend(), self._threads)
        try:
            self._refuse_another(info.path, digest)
        except VoiceFailed:
            forget(self._cache_dir, digest)
            raise
        voice = PiperVoice(nets, config, info.size_bytes)
        if self._settings.even_loudness:
            voice.gain = even_gain(voice, info, nets)
        yield voice

    def _refuse_another(self, path: Path, digest: str) -> None:
        """A file that was overwritten since it was found must not be kept under the name of what it was."""
        try:
            is_same = content_digest(path, self._config_file(path)) == digest
        except OSError as error:
            raise VoiceFailed(f"{path.name} can't be read: {error.strerror}") from error
        if not is_same:
            raise VoiceFailed(f"{path.name} has changed since it was found; it can speak when it was looked for anew")

    def _config_file(self, path: Path) -> Path | None:
        """Of the voice in `path`, unless it is beside it."""
        return self._settings.voice_config if path == self._settings.voice_file else None

    def _config(self, path: Path) -> PiperConfig:
        settings = self._settings
        config = read_config(path, self._config_file(path))
        return config.with_noise(settings.noise_scale, settings.noise_w)


def choose_backend(name: str, backends: Sequence[Backend]) -> Backend:
    """The backend of that name, or for `auto` the best that suits. Raises `VoiceFailed`."""
    known = {backend.name: backend for backend in backends}
    if name == "auto":
        best_first = sorted(backends, key=lambda backend: backend.rank, reverse=True)
        return next(backend for backend in best_first if backend.suits())
    if name not in known:
        raise VoiceFailed(f"piper.backend: there is no backend {name!r}; there are: auto, {', '.join(sorted(known))}")
    if not known[name].suits():
        raise VoiceFailed(f"piper.backend: {name} can't run on this machine or is not installed whole")
    return known[name]
