"""A text after some normalizers, as the core applies them."""

from vitts_server import Normalizer, TextContext
from vitts_server.speech.placed import PlacedText


def read(text: str, language: str, *normalizers: Normalizer, say_as: str = "") -> str:
    """What is read; each normalizer sees what the one before made."""
    placed = PlacedText.of(text)
    for normalizer in normalizers:
        context = TextContext(language=language, say_as=say_as)
        placed, _edits = placed.edited(normalizer.edits(placed.text, context))
    return placed.text
