"""A file of text that people and other processes change as well: whole or absent, one writer at a time. Blocking."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class KeptFile:
    """One file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> str:
        """Its text; empty if there is none. Raises `OSError` and `UnicodeDecodeError`."""
        try:
            return self.path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            return ""

    def change(self, change: Callable[[str], str]) -> str:
        """Put the text that `change` makes of it in its place: nobody else's change is lost. Raises `OSError`."""
        path = self.path.resolve()  # what a link points to is written, not the link
        path.parent.mkdir(parents=True, exist_ok=True)
        with _locked(path.parent):
            before = self.read()
            text = change(before)
            if text != before:
                _replace(path, text)
        return text


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One writer at a time, of this process and of others."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _replace(path: Path, text: str) -> None:
    aside = path.with_name(f".{path.name}.part-{secrets.token_hex(8)}")
    try:
        with aside.open("xb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, aside)
        aside.replace(path)
    except OSError:
        aside.unlink(missing_ok=True)
        raise
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
