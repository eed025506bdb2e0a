"""The HTTP adapter: gathers the routes of all plugins, listens, and on the way out lets go of every client."""

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from tornado.routing import URLSpec

from vitts_server import Config, Extensions, SpeechService
from vitts_server.protocols.http.addresses import bind, parse_address, uri_of
from vitts_server.protocols.http.application import HttpApplication
from vitts_server.protocols.http.bounds import BoundedServer
from vitts_server.protocols.http.handler import Refusal
from vitts_server.protocols.http.routes import Route, checked_routes
from vitts_server.protocols.http.settings import HttpSettings

logger = logging.getLogger(__name__)


class HttpAdapter:
    """Implements `Adapter`."""

    name = "http"

    def __init__(self, config: Config, extensions: Extensions) -> None:
        self._config = config
        self._extensions = extensions
        self._server: BoundedServer | None = None

    def connections(self) -> Mapping[str, int]:
        """Those that speak HTTP, and those that began with it and speak WebSocket now."""
        server = self._server
        there = (server.connections, server.upgraded) if server is not None else (0, 0)
        return dict(zip(("http", "websocket"), there, strict=True))

    @asynccontextmanager
    async def listen(self, speech: SpeechService, /) -> AsyncIterator[Sequence[str]]:
        """Listens while it is open; yields `http://host:port`. Raises `ConfigError` and `PluginError`."""
        http = self._config.section(HttpSettings)
        gathered = self._extensions.gather("vitts_http_routes", config=self._config, speech=speech)
        application = make_application(http, checked_routes(gathered))
        self._server = server = BoundedServer(application)
        listeners = await bind([parse_address(text) for text in http.addresses])
        server.add_sockets(listeners)
        try:
            yield [uri_of(listener) for listener in listeners]
        finally:
            server.stop()
            application.leave()
            await server.close_all_connections()
            await application.finished()


def make_application(http: HttpSettings, routes: Sequence[Route]) -> HttpApplication:
    """The routes as Tornado has them; everything else is 404 in JSON."""
    specs = [URLSpec(route.pattern, route.handler, dict(route.kwargs), name=route.name) for route in routes]
    return HttpApplication(http, specs, routes, default_handler_class=Refusal, default_handler_args={"status": 404})
