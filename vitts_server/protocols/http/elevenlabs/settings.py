"""The `[elevenlabs]` section."""

from typing import ClassVar

from pydantic import Field

from vitts_server import NameMap, Section


class ElevenLabsSettings(Section):
    """The interface of ElevenLabs."""

    section: ClassVar[str] = "elevenlabs"

    voices: NameMap = Field(
        {}, description="Who speaks for a voice id that clients send: a voice, or voice:speaker; by id."
    )
