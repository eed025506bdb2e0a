"""What requests of this interface hold, as pydantic models. They validate, and describe the interface too."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from vitts_server.protocols.http.xtts.settings import DEFAULT_MODEL

LEAST_SPEED, MOST_SPEED = 0.5, 2.0
MOST_HOURS = 24 * 366


def _speed(value: float) -> float:
    if not LEAST_SPEED <= value <= MOST_SPEED:
        raise ValueError(f"The speed must be between {LEAST_SPEED} and {MOST_SPEED}, not {value!r}.")
    return value


def _hours(value: int) -> int:
    if not 1 <= value <= MOST_HOURS:
        raise ValueError(f"The parameter expiry_hours must be between 1 and {MOST_HOURS}, not {value!r}.")
    return value


Speed = Annotated[float, AfterValidator(_speed), Field(json_schema_extra={"minimum": 0.5, "maximum": 2.0})]
Hours = Annotated[int, AfterValidator(_hours), Field(json_schema_extra={"minimum": 1, "maximum": MOST_HOURS})]


class Body(BaseModel):
    """Unknown keys are ignored, and null means that nothing was said."""

    model_config = ConfigDict(extra="ignore", frozen=True, str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def _drop_nulls(cls, values: Any) -> Any:
        said = values.items() if isinstance(values, Mapping) else None
        return values if said is None else {name: value for name, value in said if value is not None}


class SynthesizeBody(Body):
    """What to say, by whom, and what to do with the sound."""

    text: str = Field(description="What to say; white space around it is dropped.")
    model: str = Field(DEFAULT_MODEL, description="One of `xtts.models`; answers repeat it.")
    speaker: str | None = Field(
        None, coerce_numbers_to_str=True, description="A speaker, as /api/tts/speakers lists it; others are replaced."
    )
    voice: str | None = Field(None, coerce_numbers_to_str=True, description="The same as `speaker`.")
    speaker_wav: str | None = Field(None, description="A file in `xtts.reference-dir`. Its voice is not imitated.")
    language: str | None = Field(
        None, max_length=35, description="Language tag such as en; chooses who speaks if nobody is named."
    )
    speed: Speed | None = Field(None, description="2 is twice as fast.")
    speed_factor: Speed | None = Field(None, description="The same as `speed`, which counts if both are given.")
    store: bool = Field(True, description="Whether the file is kept.")
    expiry_hours: Hours | None = Field(None, description="Hours it is kept; as in `xtts.default-expiry-h` if not said.")
    return_audio: bool = Field(True, description="The WAV in the answer, or JSON.")

    @property
    def factor(self) -> float:
        """How fast to speak."""
        return self.speed or self.speed_factor or 1.0


class ModelInfoBody(Body):
    """Which model is asked for."""

    model: str = Field(description="One of `xtts.models`.")
