"""English: all rules in their order."""

import re
import unicodedata
from collections.abc import Sequence

from vitts_server import Edit, TextContext
from vitts_server.text.en import clock, codes, counts, dates
from vitts_server.text.en.acronyms import Acronyms
from vitts_server.text.en.kinds import Kinds
from vitts_server.text.en.measures import Measures
from vitts_server.text.en.money import Money
from vitts_server.text.en.roman import Roman
from vitts_server.text.en.short import Abbreviations
from vitts_server.text.en.symbols import Symbols
from vitts_server.text.en.tables import Table
from vitts_server.text.en.web import Addresses
from vitts_server.text.rules import Rule, Rules
from vitts_server.text.spacing import spaced


def _all_or_nothing(rule: Rule) -> Rule:
    """The rule without readings that leave a number that is no digit, such as the ½ in "@½"."""

    def read(match: re.Match[str], context: TextContext) -> str | None:
        said = rule.read(match, context)
        return None if said is None or any(unicodedata.category(character)[0] == "N" for character in said) else said

    return Rule(rule.name, rule.pattern, read)


class English:
    """Turns written English into what is read: no digit and no sign is left."""

    name = "en"
    languages: Sequence[str] = ("en",)
    priority = 20
    version = "1"

    def __init__(self) -> None:
        money, measures, symbols = Money(Table("money")), Measures(Table("units")), Symbols(Table("symbols"))
        self._kinds = Kinds(money, measures)
        acronyms = Acronyms(Table("acronyms"))
        addresses = Addresses(acronyms).rules()
        words = [
            *dates.word_rules(),
            *measures.word_rules(),
            *symbols.first_rules(),
            *Abbreviations(Table("abbreviations")).rules(),
            *Roman(Table("names")).rules(),
        ]
        leftovers = [*acronyms.rules(), *symbols.last_rules()]
        self._without_numbers = Rules([*addresses, *words, *leftovers])
        usual = [
            *addresses,
            *clock.rules(),
            *dates.rules(),
            *codes.rules(),
            *dates.decade_rules(),
            *counts.fraction_rules(),
            *money.rules(),
            *measures.rules(),
            *dates.year_rules(),
            *counts.first_rules(),
            *words,
            *counts.ordinal_rules(),
            *codes.code_rules(),
            *counts.last_rules(),
            *leftovers,
        ]
        self._rules = Rules(usual)
        self._rules_for_numerals = Rules([*map(_all_or_nothing, usual), *counts.numeral_rules()])

    def edits(self, text: str, context: TextContext, /) -> Sequence[Edit]:
        """What is read otherwise than it is written."""
        if context.say_as:
            said = self._kinds.read(text, context)
            if said is not None:
                return [Edit(span=(0, len(text)), text=said, rule=context.say_as.partition(":")[0])]
        return spaced(text, self._rules_for(text).edits(text, context))

    def _rules_for(self, text: str) -> Rules:
        """Most rules look for numbers, and most sentences have none."""
        numerals = [character for character in text if character.isnumeric()]
        if not numerals:
            return self._without_numbers
        return self._rules if all(map(str.isdecimal, numerals)) else self._rules_for_numerals
