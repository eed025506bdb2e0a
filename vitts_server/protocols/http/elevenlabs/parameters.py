"""The fields of a request for speech, as ElevenLabs' clients send them."""

from pydantic import BaseModel, ConfigDict, Field

from vitts_server.protocols.http.elevenlabs.formats import DEFAULT_FORMAT, FORMATS
from vitts_server.protocols.http.speak import OptionalText


class VoiceSettings(BaseModel):
    """How to speak; stability, similarity, style and the like are without effect."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    speed: float | None = Field(None, ge=0.25, le=4, description="2 is twice as fast.")


class FormatParameters(BaseModel):
    """Parameters in the query; others are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    output_format: str = Field(DEFAULT_FORMAT, description=f"One of {', '.join(FORMATS)}.")


class TextParameters(BaseModel):
    """Fields of the body; others are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    text: str = Field(min_length=1, description="What to say.")
    model_id: str | None = Field(None, description="Any name: the voice decides which model speaks.")
    language_code: OptionalText = Field(None, description="A language tag; without effect, since the voice is named.")
    voice_settings: VoiceSettings | None = Field(None, description="Speed; the rest is without effect.")
    seed: int | None = Field(
        None, ge=0, le=4_294_967_295, description="Without effect: equal requests always sound the same."
    )


class SpeechParameters(FormatParameters, TextParameters):
    """All of them."""

    @property
    def speed(self) -> float:
        """Factor on the voice's own pace."""
        return self.voice_settings.speed or 1.0 if self.voice_settings is not None else 1.0
