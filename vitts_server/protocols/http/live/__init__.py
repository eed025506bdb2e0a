"""Live text over WebSocket, `/ws`: text in as it is written, sound and word marks out. A plugin of the HTTP door."""

from collections.abc import Sequence

from vitts_server import Config, Section, SpeechService, hookimpl
from vitts_server.protocols.http.live.handler import LiveHandler
from vitts_server.protocols.http.live.settings import LiveSettings
from vitts_server.protocols.http.routes import Answer, Operation, Route

__all__ = ["LiveHandler", "LiveSettings"]


@hookimpl
def vitts_settings() -> Sequence[type[Section]]:
    """The section [live]."""
    return [LiveSettings]


@hookimpl(optionalhook=True)  # without the HTTP adapter nobody asks for routes
def vitts_http_routes(config: Config, speech: SpeechService) -> Sequence[Route]:
    """One path."""
    opening = Operation(
        summary="Open a WebSocket for live text",
        answers=[
            Answer(description="From here on the connection speaks WebSocket.", status=101, media_type=""),
            Answer(description="The page that asks is of an origin that may not use the server.", status=403),
            Answer(description="The request did not ask for a WebSocket.", status=426),
        ],
    )
    return [
        Route(
            pattern="/ws",
            handler=LiveHandler,
            kwargs={"speech": speech, "live": config.section(LiveSettings)},
            name="live",
            description="Speak text while it is being written (WebSocket).",
            path="/ws",
            operations={"get": opening},
        )
    ]
