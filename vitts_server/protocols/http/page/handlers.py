"""Serves the page and its parts. It may load nothing from anywhere else, and no script that is written into it."""

import asyncio

from tornado.web import HTTPError

from vitts_server.protocols.http.accept import accepts_gzip
from vitts_server.protocols.http.handler import Handler
from vitts_server.protocols.http.page.shelf import BuiltFile, Shelf

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "worker-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class _ShelfHandler(Handler):
    def initialize(self, shelf: Shelf) -> None:
        """`shelf` has the files."""
        self.shelf = shelf

    def send_file(self, file: BuiltFile) -> None:
        """Compressed for those who can read that."""
        self.set_header("Content-Type", file.media_type)
        self.set_header("Vary", "Accept-Encoding")
        if accepts_gzip(self.request.headers.get("Accept-Encoding")):
            self.set_header("Content-Encoding", "gzip")
            self.finish(file.gzipped)
        else:
            self.finish(file.content)


class StudioHandler(_ShelfHandler):
    """`/`."""

    async def get(self) -> None:
        """Asked for anew each time: it names the parts that belong to it."""
        file = await asyncio.to_thread(lambda: self.shelf.page)
        self.set_header("Cache-Control", "no-cache")
        self.set_header("Content-Security-Policy", _POLICY)
        self.set_header("Referrer-Policy", "no-referrer")
        self.send_file(file)


class AssetHandler(_ShelfHandler):
    """`/assets/{file}`."""

    async def get(self, name: str) -> None:
        """Kept for good: another content has another name."""
        file = await asyncio.to_thread(self.shelf.part, name)
        if file is None:
            raise HTTPError(404)
        self.set_header("Cache-Control", "public, max-age=31536000, immutable")
        self.send_file(file)
