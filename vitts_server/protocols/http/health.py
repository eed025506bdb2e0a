"""`/health`: whether the server can speak now. A plugin of the HTTP door; it never loads or starts anything."""

from collections.abc import Sequence

from pydantic import BaseModel, Field

from vitts_server import Config, SpeechService, SpeechStatus, __version__, hookimpl
from vitts_server.protocols.http.handler import Handler
from vitts_server.protocols.http.routes import Answer, Operation, Route
from vitts_server.protocols.http.settings import HttpSettings


class HealthAnswer(BaseModel):
    """How the server is."""

    status: str = Field(description="healthy, or one word for why not.")
    message: str = Field(description="The same for people.")
    service: str
    version: str
    state: str
    voices: int = Field(description="How many are installed.")
    default_voice: str | None
    running: int = Field(description="Requests that are being spoken.")
    waiting: int = Field(description="Those of them that have no sound yet.")


@hookimpl(optionalhook=True)  # without the HTTP adapter nobody asks for routes
def vitts_http_routes(config: Config, speech: SpeechService) -> Sequence[Route]:
    """One path."""
    answers = (
        Answer(description="It can.", model=HealthAnswer),
        Answer(description="It can't, and why.", status=503, model=HealthAnswer),
    )
    return [
        Route(
            pattern="/health",
            handler=HealthHandler,
            kwargs={"speech": speech, "service_name": config.section(HttpSettings).service_name},
            name="health",
            description="Whether the server can speak now.",
            operations={"get": Operation(summary="Whether the server can speak now", answers=answers)},
        )
    ]


class HealthHandler(Handler):
    """`/health`."""

    def initialize(self, speech: SpeechService, service_name: str) -> None:
        """`service_name` is what clients get to read."""
        self.speech = speech
        self.service_name = service_name

    def get(self) -> None:
        """200 and `"status": "healthy"`, or 503 with the reason."""
        speech = self.speech.status()
        status, message = health_of(speech)
        answer = HealthAnswer(
            status=status,
            message=message,
            service=self.service_name,
            version=__version__,
            state=speech.state,
            voices=len(self.speech.voices()),
            default_voice=speech.default_voice,
            running=speech.running,
            waiting=speech.waiting,
        )
        self.send_json(answer.model_dump(), 200 if status == "healthy" else 503)


def health_of(speech: SpeechStatus) -> tuple[str, str]:
    """One word for programs, one sentence for people."""
    if speech.state == "starting":
        return "starting", "TTS service is starting"
    if speech.state == "draining":
        return "draining", "TTS service is shutting down"
    if speech.default_voice is None:
        return "unhealthy", "TTS service has no voice"
    return "healthy", "TTS service is running"
