"""What /tts and /tts/stream ask for: their parameters, the request they become, and the hash of the link."""

import hashlib
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from vitts_server import SynthesisRequest
from vitts_server.protocols.http.speed import LEAST, LENGTH_SCALES, MOST, parse_speed


def _canonical_speed(value: object) -> str:
    return parse_speed(value).name


def _blank_is_none(value: Any) -> Any:
    """What a form sends for a field that was left empty."""
    return None if isinstance(value, str) and not value.strip() else value


_SPEED_SCHEMA = {
    "anyOf": [{"type": "string", "enum": [*LENGTH_SCALES]}, {"type": "number", "minimum": LEAST, "maximum": MOST}]
}

SpeedName = Annotated[str, BeforeValidator(_canonical_speed), WithJsonSchema(_SPEED_SCHEMA)]
"""A word, or a factor on the voice's own pace."""
DEFAULT_FORMAT = "wav"
OptionalText = Annotated[str | None, BeforeValidator(_blank_is_none)]
OptionalRate = Annotated[int | None, Field(ge=8000, le=48000), BeforeValidator(_blank_is_none)]


class SpeakParameters(BaseModel):
    """Parameters that /tts and /tts/stream share; others are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True, str_strip_whitespace=True)

    text: str = Field(min_length=1, description="What to say; white space around it is dropped.")
    speed: SpeedName | None = Field(None, description="A word, or a number: 2 is twice as fast.")
    voice: OptionalText = Field(None, description="Name of a voice; else the language chooses, else the default.")
    speaker: OptionalText = Field(None, coerce_numbers_to_str=True, description="Name or number of a voice's speaker.")
    language: OptionalText = Field(None, description="Language tag such as vi-VN, if no voice is named.")
    format: OptionalText = Field(None, description="File format such as wav or mp3; else the Accept header, else wav.")
    sample_rate: OptionalRate = Field(None, description="Rate of the samples in hertz; else the voice's own.")
    text_format: Literal["text", "ssml"] = Field("text", description="SSML is recognised by how it begins, too.")
    normalize: bool = Field(True, description="Whether markup and text rules apply, such as those for numbers.")

    def with_speed(self, default: str) -> Self:
        """The same with `default` where no speed was given."""
        return self if self.speed is not None else self.model_copy(update={"speed": default})

    def request(self, request_id: str) -> SynthesisRequest:
        """What the core is asked for."""
        return SynthesisRequest(
            text=self.text,
            voice=self.voice,
            speaker=self.speaker,
            language=self.language,
            speed=parse_speed(self.speed).factor,
            text_format=self.text_format,
            normalize=self.normalize,
            request_id=request_id,
        )

    def hash(self, encoder: str = DEFAULT_FORMAT) -> str:
        """The id of the link: sha1 of text and speed, and of who speaks and in which form if the request says so.

        It is the one that the first service gave, whose clients may have kept it; whatever else changes the sound
        is told apart by the store.
        """
        speaks = [f"\0{self.voice or ''}\0{self.speaker or ''}\0{self.language or ''}"] if self._names_speaker() else []
        form = [f"\0{encoder}\0{self.sample_rate or ''}"] if encoder != DEFAULT_FORMAT or self.sample_rate else []
        reads = [f"\0{self.text_format}\0{self.normalize}"] if self.text_format != "text" or not self.normalize else []
        identity = "".join([self.text, self.speed or "", *speaks, *form, *reads])
        return hashlib.sha1(identity.encode(), usedforsecurity=False).hexdigest()

    def _names_speaker(self) -> bool:
        return any(name is not None for name in (self.voice, self.speaker, self.language))


class LinkParameters(SpeakParameters):
    """Parameters of /tts."""

    subtitles: Annotated[Literal["srt", "vtt", "json"] | None, BeforeValidator(_blank_is_none)] = Field(
        None, description="Also give a link to subtitles in this format."
    )
