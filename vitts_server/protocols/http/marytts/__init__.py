"""The HTTP interface of MaryTTS, as Home Assistant and others use it. A plugin of the HTTP door.

Its `/voices` is shared with this server's own: see `voices.py` there.
"""

from collections.abc import Sequence

from vitts_server import Config, SpeechService, hookimpl
from vitts_server.protocols.http.marytts.handlers import LocalesHandler, ProcessHandler, VersionHandler
from vitts_server.protocols.http.marytts.parameters import ProcessParameters
from vitts_server.protocols.http.routes import Answer, Operation, Route

_TEXT = "text/plain"
_ANSWERS = (
    Answer(description="Sound in the format asked for.", media_type="audio/*"),
    Answer(description="A field is wrong; the text names it.", status=400, media_type=_TEXT),
    Answer(description="The body is too long.", status=413, media_type=_TEXT),
    Answer(description="The body is neither a form nor JSON.", status=415, media_type=_TEXT),
    Answer(description="The voice failed.", status=500, media_type=_TEXT),
    Answer(description="Too much to do, or no voice.", status=503, media_type=_TEXT),
)


@hookimpl(optionalhook=True)  # without the HTTP adapter nobody asks for routes
def vitts_http_routes(config: Config, speech: SpeechService) -> Sequence[Route]:
    """Three paths."""
    kwargs = {"speech": speech}
    return [
        Route(
            pattern="/process",
            handler=ProcessHandler,
            kwargs=kwargs,
            name="marytts-process",
            description="Speak a text as MaryTTS does.",
            operations={
                "get": Operation(summary="Speak a text.", query=ProcessParameters, answers=_ANSWERS),
                "post": Operation(
                    summary="Speak a text.",
                    body=ProcessParameters,
                    body_media_types=("application/x-www-form-urlencoded", "application/json"),
                    answers=_ANSWERS,
                ),
            },
        ),
        Route(
            pattern="/locales",
            handler=LocalesHandler,
            kwargs=kwargs,
            name="marytts-locales",
            description="The languages that voices speak, a line for each.",
            operations={"get": Operation(summary="List the languages.", answers=(_lines("Lines such as vi_VN."),))},
        ),
        Route(
            pattern="/version",
            handler=VersionHandler,
            kwargs=kwargs,
            name="marytts-version",
            description="Name and version of the server, on a line.",
            operations={"get": Operation(summary="Which server this is.", answers=(_lines("One line."),))},
        ),
    ]


def _lines(description: str) -> Answer:
    return Answer(description=description, media_type=_TEXT)
