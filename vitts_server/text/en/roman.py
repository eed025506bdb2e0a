"""Roman numerals: Henry VIII, Chapter IV, World War II; never the pronoun I."""

import re
from collections.abc import Sequence

from vitts_server import TextContext
from vitts_server.text.en.numerals import cardinal, ordinal, year
from vitts_server.text.en.patterns import after, before, compile_verbose
from vitts_server.text.en.tables import Table
from vitts_server.text.rules import Rule

_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_WORD = re.compile(r"\b[^\W\d_]\w{1,19}\s$")
_FORM = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_AFTER_I = re.compile(r"\s*(?:$|[^\w\s'’]|(?:of|and|to|in|was|is|or|on|begins|ended|ends|at|for|by|with)\b)")

_AFTER_FIRST_RULER = re.compile(r"\s(?:of|was|is|ruled|reigned|died|became|married|had|succeeded)\b|,")
_DRIP = re.compile(r"\s(?:drip|fluids?|line|therapy|antibiotics)")
_LARGEST_ALONE = 39


def value_of(numeral: str) -> int | None:
    """14 for "XIV"; None for letters that make no numeral."""
    if not numeral or not _FORM.fullmatch(numeral):
        return None
    values = [_VALUES[letter] for letter in numeral]
    return sum(
        value if value >= following else -value for value, following in zip(values, [*values[1:], 0], strict=True)
    )


class Roman:
    """Names and words before numerals come from the table."""

    def __init__(self, table: Table) -> None:
        self._rulers = table.words("rulers")
        self._counted = table.words("counted")
        self._others = table.words("not-numerals")

    def rules(self) -> Sequence[Rule]:
        """A numeral with the word before it, then in brackets, then alone."""
        return [
            Rule(
                "roman",
                compile_verbose(r"(?<=\w\s)(?P<numeral>[IVXLCDM]{1,15})(?P<s>['’]s)?(?![\w-]|['’.]\w)"),
                self._named,
            ),
            Rule("roman", compile_verbose(r"(?<=\()(?<!\w\()(?P<numeral>[ivx]{1,6})(?=\))"), self._listed),
            Rule(
                "roman",
                compile_verbose(r"\b(?P<numeral>[IVXL]{1,10})(?=(?:st|nd|rd|th)?\scentur)(?:st|nd|rd|th)?"),
                self._century,
            ),
            Rule(
                "roman",
                compile_verbose(r"(?<![\w.&'’-])(?P<numeral>M[IVXLCDM]{3,14}|[IVX]{2,8})(?![\w&]|['’.-]\w)"),
                self._alone,
            ),
        ]

    def _named(self, match: re.Match[str], context: TextContext) -> str | None:
        named = _WORD.search(before(match))
        word, numeral = named[0].strip() if named else "", match["numeral"]
        value = value_of(numeral)
        if value is None or not word or not word[0].isupper() or numeral in self._others:
            return None
        is_ruler, is_counted = word in self._rulers, word in self._counted or word.capitalize() in self._counted
        if numeral == "I" and not self._is_first(match, word, is_ruler=is_ruler, is_counted=is_counted):
            return None
        if is_ruler and not is_counted:
            said = f"the {ordinal(value, context)}"
        elif is_counted or (len(numeral) > 1 and set(numeral) <= set("IVX")):
            said = cardinal(value, context)
        else:
            return None
        return f"{said}{match['s'] or ''}"

    def _is_first(self, match: re.Match[str], word: str, *, is_ruler: bool, is_counted: bool) -> bool:
        """A ruler's or a chapter's "I" rather than the speaker's."""
        if word in {"War", "Wars"}:
            return True
        behind = after(match)
        if match.start() > len(word) + 1:
            return (is_ruler or is_counted) and bool(match["s"] or _AFTER_I.match(behind))
        return bool(_AFTER_I.match(behind) if is_counted else is_ruler and _AFTER_FIRST_RULER.match(behind))

    def _listed(self, match: re.Match[str], context: TextContext) -> str | None:
        value = value_of(match["numeral"].upper())
        return cardinal(value, context) if value else None

    def _century(self, match: re.Match[str], context: TextContext) -> str | None:
        value = value_of(match["numeral"])
        return ordinal(value, context) if value else None

    def _alone(self, match: re.Match[str], context: TextContext) -> str | None:
        numeral = match["numeral"]
        value = value_of(numeral)
        if value is None or numeral in self._others or _DRIP.match(after(match)):
            return None
        if numeral[0] == "M":
            return year(value, context)
        return cardinal(value, context) if value <= _LARGEST_ALONE and numeral not in {"VI", "IV"} else None
