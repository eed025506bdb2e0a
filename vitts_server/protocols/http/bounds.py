"""Tornado's server with bounds of our own: how many connections, and bodies that are refused in so many words."""

import re
from collections.abc import Awaitable
from typing import Any, cast

from tornado.http1connection import HTTP1Connection
from tornado.httpserver import HTTPServer
from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPMessageDelegate,
    HTTPServerRequest,
    RequestStartLine,
    ResponseStartLine,
)
from tornado.iostream import IOStream

from vitts_server.protocols.http.application import HttpApplication
from vitts_server.protocols.http.handler import Handler, RefusedRequest

_FULL_BODY = b'{"error": "Too many connections; try again in a moment."}'
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(_FULL_BODY), _FULL_BODY)
)
PATIENCE = 16
"""Bodies up to so many times the limit are read and thrown away: many clients read no answer before all is sent."""


class BoundedServer(HTTPServer):
    """Listens for an `HttpApplication` within the limits of its settings."""

    def initialize(self, *args: Any, **kwargs: Any) -> None:
        """The one argument is the application."""
        (application,) = args
        self._application: HttpApplication = application
        http = application.http
        super().initialize(
            application,
            xheaders=http.trust_proxy,
            max_header_size=http.max_header_bytes,
            max_body_size=http.max_body_bytes,
            idle_connection_timeout=http.idle_timeout_s,
            body_timeout=http.body_timeout_s,
        )

    @property
    def connections(self) -> int:
        """How many there are that speak HTTP."""
        return len(self._connections)

    @property
    def upgraded(self) -> int:
        """How many there are that speak another protocol by now."""
        return len(self._application.upgraded)

    def handle_stream(self, stream: IOStream, address: tuple[Any, ...]) -> None:
        """A new connection."""
        if self.connections + self.upgraded >= self._application.http.max_connections:
            stream.write(_FULL)
            stream.close()
        else:
            super().handle_stream(stream, address)

    def start_request(self, server_conn: object, request_conn: HTTPConnection) -> HTTPMessageDelegate:
        """A new request on a connection."""
        inner = super().start_request(server_conn, request_conn)
        return _BoundedBody(self._application, inner, cast("HTTP1Connection", request_conn))


class _BoundedBody(HTTPMessageDelegate):
    """Passes a request on; one whose body is too long goes to its handler without it, to be refused."""

    def __init__(self, application: HttpApplication, inner: HTTPMessageDelegate, connection: HTTP1Connection) -> None:
        self._application = application
        self._inner = inner
        self._connection = connection
        self._is_refused = False

    def headers_received(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders
    ) -> Awaitable[None] | None:
        """Decide by the length that the client announces."""
        most_bytes = self._application.http.max_body_bytes
        line = cast("RequestStartLine", start_line)
        if most_bytes < _announced_bytes(headers) <= most_bytes * PATIENCE and not self._is_file(line, headers):
            self._refuse(line, headers)
        return self._inner.headers_received(start_line, headers)

    def data_received(self, chunk: bytes) -> Awaitable[None] | None:
        """A part of the body."""
        return None if self._is_refused else self._inner.data_received(chunk)

    def finish(self) -> None:
        """The request is complete."""
        self._inner.finish()

    def on_connection_close(self) -> None:
        """The client left before it was."""
        self._inner.on_connection_close()

    def _is_file(self, start_line: RequestStartLine, headers: HTTPHeaders) -> bool:
        """Whether the body goes to a handler that takes it as it arrives, and has a limit of its own for it."""
        request = HTTPServerRequest(connection=self._connection, start_line=start_line, headers=headers)
        handler = getattr(self._application.find_handler(request), "handler_class", None)
        return isinstance(handler, type) and issubclass(handler, Handler) and handler.takes_files

    def _refuse(self, start_line: RequestStartLine, headers: HTTPHeaders) -> None:
        self._is_refused = True
        self._connection.set_max_body_size(self._application.http.max_body_bytes * PATIENCE)
        request = RefusedRequest(connection=self._connection, start_line=start_line, headers=headers)
        self._inner = self._application.find_handler(request)


def _announced_bytes(headers: HTTPHeaders) -> int:
    """The length of the body as the client says; 0 for what Tornado will refuse by itself."""
    length = headers.get("Content-Length", "")
    return int(length) if re.fullmatch("[0-9]{1,18}", length) else 0
