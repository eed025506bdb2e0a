"""Finds the words of a lexicon in a text: the longest first, whole words only, in time that grows with the text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from vitts_server import TextContext, languages
from vitts_server.lexicon.entries import MOST_WORD_CHARS, Entry
from vitts_server.lexicon.folding import Folded, folded, placed_tones

_FIRST_WORD = re.compile(rf"\w{{0,{MOST_WORD_CHARS}}}")
_ADDRESS = re.compile(
    r"(?<!\S)\S*(?:://|@\w|(?<!\w)www\.|\w\.(?:com|net|org|info|edu|gov|app|dev|io|ai|vn|uk|de|fr|eu|us|jp)(?!\w))\S*",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['’]s(?!\w)", re.IGNORECASE)
_EXACT = 2
_MOST_UNSPACED = 16
"""As many characters of a first word are tried where words are written without spaces."""
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "HALFWIDTH KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")


@dataclass(frozen=True, slots=True)
class Match:
    """A word that was found: its characters, how it is written in the lexicon, how it is said."""

    start: int
    end: int
    word: str
    say: str


@dataclass(frozen=True, slots=True)
class _Word:
    exact: str
    small: str
    case: bool
    word: str
    say: str

    def stands_in(self, text: Folded, start: int) -> bool:
        return text.exact.startswith(self.exact, start) if self.case else text.small.startswith(self.small, start)


class Matcher:
    """The words that one voice says in one language."""

    def __init__(self, entries: Iterable[Entry], context: TextContext) -> None:
        chosen: dict[tuple[str, bool], tuple[tuple[bool, int], _Word]] = {}
        for entry in entries:
            language = languages.match(context.language, [entry.language])
            is_general = entry.language == languages.primary(context.language)
            own = entry.voices.get(context.voice)
            say = own if own is not None else entry.say
            if say is None or not (is_general or language == _EXACT):
                continue
            exact = placed_tones(entry.word)
            word = _Word(exact, folded(entry.word), entry.case, entry.word, say)
            key, rank = (exact if entry.case else word.small, entry.case), (own is not None, language)
            if key not in chosen or rank > chosen[key][0]:
                chosen[key] = rank, word
        self._by_first: dict[str, list[_Word]] = {}
        # Of equally long ones, that with its own capitals.
        for _, word in sorted(chosen.values(), key=lambda item: (len(item[1].exact), item[1].case), reverse=True):
            self._by_first.setdefault(_first(word.small, 0), []).append(word)

    def matches(self, text: str) -> Sequence[Match]:
        """From left to right, none overlapping another."""
        return list(self._found(text)) if self._by_first else []

    def _found(self, text: str) -> Iterator[Match]:
        looked = Folded.of(text)
        addresses = [found.span() for found in _ADDRESS.finditer(looked.exact)]
        place = 0
        while place < len(looked.exact):
            word = self._at(looked, place)
            end = place + len(word.exact) if word else place
            if word is None or _is_part(addresses, place, end, word.word):
                place += 1
                continue
            yield Match(looked.starts[place], looked.starts[end], word.word, word.say)
            place = end

    def _at(self, text: Folded, place: int) -> _Word | None:
        if not _is_boundary(text.exact, place):
            return None
        for first in self._firsts(text.small, place):
            for word in self._by_first.get(first, ()):
                if word.stands_in(text, place) and _is_apart(text.exact, place, place + len(word.exact)):
                    return word
        return None

    def _firsts(self, small: str, place: int) -> Iterator[str]:
        """The first words that an entry may have here: where words are written without spaces, any beginning of it."""
        whole = _first(small, place)
        yield whole
        if whole and _is_unspaced(whole[0]):
            for length in range(min(len(whole) - 1, _MOST_UNSPACED), 0, -1):
                yield whole[:length]


def _first(small: str, place: int) -> str:
    found = _FIRST_WORD.match(small, place)
    return found.group() if found else ""


def _is_apart(text: str, start: int, end: int) -> bool:
    """Whether the word ends there, and what begins or ends with a sign has no letter beside it ("C++11")."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    is_glued = (_is_letter(before) and not _is_letter(text[start])) or (
        _is_letter(after) and not _is_letter(text[end - 1])
    )
    return _is_boundary(text, end) and not is_glued


def _is_boundary(text: str, place: int) -> bool:
    """Whether a word may begin or end at `place`."""
    if place in (0, len(text)):
        return True
    before, after = text[place - 1], text[place]
    if _is_unspaced(before) or _is_unspaced(after):
        return True
    if after in "'’" and _is_letter(before) and _is_letter(text[place + 1 : place + 2]):
        return _POSSESSIVE.match(text, place) is not None
    if before in "'’" and _is_letter(after) and _is_letter(text[place - 2 : place - 1]):
        return False
    return not (_is_letter(before) and _is_letter(after))


def _is_letter(character: str) -> bool:
    return character.isalnum() or character == "_" or (character != "" and unicodedata.category(character)[0] == "M")


def _is_unspaced(character: str) -> bool:
    if character < "\u0e00":
        return False
    return unicodedata.name(character, "").startswith(_UNSPACED)


def _is_part(addresses: Sequence[tuple[int, int]], start: int, end: int, word: str) -> bool:
    """Whether the word is only a part of an address, which is for the rules of the language."""
    return any(first <= start and end <= last for first, last in addresses) and not _ADDRESS.search(word)
