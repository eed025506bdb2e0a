"""What is right in every language: one spelling of each character, nothing that can't be spoken.

Not here: what a language says for numbers, dates or abbreviations.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from vitts_server import Edit, TextContext

_KEYCAP = "\u20e3"
_UNSPEAKABLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "So"})
_SPOKEN_SYMBOLS = frozenset("°©®™℃℉№")


class PlainText:
    """Controls, surrogates, emoji and stray invisible characters go; white space becomes single spaces."""

    name = "plain"
    languages: Sequence[str] = ("*",)
    priority = 0
    version = "2"

    def edits(self, text: str, context: TextContext, /) -> Sequence[Edit]:
        """One edit for each character that changes."""
        if _is_plain(text):
            return []
        found: list[Edit] = []
        last_space: int | None = None
        is_begin = True
        for start, cluster in _clusters(text):
            said = "".join(map(_speakable, unicodedata.normalize("NFC", cluster)))
            rule = "unspeakable" if not said.strip() and cluster.strip() else "spelling"
            if said == " ":
                said = "" if is_begin or last_space is not None else " "
                last_space = len(found) if said else last_space
            elif said:
                is_begin, last_space = False, None
            if said != cluster or said == " ":
                found.append(Edit(span=(start, start + len(cluster)), text=said, rule=rule))
        if last_space is not None:  # the end
            found[last_space] = Edit(span=found[last_space].span, text="", rule="spelling")
        return [edit for edit in found if edit.text != text[slice(*edit.span)]]


def _is_plain(text: str) -> bool:
    """Whether it may stay as it is, as most sentences may."""
    return (
        text == text.strip()
        and "  " not in text
        and unicodedata.is_normalized("NFC", text)
        and all(_speakable(character) == character for character in set(text))
    )


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Where each character begins, with what composes with it."""
    start = 0
    is_composed = unicodedata.is_normalized("NFC", text)
    for place in range(1, len(text) + 1):
        if place == len(text) or is_composed or not _compose(text[start:place], text[place]):
            yield start, text[start:place]
            start = place


def _compose(cluster: str, following: str) -> bool:
    nfc = unicodedata.normalize
    return bool(unicodedata.combining(following)) or nfc("NFC", cluster + following) != (
        nfc("NFC", cluster) + nfc("NFC", following)
    )


@lru_cache(maxsize=4096)
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
