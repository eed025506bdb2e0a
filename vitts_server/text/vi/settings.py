"""Settings of the Vietnamese text rules."""

from typing import ClassVar

from pydantic import Field

from vitts_server import Section
from vitts_server.text.vi.numbers import Region


class VietnameseSettings(Section):
    """How written Vietnamese is read."""

    section: ClassVar[str] = "text-vi"

    region: Region = Field(
        "north", description="Whose number words: north (nghìn, linh, hai mươi tư) or south (ngàn, lẻ, hai mươi bốn)."
    )
