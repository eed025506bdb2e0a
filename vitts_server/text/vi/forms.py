"""Words that are not said as they are written: short forms, acronyms, codes, foreign words, single letters."""

import re

from vitts_server import TextContext
from vitts_server.text.rules import Rule
from vitts_server.text.vi.letters import Letters, is_acronym, is_sayable
from vitts_server.text.vi.shapes import BEGIN, CAPITAL, END, LETTER, any_of, from_table, rule
from vitts_server.text.vi.syllables import is_syllable, same_spelling
from vitts_server.text.vi.tables import Tables

_NEIGHBOURS = (re.compile(rf"{BEGIN}({LETTER}+)[ -]\Z"), re.compile(rf"[ -]({LETTER}+){END}"))
_SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉"
_LONGEST_WORD = 24


class Forms:
    """All tables of words, and rules for the words that are in none."""

    def __init__(self, tables: Tables, letters: Letters) -> None:
        self._letters = letters
        self._acronyms = tables.acronyms
        self._respellings = tables.respellings
        self._short = tables.abbreviations["anywhere"]
        self._titles = tables.abbreviations["titles"]
        self._numbered = tables.abbreviations["before-number"]

    def short_forms(self) -> list[Rule]:
        """Those of the tables; tried before numbers are, as some have digits or want one behind."""
        numbered = rf"(?<!\d )(?<!\d){BEGIN}(?P<form>{any_of(self._numbered)})"
        numbered += rf"(?: ?(?P<code>\d{{1,6}}{LETTER}{{1,2}}){END}|(?=:? ?[(+]?\d++(?!{LETTER})))"
        titles = rf"{BEGIN}(?P<form>{any_of(self._titles)}) ?(?={CAPITAL})"
        both = rf"{BEGIN}(?P<form>{any_of(self._short)}){END}(?:\.(?= ?{CAPITAL}))?"
        return [
            rule("short form", numbered, self._before_number),
            rule("acronym", rf"{BEGIN}{any_of(self._acronyms)}{END}", self._acronym),
            rule("short form", both, self._short_form),
            rule("short form", titles, from_table(self._titles)),
        ]

    def codes(self) -> list[Rule]:
        """Letters and digits in one word."""
        together = rf"{BEGIN}(?<!\d[.,])(?:{LETTER}++\d|\d++{LETTER})(?:{LETTER}|\d)*+"
        joint = rf"{BEGIN}[A-ZĐ]{{1,4}}[-.](?=\d{{1,6}}{END}(?![.,]\d))"
        point = rf"{BEGIN}[A-Z]{{2,4}}(?=\d{{1,2}}[.,]\d{END})"
        return [
            rule("code", point, self._spelled),
            rule(
                "formula",
                rf"{BEGIN}(?=\w*[₀-₉])[^\W_]++",
                self._code,
            ),
            rule("code", together, self._code),
            rule("code", joint, self._code),
            rule("code", rf"{BEGIN}{LETTER}++(?=\d)|(?<=\d){LETTER}++", self._code),
        ]

    def words(self) -> list[Rule]:
        """Foreign words of the table, then capitals."""
        foreign = rf"{BEGIN}{any_of(self._respellings, ignore_case=True)}{END}"
        dotted = rf"{BEGIN}(?:{CAPITAL}\.){{2,}}+(?:{CAPITAL}{END})?"
        initial = rf"{BEGIN}{CAPITAL}\.(?= ?{CAPITAL})"
        return [
            rule("foreign word", foreign, self._foreign),
            rule("initials", dotted, self._initials),
            rule("initials", initial, self._initials),
            rule("acronym", rf"{BEGIN}{CAPITAL}{{2,{_LONGEST_WORD}}}(?:s(?={END}))?{END}", self._capitals),
            rule("letter", rf"{BEGIN}[BCDĐFGHJKLMNPQRSTVWXZ]{END}(?!['’])", self._letter),
        ]

    def _before_number(self, match: re.Match[str], context: TextContext) -> str | None:
        said = self._numbered[match["form"]]
        return f"{said} {self._letters.code(match['code'])}" if match["code"] else said

    def _code(self, match: re.Match[str], context: TextContext) -> str | None:
        code = match.group().rstrip("-.")
        is_plain = all(character.isalpha() or character.isdecimal() or character in _SUBSCRIPTS for character in code)
        return self._letters.code(code) if is_plain else None

    def _spelled(self, match: re.Match[str], context: TextContext) -> str | None:
        return self._letters.acronym(match.group())

    def _acronym(self, match: re.Match[str], context: TextContext) -> str | None:
        return None if self._is_in_headline(match) else self._acronyms[match.group()]

    def _short_form(self, match: re.Match[str], context: TextContext) -> str | None:
        return None if self._is_in_headline(match) else self._short[match["form"]] + _full_stop(match)

    def _foreign(self, match: re.Match[str], context: TextContext) -> str | None:
        return self._respellings[same_spelling(match.group())]

    def _initials(self, match: re.Match[str], context: TextContext) -> str | None:
        return self._letters.acronym("".join(filter(str.isalpha, match.group()))) + _full_stop(match)

    def _capitals(self, match: re.Match[str], context: TextContext) -> str | None:
        word = match.group().removesuffix("s")
        return self._letters.acronym(word) if is_acronym(word) and not self._is_word_in_headline(match) else None

    def _letter(self, match: re.Match[str], context: TextContext) -> str | None:
        return self._letters.spelled(match.group())

    def _is_in_headline(self, match: re.Match[str]) -> bool:
        """Whether what could be a word is one, as its neighbours are words in capitals too."""
        word = match.group()
        return word.isupper() and is_syllable(word) and self._has_loud_neighbour(match)

    def _is_word_in_headline(self, match: re.Match[str]) -> bool:
        """A foreign word of four letters among words in capitals, such as IRAN."""
        return len(match.group()) > 3 and is_sayable(match.group()) and self._has_loud_neighbour(match)

    def _has_loud_neighbour(self, match: re.Match[str]) -> bool:
        before = _NEIGHBOURS[0].search(match.string, max(0, match.start() - _LONGEST_WORD), match.start())
        behind = _NEIGHBOURS[1].match(match.string, match.end())
        return any(found is not None and self._is_loud(found[1]) for found in (before, behind))

    def _is_loud(self, word: str) -> bool:
        is_known = word in self._acronyms or word in self._short
        return len(word) > 1 and word.isupper() and is_syllable(word) and not is_known


def _full_stop(match: re.Match[str]) -> str:
    """The full stop of a short form at the end of a sentence ends that too."""
    is_end = match.end() == len(match.string) and match.group().endswith((".", "…"))
    return "." if is_end else ""
