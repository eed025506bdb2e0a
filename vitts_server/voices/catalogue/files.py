"""The files of a voice that was installed, and what can be done with them on the disk. Blocking."""

import hashlib
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from vitts_server import BadRequest, BadVoice, UnknownVoice
from vitts_server.voices.catalogue.errors import DownloadFailed
from vitts_server.voices.catalogue.part import Digests, PartFile, sync_folder
from vitts_server.voices.piper.config import config_path
from vitts_server.voices.piper.folder import describe

_SAFE_NAME = re.compile(r"^\w[\w.-]*$")
_SPARE_BYTES = 1 << 24
_LICENCE = re.compile(r"^\W*licen[cs]e\W*:\s*(.+?)\s*$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class VoiceFiles:
    """Where the files of one voice lie in a folder."""

    folder: Path
    name: str

    CARD: ClassVar[str] = "MODEL_CARD"

    def __post_init__(self) -> None:
        """Raises `BadRequest` for a name that could lead out of the folder."""
        if not _SAFE_NAME.match(self.name):
            raise BadRequest(
                f"{self.name!r} can't be a voice's name; letters, digits, dots, dashes and underscores can",
                field="name",
            )

    @property
    def model(self) -> Path:
        """The net."""
        return self.folder / f"{self.name}.onnx"

    @property
    def config(self) -> Path:
        """Its configuration."""
        return self.folder / f"{self.name}.onnx.json"

    @property
    def card(self) -> Path:
        """What its makers say of it, if that came along."""
        return self.folder / f"{self.name}.{self.CARD}"

    def is_there(self) -> bool:
        """Whether both files of the voice are there."""
        return self.model.is_file() and self.config.is_file()

    def discard_parts(self) -> bool:
        """Forget what an interrupted download left; False if there is nothing."""
        parts = [PartFile(path) for path in (self.model, self.config, self.card)]
        is_there = any(part.kept_bytes() for part in parts)
        for part in parts:
            part.discard()
        return is_there

    def remove(self) -> None:
        """The net first, so that nobody sees it without its configuration. Raises `UnknownVoice`."""
        is_there = self.model.is_file()
        for path in (self.model, self.config, self.card):
            path.unlink(missing_ok=True)
        if not self.discard_parts() and not is_there:
            raise UnknownVoice(f"there is no voice {self.name!r} in {self.folder}", field="name")
        sync_folder(self.folder)


def publish(files: VoiceFiles, model: PartFile, config: PartFile, card: PartFile | None) -> None:
    """Make a voice of parts: refused unless it is one, the net last. Raises `DownloadFailed`."""
    found = describe(model.path, config.path)
    if isinstance(found, BadVoice):
        model.discard()
        config.discard()
        raise DownloadFailed(f"what came for {files.name} is no voice: {found.reason}")
    config.publish(files.config)
    if card is not None:
        card.publish(files.card)
    model.publish(files.model)
    sync_folder(files.folder)


def is_same(path: Path, size_bytes: int | None, digests: Digests) -> bool:
    """Whether a file is what it should be, as far as that is known."""
    if not path.is_file() or (size_bytes is not None and path.stat().st_size != size_bytes):
        return False
    return all(not wanted or _digest(path, name) == wanted.lower() for name, wanted in _wanted(digests))


def _wanted(digests: Digests) -> list[tuple[str, str | None]]:
    return [("md5", digests.md5), ("sha256", digests.sha256)]


def _digest(path: Path, name: str) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, name).hexdigest()


def check_space(folder: Path, needed_bytes: int) -> None:
    """Raises `DownloadFailed` if the disk of `folder` can't take so much more."""
    free_bytes = shutil.disk_usage(folder).free
    if free_bytes < needed_bytes + _SPARE_BYTES:
        raise DownloadFailed(
            f"{folder} has room for {free_bytes / 1e6:.0f} MB; {(needed_bytes + _SPARE_BYTES) / 1e6:.0f} MB are needed"
        )


def copy_voice(files: VoiceFiles, model: Path, config: Path | None) -> None:
    """Install a voice from files of this machine. Raises `DownloadFailed` and `OSError`."""
    found = config or config_path(model)
    if found is None:
        raise DownloadFailed(f"{model} has no configuration: there is no {model.name}.json beside it")
    files.folder.mkdir(parents=True, exist_ok=True)
    if files.model.exists() and files.model.samefile(model):
        raise DownloadFailed(f"{model} is installed already")
    check_space(files.folder, model.stat().st_size)
    parts = [_copied(source, target) for source, target in ((model, files.model), (found, files.config))]
    publish(files, parts[0], parts[1], None)


def _copied(source: Path, target: Path) -> PartFile:
    part = PartFile(target)
    try:
        with source.open("rb") as file:
            part.open(keep=False, url=source.as_uri() if source.is_absolute() else str(source), tag=None)
            while block := file.read(1 << 20):
                part.write(block)
        part.sync()
    except BaseException:
        part.discard()
        raise
    part.close()
    return part


def licence_on(card: Path) -> str:
    """What a model card says of the licence; empty if it does not, or if there is none."""
    try:
        text = card.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    found = _LICENCE.search(text)
    return found[1] if found else ""
