"""The text format of requests that name none: text as people and language models write it."""

from vitts_server import MarkupStream, SynthesisRequest, languages
from vitts_server.text.chat.emoji import EmojiNames
from vitts_server.text.chat.options import CODE_BLOCK, Options, no_name
from vitts_server.text.chat.stream import ChatStream, PlainStream
from vitts_server.text.settings import TextSettings

VERSION = "1"


class ChatMarkup:
    """Implements `Markup`: Markdown, HTML and emoji become what is to be read."""

    format = "text"

    def __init__(self, settings: TextSettings) -> None:
        self._settings = settings
        self._names = EmojiNames() if settings.emoji == "name" else None
        switches = f"{settings.markdown},{settings.code_blocks},{settings.emoji}"
        self.version = f"{VERSION}:{switches}"

    def open(self, request: SynthesisRequest, language: str, /) -> MarkupStream:
        """State of one text."""
        if not self._settings.markdown:
            return PlainStream()
        block = CODE_BLOCK.get(languages.primary(language), "")
        name = self._names.of(language) if self._names else no_name
        return ChatStream(Options(code_blocks=self._settings.code_blocks, code_block=block, emoji_name=name))
