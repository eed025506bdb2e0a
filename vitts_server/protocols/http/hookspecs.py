"""The hook that the HTTP door declares: other plugins add their interfaces to it."""

from collections.abc import Sequence

from vitts_server import Config, SpeechService, hookspec
from vitts_server.protocols.http.routes import Route


@hookspec
def vitts_http_routes(config: Config, speech: SpeechService) -> Sequence[Route]:
    """Paths of an HTTP interface. Called once, before the server listens.

    A handler is a `vitts_server.protocols.http.Handler`; what it needs, such as `speech`, comes in through
    `Route.kwargs`. What `Route.operations` say of its methods is in `/openapi.json` and on the page `/docs`.
    """
    raise AssertionError
