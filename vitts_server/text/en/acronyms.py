"""Words in capital letters: spelled, said as words, or ordinary words of a headline."""

import re
from collections.abc import Sequence

from vitts_server import TextContext
from vitts_server.text.en.numerals import spelled, spelled_plural
from vitts_server.text.en.patterns import around, compile_verbose
from vitts_server.text.en.tables import Table
from vitts_server.text.rules import Rule

_WORD = re.compile(r"[^\W\d_]{2,}")
_VOWELS = frozenset("AEIOUY")
_LONGEST_SPELLED, _SHORTEST_WORD = 5, 4
_LEAST_IN_A_HEADLINE = 3
_PAIR = 2
_ENDS = frozenset(
    "CK CT FT LD LF LK LL LM LP LT MP ND NG NK NT PT RB RD RF RK RL RM RN RP RT SH SK SP SS ST TH CH GH FF ZZ GN MB WN "
    "WL GHT RST NTH NCH TCH RLD RTH RCH LTH NGTH MPT XT".split()
)
_BEGINS = re.compile(
    r"^(?:BL|BR|CH|CL|CR|DR|FL|FR|GL|GR|KN|PH|PL|PR|QU|SC|SH|SK|SL|SM|SN|SP|ST|STR|SW|TH|TR|TW|WH|WR|[^AEIOUY])?[AEIOUY]"
)


class Acronyms:
    """The words of the table, and what letters tell of others."""

    def __init__(self, table: Table) -> None:
        self._spelled = table.words("spelled")
        self._said = table.words("words")
        self._common = table.words("common")
        self._headline = table.words("headline")

    def rules(self) -> Sequence[Rule]:
        """Pairs around a stroke or "&", plurals, then single words."""
        return [
            Rule(
                "acronym",
                compile_verbose(r"(?<![\w.&])(?P<one>[A-Z]{1,3})\s?&\s?(?P<other>[A-Z]{1,3})(?![\w&]|\.\w)"),
                self._pair,
            ),
            Rule("acronym", compile_verbose(r"(?<![\w.])(?P<word>[A-Z]{2,5})(?P<s>['’]?s)(?!\w)"), self._plural),
            Rule(
                "acronym", compile_verbose(r"(?<![\w.])(?P<word>[A-Z]{2,})(?![\w]|['’](?!s\b)[a-z]|\.\w)"), self._word
            ),
        ]

    def said(self, word: str) -> str:
        """A single word, for names that are made of several."""
        is_spelled = word.isascii() and word.isupper() and len(word) > 1 and self._is_spelled(word, is_headline=False)
        return spelled(word) if is_spelled else word

    def _pair(self, match: re.Match[str], context: TextContext) -> str | None:
        words = [match[name] for name in ("one", "other")]
        if " " in match.group() and any(len(word) > 1 and word in self._common for word in words):
            return None
        return f"{spelled(match['one'])} and {spelled(match['other'])}"

    def _plural(self, match: re.Match[str], context: TextContext) -> str | None:
        if not self._is_spelled(match["word"], is_headline=False):
            return None
        return spelled_plural(match["word"])

    def _word(self, match: re.Match[str], context: TextContext) -> str | None:
        word = match["word"]
        if self._is_spelled(word, is_headline=_is_headline(around(match, 150))):
            return spelled(word)
        is_kept = len(word) > _LONGEST_SPELLED or word in self._said
        return None if is_kept else word.lower()

    def _is_spelled(self, word: str, *, is_headline: bool) -> bool:
        if word in self._said or len(word) > _LONGEST_SPELLED + 1:
            return False
        if is_headline and word in self._common:
            return False
        if word in (self._headline if is_headline else self._spelled | self._headline):
            return True
        if word in self._common:
            return False
        if _VOWELS.isdisjoint(word):
            return True
        if is_headline:
            return len(word) == _PAIR
        is_sayable = bool(_BEGINS.match(word)) and _ends_well(word) and not re.search(r"[^AEIOUY]{4}", word)
        return not is_sayable or len(word) < _SHORTEST_WORD


def _ends_well(word: str) -> bool:
    """Whether the last consonants could stand there in a word."""
    singular = word.removesuffix("S")
    last = singular[len(singular.rstrip("BCDFGHJKLMNPQRSTVWXZ")) :]
    return len(last) <= 1 or last in _ENDS


def _is_headline(text: str) -> bool:
    """Whether capitals are the rule rather than the exception."""
    words: list[str] = _WORD.findall(text)
    capitals = sum(word.isupper() for word in words)
    return capitals >= _LEAST_IN_A_HEADLINE and 2 * capitals > len(words)
