"""The settings section `[espeak]`."""

from typing import ClassVar

from pydantic import Field

from vitts_server import Section


class EspeakSettings(Section):
    """eSpeak NG voices."""

    section: ClassVar[str] = "espeak"

    all_voices: bool = Field(
        False, description="Offer every language that eSpeak NG speaks instead of Vietnamese and English alone."
    )
    timeout_s: float = Field(
        30.0,
        gt=0,
        le=3600,
        description="Longest wait for the next sound of a sentence, and most processor time for one, in seconds.",
    )
