"""The files of the page, as they were built: read once, compressed once. Blocking."""

import gzip
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

_MEDIA_TYPES = {
    "html": "text/html; charset=UTF-8",
    "js": "text/javascript; charset=UTF-8",
    "css": "text/css; charset=UTF-8",
    "svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """One of them."""

    content: bytes
    gzipped: bytes
    media_type: str


class Shelf:
    """Names are looked up, never joined to a path from outside: nothing else can be asked for."""

    def __init__(self) -> None:
        self._folder = files("vitts_server.protocols.http.page").joinpath("built")
        self._parts: dict[str, BuiltFile] = {}

    @cached_property
    def names(self) -> AbstractSet[str]:
        """The files that the page loads."""
        return {file.name for file in self._folder.joinpath("assets").iterdir()}

    @cached_property
    def page(self) -> BuiltFile:
        """The page itself."""
        return _built(self._folder.joinpath("index.html").read_bytes(), "html")

    def part(self, name: str) -> BuiltFile | None:
        """A file that the page loads; None if there is none of this name."""
        if name not in self._parts and name in self.names:
            content = self._folder.joinpath("assets", name).read_bytes()
            self._parts[name] = _built(content, name.rpartition(".")[2])
        return self._parts.get(name)


def _built(content: bytes, suffix: str) -> BuiltFile:
    return BuiltFile(content, gzip.compress(content, mtime=0), _MEDIA_TYPES[suffix])
