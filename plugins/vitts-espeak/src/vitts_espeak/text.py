"""Text as eSpeak NG can take it: nothing that would cut or confuse it, and nothing left unsaid. Pure."""

import re
import unicodedata

_LONG_NUMBER = re.compile(r"\d{30}(?=\d)")
_LONG_WORD = re.compile(r"\S{100}(?=\S)")


def readable(text: str) -> str:
    """`text` without control characters and lone surrogates, with endless words broken.

    Of a number longer than 31 digits and of a word of more than about 130 letters the library drops the rest without
    a word, and a clause of too many numbers ends early; so commas are put into the numbers and blanks into the words.
    """
    spaced = "".join(" " if unicodedata.category(character) in ("Cc", "Cs") else character for character in text)
    composed = unicodedata.normalize("NFC", spaced).strip()
    return _LONG_WORD.sub(r"\g<0> ", _LONG_NUMBER.sub(r"\g<0>, ", composed))


def words_per_minute(speed: float) -> int:
    """eSpeak NG's rate for a factor on its usual pace of 175 words; it knows 80 to 450 and what lies beyond is cut."""
    return round(min(450.0, max(80.0, 175.0 * speed)))
