"""The paths of this interface, each with what it takes and answers."""

from collections.abc import Mapping, Sequence

from vitts_server import SpeechService
from vitts_server.protocols.http.routes import Answer, Operation, Route
from vitts_server.protocols.http.xtts import answers
from vitts_server.protocols.http.xtts.bodies import ModelInfoBody, SynthesizeBody
from vitts_server.protocols.http.xtts.catalogue import HealthHandler, ModelInfoHandler, SpeakersHandler, VoicesHandler
from vitts_server.protocols.http.xtts.files import AudioHandler, CleanupHandler, MetadataHandler, StatsHandler
from vitts_server.protocols.http.xtts.handler import XttsHandler
from vitts_server.protocols.http.xtts.settings import XttsSettings
from vitts_server.protocols.http.xtts.synthesize import SynthesizeHandler

_PREFIX = "/api/tts"
_WRONG = Answer(status=422, description="The body is wrong.", model=answers.Refused)
_GONE = Answer(status=404, description="There is no such file, or it has expired.", model=answers.Refused)
_WAV = Answer(description="The WAV, if `return_audio` is true.", media_type="audio/wav")


def described(speech: SpeechService, xtts: XttsSettings, service_name: str) -> Sequence[Route]:
    """All routes."""
    kwargs = {"speech": speech, "xtts": xtts, "service_name": service_name}

    def route(
        path: str, name: str, handler: type[XttsHandler], description: str, operations: Mapping[str, Operation]
    ) -> Route:
        return Route(
            pattern=_PREFIX + path.replace("{id}", "([^/]+)"),
            handler=handler,
            kwargs=kwargs,
            name=f"xtts-{name}",
            description=description,
            path=_PREFIX + path,
            operations=operations,
        )

    return [
        route("/health", "health", HealthHandler, "Whether the server can speak now.", _HEALTH),
        route("/speakers", "speakers", SpeakersHandler, "Names of all speakers.", _SPEAKERS),
        route("/voices", "voices", VoicesHandler, "The same names with what is known of each.", _VOICES),
        route("/model/info", "model-info", ModelInfoHandler, "What there is under a model's name.", _MODEL_INFO),
        route("/synthesize", "synthesize", SynthesizeHandler, "Speak a text into a file.", _SYNTHESIZE),
        route("/audio/{id}", "audio", AudioHandler, "A file, by its id or by that of a request.", _AUDIO),
        route("/audio/{id}/metadata", "metadata", MetadataHandler, "What is known of a file.", _METADATA),
        route("/storage/stats", "stats", StatsHandler, "How much is stored.", _STATS),
        route("/storage/cleanup", "cleanup", CleanupHandler, "Remove what has expired.", _CLEANUP),
    ]


_HEALTH = {
    "get": Operation(
        summary="Whether it can speak",
        answers=[
            Answer(description="It can.", model=answers.Health),
            Answer(status=503, description="It can't.", model=answers.Health),
        ],
    )
}
_SPEAKERS = {
    "get": Operation(
        summary="Speakers", answers=[Answer(description="Names; or that there are none.", model=answers.SpeakersAnswer)]
    )
}
_VOICES = {"get": Operation(summary="Voices", answers=[Answer(description="Names.", model=answers.Voices)])}
_MODEL_INFO = {
    "post": Operation(
        summary="A model",
        body=ModelInfoBody,
        answers=[Answer(description="What there is.", model=answers.ModelInfoAnswer), _WRONG],
    )
}
_SYNTHESIZE = {
    "post": Operation(
        summary="Speak a text",
        body=SynthesizeBody,
        answers=[
            _WAV,
            Answer(description="JSON otherwise, also where there was nothing to say.", model=answers.SynthesizeAnswer),
            _WRONG,
        ],
    )
}
_AUDIO = {
    "get": Operation(
        summary="A file",
        answers=[Answer(description="The WAV, or the `Range` of it.", media_type="audio/wav"), _GONE],
    ),
    "delete": Operation(
        summary="Delete a file", answers=[Answer(description="It is gone.", model=answers.Deleted), _GONE]
    ),
}
_METADATA = {
    "get": Operation(
        summary="A file's metadata", answers=[Answer(description="All of it.", model=answers.MetadataAnswer), _GONE]
    )
}
_STATS = {"get": Operation(summary="Statistics", answers=[Answer(description="Counts.", model=answers.StatsAnswer)])}
_CLEANUP = {
    "post": Operation(summary="Clean up", answers=[Answer(description="What went.", model=answers.CleanupAnswer)])
}
