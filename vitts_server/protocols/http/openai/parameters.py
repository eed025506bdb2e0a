"""The fields of a request for speech, as OpenAI's clients send them."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from vitts_server.protocols.http.speak import OptionalText


def _voice_name(value: object) -> object:
    """A name, or an object that holds it as `id`."""
    return value["id"] if isinstance(value, dict) and "id" in value else value


def _one_or_many(value: object) -> object:
    return [value] if isinstance(value, str) else value


_VOICE_SCHEMA = {
    "anyOf": [
        {"type": "string"},
        {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]},
        {"type": "null"},
    ]
}

VoiceName = Annotated[str | None, BeforeValidator(_voice_name), WithJsonSchema(_VOICE_SCHEMA)]
Granularities = Annotated[tuple[Literal["word"], ...], BeforeValidator(_one_or_many)]


class SpeechParameters(BaseModel):
    """Fields of /v1/audio/speech; others are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    input: str = Field(min_length=1, description="What to say.")
    model: str | None = Field(None, description="Any name: the voice decides which model speaks.")
    voice: VoiceName = Field(
        None, description="An installed voice, voice:speaker, or one of OpenAI's names; else the default voice speaks."
    )
    response_format: str = Field("mp3", description="mp3, opus, aac, flac, wav, pcm, or another installed format.")
    speed: float = Field(1.0, ge=0.25, le=4, description="2 is twice as fast.")
    stream_format: Literal["audio", "sse"] = Field("audio", description="The sound itself, or events that carry it.")
    timestamp_granularities: Granularities = Field(
        (), description="With word: when each word is heard, in the events, or in lines of JSON instead of bare sound."
    )
    language: OptionalText = Field(None, description="Language tag such as vi-VN, which chooses among the voices.")
    instructions: str | None = Field(None, description="Without effect: these voices take no instructions.")
