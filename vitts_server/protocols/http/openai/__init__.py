"""The speech interface of OpenAI, for programs written for it. A plugin of the HTTP door."""

from collections.abc import Sequence

from vitts_server import Config, Section, SpeechService, hookimpl
from vitts_server.protocols.http.openai.captions import CaptionHandler, CaptionParameters, Captions
from vitts_server.protocols.http.openai.errors import ErrorBody
from vitts_server.protocols.http.openai.forms import Lines
from vitts_server.protocols.http.openai.listing import VoiceList, VoicesHandler
from vitts_server.protocols.http.openai.parameters import SpeechParameters
from vitts_server.protocols.http.openai.settings import OpenAiSettings
from vitts_server.protocols.http.openai.speech import SpeechHandler
from vitts_server.protocols.http.routes import Answer, Operation, Route

_ERRORS = (
    Answer(description="A field is wrong; `param` names it.", status=400, model=ErrorBody),
    Answer(description="The body is too long.", status=413, model=ErrorBody),
    Answer(description="The body is neither JSON nor a form.", status=415, model=ErrorBody),
    Answer(description="The voice failed.", status=500, model=ErrorBody),
    Answer(description="Too much to do, or no voice.", status=503, model=ErrorBody),
)


@hookimpl
def vitts_settings() -> Sequence[type[Section]]:
    """The section [openai]."""
    return [OpenAiSettings]


@hookimpl(optionalhook=True)  # without the HTTP adapter nobody asks for routes
def vitts_http_routes(config: Config, speech: SpeechService) -> Sequence[Route]:
    """Speech, speech with the times of words, and the voices."""
    speaking = {"speech": speech, "aliases": config.section(OpenAiSettings).voices}
    return [
        Route(
            pattern="/v1/audio/speech",
            handler=SpeechHandler,
            kwargs=speaking,
            name="openai-speech",
            description="Speak a text as OpenAI's interface does; sent while it is being made.",
            operations={
                "post": Operation(
                    summary="Speak a text.",
                    body=SpeechParameters,
                    answers=(
                        Answer(description="Sound in the format asked for.", media_type="audio/*"),
                        Answer(description="With `stream_format` sse: events.", media_type="text/event-stream"),
                        Answer(description="With `timestamp_granularities`: lines.", media_type=Lines.content_type),
                        *_ERRORS,
                    ),
                )
            },
        ),
        Route(
            pattern="/dev/captioned_speech",
            handler=CaptionHandler,
            kwargs=speaking,
            name="openai-captions",
            description="Speak a text and say when each word is heard, as Kokoro-FastAPI does.",
            operations={
                "post": Operation(
                    summary="Speak a text and say when each word is heard.",
                    body=CaptionParameters,
                    answers=(
                        Answer(
                            description="Lines of JSON, or with `stream` false one object.",
                            media_type=Lines.content_type,
                        ),
                        Answer(description="With `stream` false, one object.", model=Captions),
                        *_ERRORS,
                    ),
                )
            },
        ),
        Route(
            pattern="/v1/audio/voices",
            handler=VoicesHandler,
            kwargs=speaking,
            name="openai-voices",
            description="The names that speech understands.",
            operations={
                "get": Operation(
                    summary="List the voices.",
                    answers=(Answer(description="Installed voices, then OpenAI's names.", model=VoiceList),),
                )
            },
        ),
    ]
