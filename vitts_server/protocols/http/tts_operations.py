"""What the paths of the links and streams take and answer, for the interface description."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, Field

from vitts_server import Encoder
from vitts_server.protocols.http.parameters import BODY_MEDIA_TYPES
from vitts_server.protocols.http.routes import Answer, Operation
from vitts_server.protocols.http.speak import LinkParameters, SpeakParameters
from vitts_server.protocols.http.subtitles import SUBTITLE_FORMATS


class Link(BaseModel):
    """The answer of /tts."""

    hash: str = Field(description="Id of the file; treat it as opaque.")
    text: str
    speed: str
    audio_url: str = Field(description="Where the file is; it is there already.")
    subtitles_url: str | None = Field(None, description="Where the subtitles are, if they were asked for.")


def link_operations() -> Mapping[str, Operation]:
    """Of `/tts`."""
    answers = (Answer(description="A link to the file.", model=Link),)
    return _asked_both_ways("Speak a text into a file", LinkParameters, answers)


def stream_operations(encoders: Sequence[Encoder]) -> Mapping[str, Operation]:
    """Of `/tts/stream`."""
    return _asked_both_ways("Speak a text and send the sound while it is made", SpeakParameters, _sounds(encoders))


def file_operations(encoders: Sequence[Encoder]) -> Mapping[str, Operation]:
    """Of `/audio/...`."""
    answers = (
        *_sounds(encoders),
        *_parts(encoders),
        *(Answer(description="Subtitles.", media_type=kind.media_type) for kind in SUBTITLE_FORMATS.values()),
        Answer(description="The client has this file already.", status=304, media_type=""),
        Answer(description="There is no such audio, or it has expired.", status=404),
        Answer(description="The file has none of the bytes asked for.", status=416),
    )
    return {"get": Operation(summary="The file behind a link, or its subtitles", answers=answers)}


def _asked_both_ways(summary: str, model: type[BaseModel], answers: Sequence[Answer]) -> Mapping[str, Operation]:
    return {
        "get": Operation(summary=summary, query=model, answers=answers),
        "post": Operation(summary=summary, body=model, body_media_types=BODY_MEDIA_TYPES, answers=answers),
    }


def _sounds(encoders: Sequence[Encoder]) -> Sequence[Answer]:
    return [Answer(description="The sound.", media_type=encoder.media_type) for encoder in encoders]


def _parts(encoders: Sequence[Encoder]) -> Sequence[Answer]:
    return [
        Answer(description="A part of the file.", status=206, media_type=encoder.media_type) for encoder in encoders
    ]
