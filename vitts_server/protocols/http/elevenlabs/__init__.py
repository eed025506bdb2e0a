"""The speech interface of ElevenLabs, for programs written for it. A plugin of the HTTP door."""

from collections.abc import Mapping, Sequence

from vitts_server import Config, Section, SpeechService, hookimpl
from vitts_server.protocols.http.elevenlabs.catalogue import (
    ListedVoice,
    SearchHandler,
    SearchParameters,
    Subscription,
    SubscriptionHandler,
    User,
    UserHandler,
    VoiceHandler,
    VoiceList,
    VoicePage,
    VoicesHandler,
)
from vitts_server.protocols.http.elevenlabs.forms import TimedAudio
from vitts_server.protocols.http.elevenlabs.handler import ElevenLabsHandler, ErrorBody
from vitts_server.protocols.http.elevenlabs.parameters import FormatParameters, TextParameters
from vitts_server.protocols.http.elevenlabs.settings import ElevenLabsSettings
from vitts_server.protocols.http.elevenlabs.speech import SpeechHandler, TimedHandler, TimedStreamHandler
from vitts_server.protocols.http.routes import Answer, Operation, Route

_NO_VOICE = Answer(description="There is no such voice.", status=404, model=ErrorBody)
_ERRORS = (
    Answer(description="A field is wrong; the message names it.", status=400, model=ErrorBody),
    _NO_VOICE,
    Answer(description="The body is too long.", status=413, model=ErrorBody),
    Answer(description="The body is neither JSON nor a form.", status=415, model=ErrorBody),
    Answer(description="The voice failed.", status=500, model=ErrorBody),
    Answer(description="Too much to do, or no voice.", status=503, model=ErrorBody),
)
_SOUND = Answer(description="Sound in the format asked for.", media_type="audio/*")
_OBJECT = Answer(description="Sound and times.", model=TimedAudio)
_LINES = Answer(description="Lines of sound and times.", media_type="application/x-ndjson", model=TimedAudio)


@hookimpl
def vitts_settings() -> Sequence[type[Section]]:
    """The section [elevenlabs]."""
    return [ElevenLabsSettings]


@hookimpl(optionalhook=True)  # without the HTTP adapter nobody asks for routes
def vitts_http_routes(config: Config, speech: SpeechService) -> Sequence[Route]:
    """Speech, speech with times, voices, and the user that there is not."""
    kwargs = {"speech": speech, "aliases": config.section(ElevenLabsSettings).voices}
    return [
        _speaking(kwargs, "", SpeechHandler, _SOUND, "Speak a text."),
        _speaking(kwargs, "/stream", SpeechHandler, _SOUND, "Speak a text; the same as without /stream."),
        _speaking(kwargs, "/with-timestamps", TimedHandler, _OBJECT, "Speak a text and time its characters."),
        _speaking(kwargs, "/stream/with-timestamps", TimedStreamHandler, _LINES, "The same, part by part."),
        _reading(kwargs, "/v1/voices", VoicesHandler, Answer(description="The voices.", model=VoiceList)),
        _reading(
            kwargs,
            "/v2/voices",
            SearchHandler,
            Answer(description="Those that were searched for.", model=VoicePage),
            query=SearchParameters,
        ),
        _reading(
            kwargs,
            "/v1/voices/{voice_id}",
            VoiceHandler,
            Answer(description="The voice.", model=ListedVoice),
            _NO_VOICE,
        ),
        _reading(kwargs, "/v1/user", UserHandler, Answer(description="Nobody in particular.", model=User)),
        _reading(
            kwargs, "/v1/user/subscription", SubscriptionHandler, Answer(description="No limits.", model=Subscription)
        ),
    ]


def _speaking(
    kwargs: Mapping[str, object], variant: str, handler: type[ElevenLabsHandler], answer: Answer, summary: str
) -> Route:
    return Route(
        pattern=f"/v1/text-to-speech/([^/]+){variant}",
        path=f"/v1/text-to-speech/{{voice_id}}{variant}",
        handler=handler,
        kwargs=kwargs,
        name=f"elevenlabs-speech{variant.replace('/', '-')}",
        description=f"{summary} As ElevenLabs' interface does.",
        operations={
            "post": Operation(summary=summary, query=FormatParameters, body=TextParameters, answers=(answer, *_ERRORS))
        },
    )


def _reading(
    kwargs: Mapping[str, object],
    path: str,
    handler: type[ElevenLabsHandler],
    *answers: Answer,
    query: type[SearchParameters] | None = None,
) -> Route:
    return Route(
        pattern=path.replace("{voice_id}", "([^/]+)"),
        path=path,
        handler=handler,
        kwargs=kwargs,
        name="elevenlabs" + path.replace("/", "-").replace("{voice_id}", "one"),
        description=answers[0].description,
        operations={"get": Operation(summary=answers[0].description, query=query, answers=answers)},
    )
