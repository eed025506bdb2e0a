"""Voices are downloaded while the server runs: over HTTP, and at the start. A built-in plugin on the public API."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager

from vitts_server import Config, Reloads, SpeechService, hookimpl
from vitts_server.downloads.http import download_routes
from vitts_server.downloads.jobs import Downloads
from vitts_server.downloads.missing import downloading
from vitts_server.protocols.http import Route
from vitts_server.voices.catalogue import Catalogue

__all__ = ["DownloadsPlugin"]


class DownloadsPlugin:
    """One set of downloads for each server, which its paths and its life share."""

    def __init__(self) -> None:
        self._downloads: Downloads | None = None

    @hookimpl
    def vitts_lifespan(self, config: Config, speech: SpeechService) -> Sequence[AbstractAsyncContextManager[object]]:
        """Downloads end with the server."""
        self._downloads = Downloads(Catalogue(config), speech.reload if isinstance(speech, Reloads) else None)
        return [downloading(config, speech, self._downloads)]

    @hookimpl(optionalhook=True)  # without the HTTP adapter nobody asks for routes
    def vitts_http_routes(self, config: Config, speech: SpeechService) -> Sequence[Route]:
        """The catalogue and the downloads over HTTP."""
        downloads = self._downloads or Downloads(Catalogue(config))
        self._downloads = downloads
        return download_routes(downloads, speech)
