"""The `[openai]` section."""

from typing import ClassVar

from pydantic import Field

from vitts_server import NameMap, Section


class OpenAiSettings(Section):
    """The interface of OpenAI."""

    section: ClassVar[str] = "openai"

    voices: NameMap = Field(
        {},
        description="Who speaks for a name that clients send, such as nova: a voice, or voice:speaker. "
        "OpenAI's own names that are missing here are spread over the installed voices.",
    )
