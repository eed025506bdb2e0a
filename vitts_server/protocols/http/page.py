"""`/`: one plain page to try the voices with. A plugin of the HTTP door; the page uses its public paths alone."""

from collections.abc import Sequence
from importlib.resources import files

from vitts_server import Config, SpeechService, hookimpl
from vitts_server.protocols.http.handler import Handler
from vitts_server.protocols.http.routes import Answer, Operation, Route

_POLICY = (
    "default-src 'none'; connect-src 'self'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data:; media-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@hookimpl(optionalhook=True)  # without the HTTP adapter nobody asks for routes
def vitts_http_routes(config: Config, speech: SpeechService) -> Sequence[Route]:
    """One path."""
    html = Answer(description="The page.", media_type="text/html")
    page = files("vitts_server.protocols.http").joinpath("page.html").read_bytes()
    return [
        Route(
            pattern="/",
            handler=PageHandler,
            kwargs={"page": page},
            name="page",
            description="A page to try the voices with.",
            operations={"get": Operation(summary="A page to try the voices with", answers=[html])},
        )
    ]


class PageHandler(Handler):
    """`/`."""

    def initialize(self, page: bytes) -> None:
        """`page` is the whole file."""
        self.page = page

    def get(self) -> None:
        """The page; it may load nothing from anywhere else."""
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.set_header("Cache-Control", "no-cache")
        self.set_header("Content-Security-Policy", _POLICY)
        self.finish(self.page)
