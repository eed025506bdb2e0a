"""The `[xtts]` section."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from vitts_server import Folder, NameMap, Section

DEFAULT_MODEL = "xtts-english"
_MODELS = {
    DEFAULT_MODEL: "en",
    "coqui-xtts-v2": "en",
    "coqui-tts": "en",
    "xtts-v2": "en",
    "viet-tts": "vi",
    "vieneu-tts": "vi",
    "dia": "en",
}


class XttsSettings(Section):
    """The interface below /api/tts."""

    section: ClassVar[str] = "xtts"
    environment: ClassVar[Mapping[str, str]] = {"TTS_DEFAULT_EXPIRY_HOURS": "default-expiry-h"}

    default_expiry_h: float = Field(2.0, gt=0, description="Hours a file is kept for requests that do not say.")
    models: NameMap = Field(
        _MODELS,
        description="Names of models that requests may give, each with the language of requests that name none.",
    )
    speakers: NameMap = Field(
        {}, description="Names of speakers that clients use, each with a voice or voice:speaker that is installed."
    )
    reference_dir: Folder | None = Field(
        None,
        description="Folder whose files speaker_wav may name; the name of a file, without its ending, may be one of "
        "`speakers`. Unset: speaker_wav is refused.",
    )
