"""Voices on their way into the data folder: two files, written beside and renamed when together they are a voice.

An upload has part files of its own: a download of the same name does not meet it.
"""

import asyncio
import threading
import time
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path

from vitts_server import BadRequest, Config, ServerSettings
from vitts_server.voices.catalogue import CatalogueSettings, DownloadFailed, VoiceFiles
from vitts_server.voices.catalogue.files import check_space, publish
from vitts_server.voices.catalogue.part import PartFile
from vitts_server.voices.piper.config import BadConfig, read_config

_MARK = ".upload"
_ABANDONED_S = 86400.0
MOST_CONFIG_BYTES = 1 << 24


class Refused(BadRequest):
    """Nothing was installed; the message says why."""

    def __init__(self, message: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(message)
        self.status = status


class Uploads:
    """The folder of voices that were added."""

    def __init__(self, config: Config) -> None:
        self.folder = config.section(ServerSettings).data_dir / "voices"
        self.most_bytes = config.section(CatalogueSettings).max_voice_mb * 1_000_000
        self.running: set[str] = set()
        """Names that somebody is uploading now."""

    def files(self, name: str) -> VoiceFiles:
        """Where a voice of this name lies, or would. Raises `BadRequest` for what can't be a name."""
        return VoiceFiles(self.folder, name)

    def added(self) -> Sequence[VoiceFiles]:
        """The voices that are there, by name. Blocking."""
        models = sorted(self.folder.glob("*.onnx")) if self.folder.is_dir() else []
        return [VoiceFiles(self.folder, path.name.removesuffix(".onnx")) for path in models if path.is_file()]

    async def tidy(self) -> None:
        """Forget what was abandoned long ago; what is new may be on its way to another process."""
        await asyncio.to_thread(self._tidy)

    def _tidy(self) -> None:
        if self.folder.is_dir():
            for path in self.folder.glob(f"*{_MARK}.part*"):
                if path.stat().st_mtime < time.time() - _ABANDONED_S:
                    path.unlink(missing_ok=True)


class Upload:
    """One file as it arrives. Blocking; the caller sees to it that nobody else writes this file."""

    def __init__(self, files: VoiceFiles, most_bytes: int, *, is_config: bool) -> None:
        self._files = files
        self._config = _part(files.config)
        self._model = _part(files.model)
        self._is_config = is_config
        self._part = self._config if is_config else self._model
        self.most_bytes = MOST_CONFIG_BYTES if is_config else most_bytes
        self._lock = threading.Lock()
        self._is_over = False

    def begin(self, announced_bytes: int) -> None:
        """Raises `Refused` and `OSError`."""
        self._files.folder.mkdir(parents=True, exist_ok=True)
        if not self._is_config and not self._config.kept_bytes():
            raise Refused(f"Send {self._files.config.name} first.", HTTPStatus.CONFLICT)
        if announced_bytes > self.most_bytes:
            most_mb = self.most_bytes / 1e6
            raise Refused(
                f"The file is larger than the {most_mb:.0f} MB that are allowed.", HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            )
        try:
            check_space(self._files.folder, announced_bytes)
        except DownloadFailed:
            raise Refused("The server's disk has no room for this file.", HTTPStatus.INSUFFICIENT_STORAGE) from None
        self._part.open(keep=False, url="upload", tag=None)

    def write(self, data: bytes) -> None:
        """The next bytes. Raises `OSError`."""
        with self._lock:
            if not self._is_over:
                self._part.write(data)

    def finish(self) -> int:
        """All of it is there: keep the configuration, or make a voice of both; its size.

        Raises `Refused` and `OSError`.
        """
        with self._lock:
            self._is_over = True
            self._part.sync()
            self._part.close()
            if self._is_config:
                self._check_config()
            else:
                self._publish()
            return self._part.size_bytes

    def discard(self) -> None:
        """Nothing of this file stays, unless it is finished."""
        with self._lock:
            if not self._is_over:
                self._is_over = True
                self._part.discard()

    def _check_config(self) -> None:
        try:
            read_config(self._files.model, self._config.path)
        except BadConfig as error:
            self._config.discard()
            raise Refused(self._as_sent(str(error))) from error

    def _publish(self) -> None:
        try:
            publish(self._files, self._model, self._config, None)
        except DownloadFailed as error:
            raise Refused(self._as_sent(error.message)) from error

    def _as_sent(self, message: str) -> str:
        """With the names that the client knows."""
        for part, path in ((self._config, self._files.config), (self._model, self._files.model)):
            message = message.replace(part.path.name, path.name)
        return message


def _part(path: Path) -> PartFile:
    return PartFile(path.with_name(path.name + _MARK))
