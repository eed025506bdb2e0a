"""Text as eSpeak NG can take it: nothing that would cut or confuse it, and nothing left unsaid. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_LONG_NUMBER = re.compile(r"\d{30}(?=\d)")
_LONG_WORD = re.compile(r"\S{100}(?=\S)")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the library gets to read, and where that stands in the text it was made from."""

    text: str
    places: tuple[int, ...]
    """For each character of `text`, and for its end, a position in the text it was made from."""

    def span(self, begin: int, end: int) -> tuple[int, int]:
        """Where `text[begin:end]` comes from."""
        return self.places[begin], self.places[end]


def readable(text: str) -> Reading:
    """`text` composed, without control characters and lone surrogates, with endless words broken.

    Of a number longer than 31 digits and of a word of more than about 130 letters the library drops the rest without
    a word, and a clause of too many numbers ends early; so commas are put into the numbers and blanks into the words.
    """
    characters: list[str] = []
    places: list[int] = []
    for place, letter in _letters(text):
        characters.extend(letter)
        places.extend([place] * len(letter))
    composed = Reading("".join(characters), (*places, len(text)))
    return _broken(_broken(_stripped(composed), _LONG_NUMBER, ", "), _LONG_WORD, " ")


def words_per_minute(speed: float) -> int:
    """eSpeak NG's rate for a factor on its usual pace of 175 words; it knows 80 to 450 and what lies beyond is cut."""
    return round(min(450.0, max(80.0, 175.0 * speed)))


def _letters(text: str) -> Iterator[tuple[int, str]]:
    """Each character with the accents that follow it, composed: the position of the first one and the result."""
    begin = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or not unicodedata.combining(text[end]):
            yield begin, unicodedata.normalize("NFC", "".join(map(_visible, text[begin:end])))
            begin = end


def _visible(character: str) -> str:
    return " " if unicodedata.category(character) in ("Cc", "Cs") else character


def _stripped(reading: Reading) -> Reading:
    kept = reading.text.strip()
    begin = len(reading.text) - len(reading.text.lstrip())
    return Reading(kept, reading.places[begin : begin + len(kept) + 1])


def _broken(reading: Reading, pattern: re.Pattern[str], filler: str) -> Reading:
    """With `filler` behind every match."""
    text, places, begin = "", list[int](), 0
    for end in [match.end() for match in pattern.finditer(reading.text)]:
        text += reading.text[begin:end] + filler
        places += [*reading.places[begin:end], *[reading.places[end]] * len(filler)]
        begin = end
    return Reading(text + reading.text[begin:], (*places, *reading.places[begin:]))
