"""Signs that are said, and those that are not."""

import re
import unicodedata
from collections.abc import Sequence

from vitts_server import TextContext
from vitts_server.text.en.numerals import number
from vitts_server.text.en.patterns import NUMBER, any_of, compile_verbose
from vitts_server.text.en.tables import Table
from vitts_server.text.rules import Rule

_READ_AS_THEY_ARE = frozenset(".,;:!?'\"()-‐‑–—…“”‘’ ")
_PLAIN = {"Pd": "-", "Pi": '"', "Pf": '"', "Ps": "(", "Pe": ")"}
"""What marks of other scripts become."""
_PERIODS = {"hr": "hour", "h": "hour", "mo": "month", "yr": "year", "wk": "week"}
_SIGNS = {
    "-": "minus",
    "−": "minus",
    "–": "minus",
    "+": "plus",
    "~": "about",
    "∼": "about",
    "≈": "about",
    "±": "plus or minus",
}


class Symbols:
    """The signs of the table."""

    def __init__(self, table: Table) -> None:
        self._said = table.texts("said")
        self._letters = table.texts("letters")

    def first_rules(self) -> Sequence[Rule]:
        """Signs that belong to a number or a letter."""
        return [
            Rule(
                "sign",
                compile_verbose(r"(?<![^\s(\[\"'“‘<>=≤≥,:/×*÷+^-])(?P<sign>[-−–+~∼≈±])(?=[$£€¥]?\.?\d)"),
                self._signed,
            ),
            Rule("sign", compile_verbose(r"(?<=\d)\+(?![\w+])"), self._more),
            Rule("name", compile_verbose(r"(?<![^\W_])(?P<letter>[CF])(?P<sign>\#|\+\+)(?![\w+])"), self._language),
            Rule("name", compile_verbose(r"(?<![^\W_])(?P<letter>[A-G])(?P<sign>[♯♭])"), self._language),
            Rule("number", compile_verbose(rf"\#\s?(?P<number>{NUMBER})(?![\w])"), self._numbered),
            Rule("star", compile_verbose(r"(?<=\d)\*(?!\s?\d)"), self._star),
            Rule("power", compile_verbose(r"(?<=[\w)])\s?\*\*\s?(?=[\w(])"), self._power),
            Rule("times", compile_verbose(r"(?<=[\d)])\s?\*\s?(?=[\d(])|(?<=[\w)])\s\*\s(?=[\w(])"), self._times),
            Rule(
                "per",
                compile_verbose(
                    r"(?<=[\w%])/(?=(?:hour|day|week|month|year|night|person|minute|second|head|unit|item|kg|lb)\b)"
                ),
                self._per,
            ),
            Rule("per", compile_verbose(r"/(?<=\d/)(?P<under>hr|h|mo|yr|wk)\b(?:\.(?=\s[a-z(]))?"), self._per_short),
            Rule("sections", compile_verbose(r"§§\s?"), self._sections),
            Rule("bar", compile_verbose(r"\s?\|\s?(?!\|)(?<!\|\|)"), self._bar),
            Rule("arrow", compile_verbose(r"\s?(?:<?[-=]{1,3}>|<[-=]{1,3}(?!\w))\s?"), self._arrow),
            Rule("sign", compile_verbose(r"(?:<=|>=|!=|==|&&|\|\|)"), self._operator),
            Rule("letter", re.compile(rf"(?<![^\W\d_])(?:{any_of(self._letters)})(?![^\W\d_])"), self._letter),
        ]

    def last_rules(self) -> Sequence[Rule]:
        """Whatever is left that no voice could say."""
        return [
            Rule("word", re.compile(r"(?<=[^\W_])_+(?=[^\W_])"), self._space),
            Rule("symbol", re.compile(r"[^\w\s.,;:!?'\"()…“”‘’–—-]|_"), self._symbol),
        ]

    def _signed(self, match: re.Match[str], context: TextContext) -> str:
        return f"{_SIGNS[match['sign']]} "

    def _more(self, match: re.Match[str], context: TextContext) -> str:
        return " plus"

    def _language(self, match: re.Match[str], context: TextContext) -> str:
        signs = {"#": "sharp", "++": "plus plus", "♯": "sharp", "♭": "flat"}
        return f"{match['letter']} {signs[match['sign']]}"

    def _numbered(self, match: re.Match[str], context: TextContext) -> str:
        return f"number {number(match['number'], context)}"

    def _star(self, match: re.Match[str], context: TextContext) -> str:
        return "star"

    def _times(self, match: re.Match[str], context: TextContext) -> str:
        return " times "

    def _power(self, match: re.Match[str], context: TextContext) -> str:
        return " to the power of "

    def _per(self, match: re.Match[str], context: TextContext) -> str:
        return " per "

    def _per_short(self, match: re.Match[str], context: TextContext) -> str:
        return f" per {_PERIODS[match['under']]}"

    def _sections(self, match: re.Match[str], context: TextContext) -> str:
        return "sections "

    def _arrow(self, match: re.Match[str], context: TextContext) -> str:
        return " to " if ">" in match.group() else " from "

    def _bar(self, match: re.Match[str], context: TextContext) -> str:
        return ", "

    def _operator(self, match: re.Match[str], context: TextContext) -> str:
        names = {"<=": "≤", ">=": "≥", "!=": "≠", "==": "=", "&&": "∧", "||": "∨"}
        return self._word(names[match.group()])

    def _letter(self, match: re.Match[str], context: TextContext) -> str:
        return self._letters[match.group()]

    def _space(self, match: re.Match[str], context: TextContext) -> str:
        return " "

    def _symbol(self, match: re.Match[str], context: TextContext) -> str | None:
        """Marks that belong to letters of other scripts stay; their punctuation becomes plain."""
        character = match.group()
        if character in self._said:
            return self._word(character)
        category = unicodedata.category(character)
        if character in _READ_AS_THEY_ARE or category.startswith("M"):
            return None
        plain = unicodedata.normalize("NFKC", character)
        if plain in _READ_AS_THEY_ARE:
            return plain
        if category in _PLAIN:
            return _PLAIN[category]
        return " " if category[0] in "SP" else None

    def _word(self, character: str) -> str:
        """Between spaces, if it is a word rather than a mark."""
        said = self._said[character]
        return f" {said} " if said[:1].isalpha() else said
