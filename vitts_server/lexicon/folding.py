"""One spelling of words that count as equal: composed characters, small letters, one placement of Vietnamese tones."""

import unicodedata
from dataclasses import dataclass

_TONES = "\u0300\u0301\u0303\u0309\u0323"


def _moved_tones() -> dict[str, str]:
    """New placement -> old one, which differ in which of two vowels has the tone: hoà and hòa."""
    return {
        unicodedata.normalize("NFC", first + second + tone): unicodedata.normalize("NFC", first + tone + second)
        for first, second in ("oa", "oe", "uy", "OA", "OE", "UY", "Oa", "Oe", "Uy")
        for tone in _TONES
    }


_MOVED = _moved_tones()
_SECOND_VOWELS = frozenset(pair[1] for pair in _MOVED)


def placed_tones(text: str) -> str:
    """Composed text with tones where the older spelling has them. Of the same length."""
    if _SECOND_VOWELS.isdisjoint(text):
        return text
    for new, old in _MOVED.items():
        text = text.replace(new, old)
    return text


def lowered(text: str) -> str:
    """Small letters, one for each: the length stays."""
    small = text.lower().replace("ς", "σ")
    if len(small) == len(text):
        return small
    return "".join(low if len(low := character.lower()) == 1 else character for character in text).replace("ς", "σ")


def folded(word: str) -> str:
    """What two spellings of a word have in common."""
    return lowered(placed_tones(unicodedata.normalize("NFC", word)))


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is matched, and where each of its characters begins in the text as it stands."""

    exact: str
    small: str
    starts: range | list[int]

    @classmethod
    def of(cls, text: str) -> "Folded":
        """Composes what is not composed."""
        composed, starts = (text, range(len(text) + 1)) if _is_composed(text) else _composed(text)
        exact = placed_tones(composed)
        return cls(exact, lowered(exact), starts)


def _is_composed(text: str) -> bool:
    return text.isascii() or unicodedata.is_normalized("NFC", text)


def _composed(text: str) -> tuple[str, list[int]]:
    parts: list[str] = []
    starts: list[int] = []
    place = 0
    while place < len(text):
        end = place + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        part = unicodedata.normalize("NFC", text[place:end])
        parts.append(part)
        starts.extend([place] * len(part))
        place = end
    return "".join(parts), [*starts, len(text)]
