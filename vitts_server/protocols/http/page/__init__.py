"""`/`: the page for people, the studio. A plugin of the HTTP door; the page uses its public paths alone.

What is in `built` is made from `web/` by `make web` and comes along, so that nobody who runs the server needs Node.
"""

from collections.abc import Sequence

from vitts_server import Config, SpeechService, hookimpl
from vitts_server.protocols.http.page.handlers import AssetHandler, StudioHandler
from vitts_server.protocols.http.page.shelf import Shelf
from vitts_server.protocols.http.routes import Answer, Operation, Route


@hookimpl(optionalhook=True)  # without the HTTP adapter nobody asks for routes
def vitts_http_routes(config: Config, speech: SpeechService) -> Sequence[Route]:
    """The page, and the files that it loads."""
    shelf = Shelf()
    html = Answer(description="The page.", media_type="text/html")
    assets = tuple(
        Answer(description="A part of the page.", media_type=media_type)
        for media_type in ("text/javascript", "text/css", "image/svg+xml")
    )
    gone = Answer(description="The page has no such part.", status=404)
    return [
        Route(
            pattern="/",
            handler=StudioHandler,
            kwargs={"shelf": shelf},
            name="page",
            description="The page to hear, compare and set up voices.",
            operations={"get": Operation(summary="The page to hear, compare and set up voices", answers=[html])},
        ),
        Route(
            pattern="/assets/([^/]+)",
            path="/assets/{file}",
            handler=AssetHandler,
            kwargs={"shelf": shelf},
            name="page-assets",
            description="What the page loads.",
            operations={"get": Operation(summary="A part of the page", answers=[*assets, gone])},
        ),
    ]
