"""The `.onnx.json` beside a Piper voice: read, checked, with the defaults of the programs that write it.

Format: rhasspy/piper and OHF-Voice/piper1-gpl, exports from 2023 on.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

PHONEME_TYPES = ("espeak", "text")


class BadConfig(Exception):
    """The file is missing or wrong; the message says what and where."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class AudioPart(_Part):
    """Rate in Hz, and the size of the model."""

    sample_rate: int = Field(ge=8000, le=192_000)
    quality: str = ""


class EspeakPart(_Part):
    """The eSpeak NG voice that made the phonemes."""

    voice: str = ""


class LanguagePart(_Part):
    """Such as `vi_VN`."""

    code: str = ""


class InferencePart(_Part):
    """What the voice sounds best with."""

    noise_scale: float = 0.667
    length_scale: float = Field(1.0, gt=0)
    noise_w: float = 0.8


def _lower(value: object) -> object:
    return value.lower().rpartition(".")[2] if isinstance(value, str) else value


class PiperConfig(_Part):
    """One voice's configuration."""

    audio: AudioPart
    espeak: EspeakPart = EspeakPart()
    language: LanguagePart = LanguagePart()
    inference: InferencePart = InferencePart()
    # Written as "espeak" by some programs and as "PhonemeType.ESPEAK" by others.
    phoneme_type: Annotated[Literal["espeak", "text"], BeforeValidator(_lower)] = "espeak"
    phoneme_id_map: Mapping[str, Sequence[int]] = Field(min_length=3)
    num_speakers: int = Field(1, ge=0, le=10_000)
    speaker_id_map: Mapping[str, int] = {}
    default_speaker_id: int = Field(0, ge=0)
    dataset: str = ""
    vowel_clusters: Sequence[Sequence[str]] = ()
    """Phonemes in a row that the voice knows as one, from Piper 1.7 on."""

    @property
    def clusters(self) -> frozenset[str]:
        """Those in one piece, as the map of ids has them."""
        return frozenset(map("".join, self.vowel_clusters))

    @property
    def speakers(self) -> tuple[str, ...]:
        """Names in the order of their numbers; numbers stand for those without a name."""
        if self.num_speakers <= 1:
            return ()
        names = {number: name for name, number in self.speaker_id_map.items()}
        return tuple(names.get(number, str(number)) for number in range(self.num_speakers))

    def with_noise(self, noise_scale: float | None, noise_w: float | None) -> "PiperConfig":
        """The same with other noise where it is given."""
        changes = {"noise_scale": noise_scale, "noise_w": noise_w}
        given = {name: value for name, value in changes.items() if value is not None}
        return self.model_copy(update={"inference": self.inference.model_copy(update=given)})


def config_path(model: Path) -> Path | None:
    """`NAME.onnx.json` or `NAME.json` beside `NAME.onnx`."""
    candidates = (model.with_name(model.name + ".json"), model.with_suffix(".json"))
    return next((path for path in candidates if path.is_file()), None)


def read_config(model: Path, path: Path | None = None) -> PiperConfig:
    """The configuration of the voice in `model`, from `path` or from beside it. Raises `BadConfig`."""
    path = path or config_path(model)
    if path is None:
        raise BadConfig(f"there is no {model.name}.json beside it")
    try:
        return PiperConfig.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise BadConfig(f"{path.name} can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadConfig(f"{path.name} is not UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise BadConfig(f"{path.name} is not JSON: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise BadConfig(f"{path.name}: {where}: {first['msg']}") from error
    except (ValueError, RecursionError) as error:
        raise BadConfig(f"{path.name} is no configuration: {error}") from error
