"""The `[text]` section."""

from typing import ClassVar, Literal

from pydantic import Field

from vitts_server import Section


class TextSettings(Section):
    """How text is read before any language's rules."""

    section: ClassVar[str] = "text"

    markdown: bool = Field(
        True, description="Read Markdown and HTML, as language models write them, rather than every sign of them."
    )
    code_blocks: Literal["skip", "mention", "read"] = Field(
        "skip", description="Blocks of code: `skip` them, `mention` them in two words, or `read` them aloud."
    )
    emoji: Literal["skip", "name"] = Field(
        "skip", description="Emoji: `skip` them, or `name` them where the language has names for them."
    )
