"""A file that is not whole yet: `NAME.part`, and beside it which content it is the beginning of. Blocking."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Digests:
    """What the content is known by; None where that is not known."""

    md5: str | None = None
    sha256: str | None = None

    def __bool__(self) -> bool:
        """Whether anything is known."""
        return bool(self.md5 or self.sha256)


UNKNOWN = Digests()
"""Nothing is known of the content."""


class PartFile:
    """Written from its beginning to its end, in one or several goes."""

    def __init__(self, path: Path) -> None:
        self.path = path.with_name(f"{path.name}.part")
        self._tag = path.with_name(f"{path.name}.part.tag")
        self.size_bytes = 0
        self._file: BinaryIO | None = None
        # Not for secrecy: md5 is what the catalogue gives.
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._sha256 = hashlib.sha256()

    def kept_bytes(self) -> int:
        """How much an earlier attempt left."""
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    def tag(self, url: str) -> str | None:
        """What the server called the content of `url` that the part is the beginning of."""
        try:
            lines = self._tag.read_text(encoding="utf-8").split("\n")
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        return lines[1] if len(lines) > 1 and lines[0] == url and lines[1] else None

    def open(self, *, keep: bool, url: str, tag: str | None) -> None:
        """Go on behind what is there, or begin anew."""
        self.close()
        self._md5, self._sha256 = hashlib.md5(usedforsecurity=False), hashlib.sha256()
        self.size_bytes = 0
        self._file = self.path.open("r+b" if keep else "wb")
        while keep and (block := self._file.read(_BLOCK_BYTES)):
            self._count(block)
        self._tag.write_text(f"{url}\n{tag or ''}\n", encoding="utf-8")

    def write(self, data: bytes) -> None:
        """The next bytes."""
        if self._file is None:
            raise ValueError("the part is not open")
        self._file.write(data)
        self._count(data)

    def _count(self, data: bytes) -> None:
        self._md5.update(data)
        self._sha256.update(data)
        self.size_bytes += len(data)

    def complaint(self, digests: Digests) -> str | None:
        """What is wrong with the content; None if nothing is."""
        found = {"md5": self._md5.hexdigest(), "sha256": self._sha256.hexdigest()}
        for name, wanted in (("md5", digests.md5), ("sha256", digests.sha256)):
            if wanted and wanted.lower() != found[name]:
                return f"its {name} is {found[name]}, not {wanted.lower()}"
        return None

    def sync(self) -> None:
        """On the disk, whatever happens next."""
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """What was written stays for the next attempt."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def publish(self, path: Path) -> None:
        """Give the file its name, in one step."""
        self.close()
        self.path.replace(path)
        self._tag.unlink(missing_ok=True)

    def discard(self) -> None:
        """Nothing stays."""
        self.close()
        self.path.unlink(missing_ok=True)
        self._tag.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Names that were given in `folder` are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
