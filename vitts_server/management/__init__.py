"""Voices are added, removed and chosen while the server runs: over HTTP, with the admin token. A built-in plugin."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from vitts_server import Config, SpeechService, hookimpl
from vitts_server.management.chosen import ChosenVoice
from vitts_server.management.routes import management_routes
from vitts_server.management.uploads import Uploads
from vitts_server.protocols.http import Route

__all__ = ["ManagementPlugin"]


class ManagementPlugin:
    """Uploads, the default voice, and what was added to the data folder."""

    @hookimpl
    def vitts_default_voice(self, config: Config) -> str | None:
        """The one that was chosen over HTTP."""
        return ChosenVoice(config).name()

    @hookimpl
    def vitts_lifespan(self, config: Config) -> Sequence[AbstractAsyncContextManager[object]]:
        """Nothing stays for ever of uploads that were not finished."""
        return [_tidied(Uploads(config))]

    @hookimpl(optionalhook=True)  # without the HTTP adapter nobody asks for routes
    def vitts_http_routes(self, config: Config, speech: SpeechService) -> Sequence[Route]:
        """The paths."""
        return management_routes(Uploads(config), ChosenVoice(config), speech)


@asynccontextmanager
async def _tidied(uploads: Uploads) -> AsyncIterator[None]:
    await uploads.tidy()
    yield
