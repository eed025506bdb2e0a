"""What a preset consists of, wherever it is written down. It validates, and describes the interface too."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter

from vitts_server import Preset


def _name(value: str) -> str:
    if value != value.strip() or not value.isprintable() or ":" in value or "/" in value:
        raise ValueError("must be printable, without a colon, a slash, or white space around it")
    return value


PresetName = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_name)]
PRESET_NAME: TypeAdapter[str] = TypeAdapter(PresetName)


class PresetModel(BaseModel):
    """A voice of the operator's own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    voice: str | None = Field(None, min_length=1, description="The installed voice that speaks; unset: the default.")
    speaker: str | None = Field(None, coerce_numbers_to_str=True, description="Name or number of its speaker.")
    speed: float = Field(1.0, ge=0.25, le=4, description="Factor on the speed of requests: 2 is twice as fast.")
    noise_scale: float | None = Field(None, ge=0, le=2, description="How lively the voice is; unset: its own.")
    noise_w: float | None = Field(None, ge=0, le=2, description="How uneven its pace is; unset: its own.")
    volume: float = Field(1.0, ge=0, le=10, description="Factor on the volume of requests.")
    pitch: float = Field(
        1.0, ge=0.5, le=2, description="Factor on the pitch: 1.1 is a smaller person, 0.9 a larger one."
    )
    sentence_pause_s: float | None = Field(
        None, ge=0, le=10, description="Silence between two sentences, in seconds; unset: as everywhere."
    )
    language: str | None = Field(
        None,
        pattern="^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*$",
        description="Language tag it is shown with, and whose rules read its text; unset: its voice's own.",
    )
    description: str = Field("", max_length=500, description="What people are shown.")
    listed: bool = Field(True, description="Whether it is among the voices that clients are shown.")

    def preset(self, name: str) -> Preset:
        """The value that the core takes."""
        fields = self.model_dump(exclude={"listed"})
        return Preset(name=name, is_listed=self.listed, **fields)


class TableOfSettings(PresetModel):
    """The same as settings are written: with hyphens."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, alias_generator=lambda name: name.replace("_", "-")
    )
