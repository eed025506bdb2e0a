"""What all handlers of the HTTP door share: JSON in and out, errors as JSON, CORS, request ids, hang-ups.

Knows nothing of speech. Interfaces derive from `Handler`, and override `error_body` if their clients expect another
shape of errors.
"""

import asyncio
import inspect
import json
import logging
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from functools import cached_property
from http import HTTPStatus
from types import TracebackType
from typing import Any, ClassVar, cast

from pydantic import BaseModel
from tornado.http1connection import HTTP1Connection
from tornado.httputil import HTTPServerRequest
from tornado.web import HTTPError, RequestHandler

from vitts_server import Busy, VittsError, __version__
from vitts_server.protocols.http.application import HttpApplication
from vitts_server.protocols.http.errors import HungUp, is_departure, message_of, status_of
from vitts_server.protocols.http.headers import REQUEST_ID, cors, forwarded_host, request_id

logger = logging.getLogger(__name__)

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


class RefusedRequest(HTTPServerRequest):
    """A request that is refused before its handler does anything, in the shape of errors that its clients expect."""

    refused_with = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class ErrorAnswer(BaseModel):
    """What errors look like unless an interface has a shape of its own."""

    error: str


class Handler(RequestHandler):
    """Base of all handlers."""

    error_model: ClassVar[type[BaseModel] | None] = ErrorAnswer
    """The shape of `error_body`, for the interface description; None if errors are plain text."""
    takes_files: ClassVar[bool] = False
    """Whether bodies are given to `data_received` as they arrive, with limits that the handler sets itself."""
    application: HttpApplication
    error: BaseException | None = None
    """What this request is answered with, for `error_body`; None if no exception was raised."""
    _scope: asyncio.Timeout | None = None
    _is_hung_up = False

    @cached_property
    def request_id(self) -> str:
        """Goes into log lines, and back to the client as `X-Request-ID`."""
        return request_id(self.request.headers.get(REQUEST_ID))

    @property
    def base_url(self) -> str:
        """Scheme and host by which the client reached us, without a slash at the end."""
        host = self.request.host
        if self.application.http.trust_proxy:
            host = forwarded_host(self.request.headers.get("X-Forwarded-Host"), host)
        return f"{self.request.protocol}://{host}"

    def set_default_headers(self) -> None:
        """Headers of every answer, errors included."""
        self.set_header("Server", f"vitts-server/{__version__}")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header(REQUEST_ID, self.request_id)
        allowed = self.application.http.cors_origin
        for name, value in cors(self.request.headers, allowed, self._methods(("GET", "HEAD", "POST"))).items():
            self.set_header(name, value)

    def prepare(self) -> None:
        """Make the request known, so that leaving the server waits for it. Overriding methods call this one."""
        task = asyncio.current_task()
        if task is not None:
            self.application.answering.add(task)
            task.add_done_callback(self.application.answering.discard)
        if self.connection.stream.closed():
            raise HungUp
        if isinstance(self.request, RefusedRequest) and self.request.method != "OPTIONS":
            raise HTTPError(self.request.refused_with)

    @property
    def connection(self) -> HTTP1Connection:
        """The connection of this request."""
        return cast("HTTP1Connection", self.request.connection)

    async def head(self, *args: str) -> None:
        """The headers of GET."""
        answer = self.get(*args)
        if inspect.isawaitable(answer):
            await answer

    def options(self, *args: str) -> None:
        """What a browser asks before it lets a page of another origin use us."""
        self.set_status(204)

    def send_json(self, body: object, status: int = 200) -> None:
        """Answer with JSON; it is never cached, for the next answer may differ."""
        self.set_status(status)
        self.set_header("Content-Type", "application/json; charset=UTF-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(body, ensure_ascii=False))

    def compute_etag(self) -> str | None:
        """Only files have a tag: "not modified" would be no answer to anything else."""
        return None

    def error_status(self, error: BaseException | None, default: int) -> int:
        """The status that an exception is answered with; `default` for what nobody expected."""
        return status_of(error, default)

    def error_body(self, status: int, message: str) -> object:
        """The JSON of an error."""
        return {"error": message}

    def send_error_message(self, status: int, message: str) -> None:
        """Answer with an error; for clients that read no JSON an interface overrides this."""
        self.send_json(self.error_body(status, message), status)

    def send_text(self, text: str, status: int = 200) -> None:
        """Answer with plain text; it is never cached either."""
        self.set_status(status)
        self.set_header("Content-Type", "text/plain; charset=UTF-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(text)

    @asynccontextmanager
    async def while_connected(self) -> AsyncIterator[None]:
        """Work that is cancelled the moment the client hangs up."""
        scope = asyncio.timeout(None)
        try:
            async with scope:
                self._scope = scope
                yield
        except TimeoutError:
            if self._is_hung_up:
                raise HungUp from None
            raise
        finally:
            self._scope = None

    def on_connection_close(self) -> None:
        """The client left."""
        super().on_connection_close()
        self._is_hung_up = True
        if self._scope is not None:
            self._scope.reschedule(0)

    async def send(self) -> None:
        """Give what was written to the client and wait until it took it. Raises `HungUp` if it takes too long."""
        try:
            async with asyncio.timeout(self.application.http.send_timeout_s):
                await self.flush()
        except TimeoutError:
            logger.info("a client stopped taking its answer", extra=self._log_fields())
            self.connection.close()
            raise HungUp from None

    def send_error(self, status_code: int = 500, **kwargs: Any) -> None:
        """Answer an exception; once the answer has begun, breaking off is the only way left to say so."""
        error = kwargs["exc_info"][1] if "exc_info" in kwargs else None
        if self._headers_written or is_departure(error):
            self.connection.close()
        else:
            super().send_error(self.error_status(error, status_code), **kwargs)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """JSON instead of Tornado's page."""
        self.error = kwargs["exc_info"][1] if "exc_info" in kwargs else None
        if isinstance(self.error, Busy):
            self.set_header("Retry-After", self.error.retry_after_s)
        if status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            self.set_header("Allow", ", ".join(self._methods()))
        self.send_error_message(status_code, message_of(self.error, status_code))

    def log_exception(
        self, typ: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None
    ) -> None:
        """One line, and the traceback only for what nobody expected. Never the query: it holds the user's text."""
        if is_departure(value):
            logger.debug("the client left", extra=self._log_fields())
        elif not isinstance(value, VittsError | HTTPError):
            logger.error("a request failed", extra=self._log_fields(), exc_info=value)
        elif self._headers_written:
            logger.warning("an answer broke off: %s", value, extra=self._log_fields())
        else:
            logger.debug("a request was refused: %s", type(value).__name__, extra=self._log_fields())

    def _log_fields(self) -> dict[str, object]:
        request = self.request
        return {
            "request_id": self.request_id,
            "method": request.method,
            "path": request.path,
            "peer": request.remote_ip,
        }

    def _methods(self, always: Collection[str] = ()) -> list[str]:
        """The methods that this handler has, and those `always` named."""

        def is_there(method: str) -> bool:
            own = "get" if method == "HEAD" else method.lower()
            return method in always or getattr(type(self), own) is not getattr(RequestHandler, own)

        return [*filter(is_there, METHODS), "OPTIONS"]


class Refusal(Handler):
    """Answers everything but OPTIONS with one error."""

    def initialize(self, status: int) -> None:
        """`status` is the HTTP status of the error."""
        self.status = status

    def prepare(self) -> None:
        """Raises `HTTPError` before any method is looked at."""
        super().prepare()
        if self.request.method != "OPTIONS":
            raise HTTPError(self.status)
