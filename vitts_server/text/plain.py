"""What is right in every language: one spelling of each character, nothing that can't be spoken.

Not here: what a language says for numbers, dates or abbreviations.
"""

import re
import unicodedata
from collections.abc import Sequence

_RAW_PHONEMES = re.compile(r"(\[\[.*?\]\])", re.DOTALL)
_SPACE = re.compile(r"\s+")
_KEYCAP = "\u20e3"
_UNSPEAKABLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "So"})
_SPOKEN_SYMBOLS = frozenset("°©®™℃℉№")


class PlainText:
    """Controls, surrogates, emoji and stray invisible characters go; white space becomes single spaces."""

    name = "plain"
    languages: Sequence[str] = ("*",)
    priority = 0
    version = "1"

    def normalize(self, text: str, language: str, /) -> str:
        """Raw phonemes in `[[...]]` stay as they are."""
        parts = _RAW_PHONEMES.split(text)
        cleaned = (part if place % 2 else self._clean(part) for place, part in enumerate(parts))
        return "".join(cleaned).strip()

    @staticmethod
    def _clean(text: str) -> str:
        composed = unicodedata.normalize("NFC", text)
        return _SPACE.sub(" ", "".join(_speakable(character) for character in composed))


def _speakable(character: str) -> str:
    """The character, a space for one that parts words, or nothing."""
    if character.isspace():
        return " "
    if character in _SPOKEN_SYMBOLS:
        return character
    category = unicodedata.category(character)
    if category == "Cf":
        return ""  # joiners and direction marks stand inside words
    if category in _UNSPEAKABLE_CATEGORIES or character == _KEYCAP or category == "Sk":
        return " "
    if "\ufe00" <= character <= "\ufe0f":
        return ""  # variation selectors
    return character
