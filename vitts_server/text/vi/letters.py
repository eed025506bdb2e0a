"""Words by their letters: acronyms, codes of letters and digits, texts that are spelled out."""

import re

from vitts_server.text.vi.numbers import Numbers
from vitts_server.text.vi.syllables import is_syllable, same_spelling, tone_and_base
from vitts_server.text.vi.tables import Tables

_VOWEL = re.compile("[aeiouyăâêôơư]")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_LONGEST_ACRONYM = 5
_ROW_OF_DIGITS = 3


class Letters:
    """How words that are no Vietnamese words are said."""

    def __init__(self, tables: Tables, numbers: Numbers) -> None:
        self._tables = tables
        self._numbers = numbers
        names = tables.letters["names"]
        greek = {sign: said for sign, said in tables.symbols["signs"].items() if sign.isalpha()}
        names = {**greek, **names}
        self._greek = frozenset(greek)
        self._short = {**tables.abbreviations["anywhere"], **tables.units["alone"]}
        self._in_acronyms = {**names, **tables.letters["in-acronyms"]}
        self._in_codes = {**names, **tables.letters["in-codes"]}

    def acronym(self, word: str) -> str:
        """Its own reading if it has one, else letter by letter."""
        known = self._tables.acronyms.get(word) or self._tables.respellings.get(same_spelling(word))
        return known or self._spelled(word, self._in_acronyms)

    def code(self, text: str) -> str:
        """Letters and digits in one: 10A2, H5N1, MH370."""
        said: list[str] = []
        for found in re.finditer(r"\d+|[^\W\d_]+|.", text.translate(_SUBSCRIPTS)):
            run = found.group()
            if run[0].isdecimal():
                is_row = found.start() > 0 and len(run) >= _ROW_OF_DIGITS
                said.append(self._numbers.digits(run) if is_row else self._numbers.plain(run))
            elif run[0].isalnum():
                said.append(self._in_code(run))
        return " ".join(said)

    def spelled(self, text: str) -> str:
        """Every character by its name, the tone behind its vowel: à is a huyền."""
        return " ".join(filter(None, map(self._name, text)))

    def piece(self, text: str) -> str:
        """A part of an address: a word if it can be said as one."""
        known = self._tables.respellings.get(same_spelling(text))
        word = text.lower() if text.isupper() else text
        if known or (is_sayable(word) and word not in self._short):
            return known or word
        return self._spelled(text, self._in_acronyms)

    def _in_code(self, run: str) -> str:
        if known := self._tables.acronyms.get(run) or self._tables.respellings.get(same_spelling(run)):
            return known
        is_word = not run.removesuffix("s").isupper() and is_sayable(run) and not self._greek.intersection(run)
        is_word = is_word and run not in self._short
        return run if is_word else self._spelled(run, self._in_codes if len(run) == 1 else self._in_acronyms)

    def _name(self, character: str) -> str:
        if character.isdecimal():
            return self._numbers.digits(character)
        tone, letter = tone_and_base(character.lower())
        symbols = self._tables.symbols
        name = self._tables.letters["names"].get(letter)
        for table in (symbols["in-addresses"], symbols["spelled"], symbols["signs"]):
            name = name or table.get(character)
        if name is None:
            return character if character.isalpha() else ""
        return f"{name} {tone}" if tone else name

    def _spelled(self, word: str, names: dict[str, str]) -> str:
        said = (names.get(letter) or self._foreign(letter) for letter in word.lower())
        return " ".join(filter(None, said))

    def _foreign(self, character: str) -> str:
        """A letter of another script stays; a numeral is a number."""
        return character if character.isalpha() else self._numbers.numeral(character)


def is_sayable(word: str) -> bool:
    """Whether a word can be said as one: it has a vowel and is no mere row of capitals."""
    lower = tone_and_base(word.lower())[1]
    return bool(_VOWEL.search(lower)) and len(lower) > 1


def is_acronym(word: str) -> bool:
    """Whether capitals that are in no table are letters to be spelled: BHC is, TO and PARIS are words."""
    if is_syllable(word):
        return False
    return len(word) < _LONGEST_ACRONYM or not is_sayable(word)
