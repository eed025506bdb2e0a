"""Tornado's application with what every handler needs to reach. It has no routes of its own and listens nowhere."""

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from tornado.web import Application, RequestHandler

from vitts_server.protocols.http.settings import HttpSettings

if TYPE_CHECKING:
    from vitts_server.protocols.http.routes import Route

logger = logging.getLogger(__name__)


class Upgraded(Protocol):
    """A connection that has left HTTP behind."""

    def leave(self) -> None:
        """Say that the server shuts down, and end."""
        ...


class HttpApplication(Application):
    """The handlers of one server."""

    def __init__(self, http: HttpSettings, handlers: Any, routes: Sequence["Route"] = (), **settings: Any) -> None:
        super().__init__(handlers, **settings)
        self.http = http
        self.routes = routes
        """What the handlers were made from, for those who describe them."""
        self.answering: set[asyncio.Task[Any]] = set()
        """Requests that are being answered."""
        self.upgraded: set[Upgraded] = set()
        """Connections that speak another protocol than HTTP by now, such as WebSocket."""

    def log_request(self, handler: RequestHandler) -> None:
        """For those who look for a fault: the core says one line for each request that speaks."""
        request = handler.request
        logger.debug(
            "answered",
            extra={
                "method": request.method,
                "path": request.path,  # without the query, which holds the user's text
                "status": handler.get_status(),
                "duration_s": round(request.request_time(), 4),
            },
        )

    def leave(self) -> None:
        """Say goodbye on upgraded connections, which Tornado's server no longer knows."""
        for connection in list(self.upgraded):
            connection.leave()

    async def finished(self) -> None:
        """Wait until no request is being answered."""
        while self.answering:
            await asyncio.wait(self.answering)
