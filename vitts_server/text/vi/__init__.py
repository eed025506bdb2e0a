"""Vietnamese as it is read: numbers, dates, money, units, short forms, foreign words and signs in words."""

from collections.abc import Sequence

from vitts_server import Edit, TextContext
from vitts_server.text.rules import Rule, Rules
from vitts_server.text.spacing import spaced
from vitts_server.text.vi.dates import Dates
from vitts_server.text.vi.forms import Forms
from vitts_server.text.vi.fractions import Fractions
from vitts_server.text.vi.letters import Letters
from vitts_server.text.vi.numbers import Numbers, Region
from vitts_server.text.vi.quantities import Quantities
from vitts_server.text.vi.ranges import Ranges
from vitts_server.text.vi.roman import RomanNumerals
from vitts_server.text.vi.rows import Rows
from vitts_server.text.vi.say_as import SayAs
from vitts_server.text.vi.settings import VietnameseSettings
from vitts_server.text.vi.signs import Signs
from vitts_server.text.vi.tables import Tables
from vitts_server.text.vi.times import Times
from vitts_server.text.vi.units import Units
from vitts_server.text.vi.web import Addresses

__all__ = ["VietnameseSettings", "VietnameseText"]


class VietnameseText:
    """Turns written Vietnamese into what is read. Reads its tables once, when it is made."""

    name = "vi"
    languages: Sequence[str] = ("vi",)
    priority = 20

    def __init__(self, region: Region = "north") -> None:
        self.version = f"1-{region}"
        tables = Tables.load()
        numbers = Numbers(region)
        self._rules = Rules(_rules(tables, numbers))
        self._say_as = SayAs(tables, numbers)

    def edits(self, text: str, context: TextContext, /) -> Sequence[Edit]:
        """What is read otherwise than it is written."""
        if context.say_as:
            said = self._say_as.read(text, context.say_as)
            if said is not None:
                return [Edit(span=(0, len(text)), text=said, rule=context.say_as)] if said != text else []
        return spaced(text, self._rules.edits(text, context))


def _rules(tables: Tables, numbers: Numbers) -> Sequence[Rule]:
    """From the particular to the general: the first rule that claims characters gets them."""
    letters = Letters(tables, numbers)
    quantities = Quantities(numbers)
    rows = Rows(tables, numbers, letters)
    forms = Forms(tables, letters)
    ranges = Ranges(numbers)
    return [
        *Addresses(tables, numbers, letters).rules(),
        *rows.rules(),
        *Dates(numbers).rules(),
        *ranges.scores(),
        *Times(numbers).rules(),
        *rows.versions(),
        *Fractions(numbers).rules(),
        *forms.short_forms(),
        *Units(tables, numbers, quantities).rules(),
        *RomanNumerals(numbers).rules(),
        *forms.codes(),
        *forms.words(),
        *quantities.ordinals(),
        *ranges.rules(),
        *quantities.rules(),
        *Signs(tables).rules(),
    ]
