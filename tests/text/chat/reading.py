"""A text as the reader of chat texts gives it, in any cuts."""

from collections.abc import Iterable

from vitts_server import MarkupStream, Passage, SynthesisRequest
from vitts_server.speech.placed import PlacedText, joined
from vitts_server.text.chat import ChatMarkup
from vitts_server.text.settings import TextSettings


def opened(language: str = "vi-VN", **settings: object) -> MarkupStream:
    """A reader with these settings."""
    return ChatMarkup(TextSettings.model_validate(settings)).open(SynthesisRequest(), language)


def passages(pieces: Iterable[str], language: str = "vi-VN", **settings: object) -> list[Passage]:
    """Piece by piece, then to the end."""
    stream = opened(language, **settings)
    return [*(passage for piece in pieces for passage in stream.feed(piece)), *stream.finish()]


def placed(pieces: Iterable[str], language: str = "vi-VN", **settings: object) -> PlacedText:
    """All that is read, with the place of each character in the text as sent."""
    said = passages(pieces, language, **settings)
    return joined([PlacedText.of(passage.text, passage.span) for passage in said])


def read(text: str, language: str = "vi-VN", **settings: object) -> str:
    """What is read, one paragraph a line and with single spaces."""
    said = placed([text], language, **settings).text
    paragraphs = (" ".join(paragraph.split()) for paragraph in said.split("\n\n"))
    return "\n".join(filter(None, paragraphs))
