"""Signs that are words, and those that are none: nothing is left that can't be spoken."""

import re
import unicodedata

from vitts_server import TextContext
from vitts_server.text.rules import Rule
from vitts_server.text.vi.shapes import BEGIN, END, LETTER, Before, any_of, rule, words
from vitts_server.text.vi.tables import Tables

_PUNCTUATION = frozenset(".,;:!?…-\u2010\u2011–—―()[]\"'“”‘’«»„‚‹›。，、！？：；「」『』（）·")
_BRACKET_BEFORE = Before(rf"(?:\A|[\s(])<{LETTER}[^<>]*")
_ABOUT_BEFORE = Before(words("khoảng", "chừng", "gần", "hơn", "tầm", "cỡ"))


class Signs:
    """Signs by their names; what has none parts words."""

    def __init__(self, tables: Tables) -> None:
        self._names = tables.symbols["signs"]

    def rules(self) -> list[Rule]:
        """The last rules of all."""
        letters = any_of(name for name in self._names if name.isalpha())
        signs = any_of(name for name in self._names if not name.isalpha())
        return [
            rule("letter", rf"{BEGIN}{letters}(?:{END}|(?=[a-z]{END}))", self._named),
            rule("stars", r"(?<=\d) ?\*(?![\w*])", "sao"),
            rule("about", r"(?<![\w~])[~∼](?= ?\d)", self._about),
            rule("slash", r"(?<=\d)/(?=\d)", "trên"),
            rule("bracket", rf"(?<![^\s(])<(?={LETTER}[^<>]{{0,50}}>)|(?<=[^\W_])>(?![^\W_])", self._bracket),
            rule("sign", rf"(?<![=<>!-]){signs}(?![=<>])", self._named),
            rule("sign", signs, self._named),
            rule("sign", r"(?:[^\w\s]|_)", self._unspeakable),
        ]

    def _about(self, match: re.Match[str], context: TextContext) -> str | None:
        return " " if _ABOUT_BEFORE(match) else "khoảng"

    def _bracket(self, match: re.Match[str], context: TextContext) -> str | None:
        """Angle brackets around words are no comparison."""
        return " " if match.group() == "<" or _BRACKET_BEFORE(match) else None

    def _named(self, match: re.Match[str], context: TextContext) -> str | None:
        return self._names[match.group()]

    def _unspeakable(self, match: re.Match[str], context: TextContext) -> str | None:
        sign = match.group()
        if sign in _PUNCTUATION or unicodedata.category(sign).startswith("M"):
            return None
        return " "
