"""`/openapi.json`, what all HTTP interfaces take and answer, and `/docs`, the same for people who want to try it.

A plugin of the HTTP door. The page is our own and loads nothing from anywhere else.
"""

import asyncio
import json
from collections.abc import Sequence
from importlib.resources import files

from vitts_server import Config, SpeechService, hookimpl
from vitts_server.protocols.http.handler import Handler
from vitts_server.protocols.http.openapi.document import describe
from vitts_server.protocols.http.routes import Answer, Operation, Route

_POLICY = (
    "default-src 'none'; connect-src 'self'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data:; media-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@hookimpl(optionalhook=True)  # without the HTTP adapter nobody asks for routes
def vitts_http_routes(config: Config, speech: SpeechService) -> Sequence[Route]:
    """Two paths."""
    page = files("vitts_server.protocols.http.openapi").joinpath("docs.html").read_bytes()
    document = Answer(description="An OpenAPI 3.1 document.")
    html = Answer(description="A page.", media_type="text/html")
    return [
        Route(
            pattern=r"/openapi\.json",
            path="/openapi.json",
            handler=DocumentHandler,
            kwargs={"description": Description()},
            name="openapi",
            description="What every path takes and answers, for programs.",
            operations={"get": Operation(summary="This description", answers=[document])},
        ),
        Route(
            pattern="/docs",
            handler=DocsHandler,
            kwargs={"page": page},
            name="docs",
            description="What every path takes and answers, for people, with forms to try it.",
            operations={"get": Operation(summary="This description as a page to try things with", answers=[html])},
        ),
    ]


class Description:
    """The document of one server, made when it is first asked for: only then are all routes known."""

    def __init__(self) -> None:
        self._text: bytes | None = None

    def text(self, routes: Sequence[Route]) -> bytes:
        """Blocking the first time."""
        if self._text is None:
            self._text = json.dumps(describe(routes), ensure_ascii=False).encode()
        return self._text


class DocumentHandler(Handler):
    """`/openapi.json`."""

    def initialize(self, description: Description) -> None:
        """`description` is shared by all requests."""
        self.description = description

    async def get(self) -> None:
        """The description of all routes of this server."""
        text = await asyncio.to_thread(self.description.text, self.application.routes)
        self.set_header("Content-Type", "application/json; charset=UTF-8")
        self.set_header("Cache-Control", "no-cache")
        self.finish(text)


class DocsHandler(Handler):
    """`/docs`."""

    def initialize(self, page: bytes) -> None:
        """`page` is the whole file."""
        self.page = page

    def get(self) -> None:
        """The page; it may load nothing from anywhere else."""
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.set_header("Cache-Control", "no-cache")
        self.set_header("Content-Security-Policy", _POLICY)
        self.finish(self.page)
