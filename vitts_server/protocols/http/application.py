"""Tornado's application with what every handler needs to reach. It knows no routes of its own and listens nowhere."""

import asyncio
import logging
from typing import Any

from tornado.web import Application, RequestHandler

from vitts_server.protocols.http.settings import HttpSettings

logger = logging.getLogger(__name__)


class HttpApplication(Application):
    """The handlers of one server."""

    def __init__(self, http: HttpSettings, handlers: Any, **settings: Any) -> None:
        super().__init__(handlers, **settings)
        self.http = http
        self.answering: set[asyncio.Task[Any]] = set()
        """Requests that are being answered."""

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

    async def finished(self) -> None:
        """Wait until no request is being answered."""
        while self.answering:
            await asyncio.wait(self.answering)
