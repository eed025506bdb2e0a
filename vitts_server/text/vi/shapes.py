"""Pieces of patterns that several rules share, and the look at what stands before a match.

Every pattern begins where its kind of thing can only begin (no digit before a number) and takes repetitions whole
(`++`), so that no text, however hostile, is tried in more than one way.
"""

import re
from collections.abc import Iterable, Mapping

from vitts_server import TextContext
from vitts_server.text.rules import Reading, Rule
from vitts_server.text.vi.syllables import newer_spelling

_NUMERALS = "²³¹¼-¾⁰-⁹₀-₉⅐-ↈ①-⓿"
"""Characters that are numbers; they part words."""
LETTER = rf"[^\W\d_{_NUMERALS}]"
CAPITAL = "[A-ZÀ-ÖØ-ÞĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ]"
BEGIN = rf"(?<![^\W_{_NUMERALS}])"
"""No letter and no digit before."""
END = rf"(?![^\W_{_NUMERALS}])"
"""No letter and no digit behind."""
DASH = "[-\u2010-\u2015\u2212]"
NUMBER_BEGIN = r"(?<![\d])(?<!\d[.,])"
NUMBER = (
    r"(?:[1-9]\d{0,2}(?:\.\d{3})++(?!\d|\.\d)(?:,\d++)?+"  # 1.250.000,5
    r"|[1-9]\d{0,2}(?:,\d{3})++(?:\.\d++|(?<=,\d{3},\d{3}))(?!\d|,\d)"  # 1,250,000 or 1,250.5
    r"|\d++(?:[.,]\d++)?+)"  # 1250, 3,5 or 3.5
)
_LOOK_BACK_CHARS = 60


def any_of(written: Iterable[str], *, ignore_case: bool = False) -> str:
    """A pattern for the longest of many fixed texts that is there; quick, for no character is compared twice."""
    trie: dict[str, dict] = {}  # type: ignore[type-arg]
    for text in written:
        node = trie
        for character in text.lower() if ignore_case else text:
            node = node.setdefault(character, {})
        node[""] = {}
    pattern = _pattern(trie)
    return f"(?i:{pattern})" if ignore_case else pattern


def _pattern(node: dict[str, dict]) -> str:  # type: ignore[type-arg]
    branches = [re.escape(character) + _pattern(rest) for character, rest in sorted(node.items()) if character]
    if not branches:
        return ""
    if "" in node:
        return f"(?:{'|'.join(branches)})?"
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def words(*alternatives: str) -> str:
    """A pattern for any of these words or phrases, with the tone in either place, in either case."""
    both = {spelling for phrase in alternatives for spelling in (phrase, newer_spelling(phrase))}
    return f"{BEGIN}{any_of(both, ignore_case=True)}{END}"


class Before:
    """What may stand before a match: `pattern` right before it, or with `within` anywhere a little before."""

    def __init__(self, pattern: str, *, within: bool = False) -> None:
        self._pattern = re.compile(pattern if within else rf"(?:{pattern})[ :(]*\Z")

    def __call__(self, match: re.Match[str], group: int | str = 0) -> bool:
        end = match.start(group)
        start = max(0, end - _LOOK_BACK_CHARS)
        return self._pattern.search(match.string, start, end) is not None


def rule(name: str, pattern: str, read: Reading | str) -> Rule:
    """A rule whose matches are read by a function, or always as the same words."""
    return Rule(name, re.compile(pattern), read if callable(read) else _always(read))


def from_table(table: Mapping[str, str]) -> Reading:
    """Reads a match, or its group `form`, as the table says."""

    def read(match: re.Match[str], context: TextContext) -> str | None:
        return table[match["form"] if "form" in match.re.groupindex else match.group()]

    return read


def _always(said: str) -> Reading:
    def read(match: re.Match[str], context: TextContext) -> str | None:
        return said

    return read
