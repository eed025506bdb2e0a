"""`/livez` and `/readyz`: for what starts servers, watches them and sends them clients. A plugin of the HTTP door."""

from collections.abc import Sequence

from pydantic import BaseModel, Field

from vitts_server import Config, SpeechService, hookimpl
from vitts_server.protocols.http.handler import Handler
from vitts_server.protocols.http.health import health_of
from vitts_server.protocols.http.routes import Answer, Operation, Route


class ProbeAnswer(BaseModel):
    """What a probe answers."""

    status: str = Field(description="One word: alive or ready, else why not.")
    message: str = Field("", description="The same for people.")


@hookimpl(optionalhook=True)  # without the HTTP adapter nobody asks for routes
def vitts_http_routes(config: Config, speech: SpeechService) -> Sequence[Route]:
    """Two paths."""
    alive = Answer(description="The server answers.", model=ProbeAnswer)
    ready = Answer(description="The server can take requests.", model=ProbeAnswer)
    not_ready = Answer(description="No voice, or the server shuts down.", status=503, model=ProbeAnswer)
    return [
        Route(
            pattern="/livez",
            handler=LiveProbe,
            name="livez",
            description="Whether the server is alive.",
            path="/livez",
            operations={"get": Operation(summary="Whether the server is alive", answers=[alive])},
        ),
        Route(
            pattern="/readyz",
            handler=ReadyProbe,
            kwargs={"speech": speech},
            name="readyz",
            description="Whether the server takes new requests.",
            path="/readyz",
            operations={"get": Operation(summary="Whether it takes new requests", answers=[ready, not_ready])},
        ),
    ]


class LiveProbe(Handler):
    """`/livez`."""

    def get(self) -> None:
        """200: a loop that hangs would not come this far."""
        self.send_json(ProbeAnswer(status="alive").model_dump())


class ReadyProbe(Handler):
    """`/readyz`."""

    def initialize(self, speech: SpeechService) -> None:
        """`speech` knows its state."""
        self.speech = speech

    def get(self) -> None:
        """200, or 503 with the reason."""
        status, message = health_of(self.speech.status())
        is_ready = status == "healthy"
        answer = ProbeAnswer(status="ready" if is_ready else status, message=message)
        self.send_json(answer.model_dump(), 200 if is_ready else 503)
