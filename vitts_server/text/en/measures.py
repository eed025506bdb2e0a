"""Numbers with units, heights, and coordinates."""

import re
from collections.abc import Sequence

from vitts_server import TextContext
from vitts_server.text.en.numerals import cardinal, is_one, number
from vitts_server.text.en.patterns import BEGIN, END, NUMBER, after, any_of, before, compile_verbose, stopped
from vitts_server.text.en.tables import Table
from vitts_server.text.rules import Rule

_POWERS = {"2": "square", "²": "square", "3": "cubic", "³": "cubic"}
_POWERED = "mm cm dm m km in ft yd mi".split()
_SIDES = {"N": "north", "S": "south", "E": "east", "W": "west"}
_LAST_OF_FRACTION = r"[\d½¼¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⁰¹²³⁴⁵⁶⁷⁸⁹]"
_FRACTION = re.compile(
    r"(?:(?P<whole>(?<!/)\b\d+)[\s-]?)?(?:\b(?P<over>\d{1,3})[/⁄](?P<under>\d{1,3})|[½¼¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]|(?P<power>\b10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))\s?$"
)
_LETTERS = frozenset("s l h g L".split())
"""Too short to be a unit with space before it."""
_KIND = re.compile(
    r"\s(?:dash|race|sprint|run|freestyle|butterfly|backstroke|hurdles|relay|swim|angle|radius|limit|bulb|battery|container|screen)\b"
)
_OPENING = re.compile(r'(?<!\d)"')
_COUNTS = frozenset("KMB")
_CROWDS = frozenset(
    "people users followers subscribers views viewers jobs homes households customers downloads".split()
)
_RUNS = frozenset("run runs race races walk jog".split())


class Measures:
    """The units of the table."""

    def __init__(self, table: Table) -> None:
        self._units = table.pairs("units")
        self._attached = table.pairs("attached")
        self._per = table.texts("per")
        self._alone = frozenset(table.texts("alone")["units"].split())
        self._all = {**self._units, **self._attached}

    def rules(self) -> Sequence[Rule]:
        """Heights and coordinates before single units."""
        powered = rf"(?:{any_of(_POWERED)})[²³]|(?:{any_of(_POWERED)})[23](?!\d)"
        quotient = rf"(?:/(?P<under>(?:{any_of(_POWERED)})[²³23]|{any_of(self._units)}|{any_of(self._per)}){END})?"
        unit = rf"(?P<unit>{powered}|{any_of(self._units)})"
        behind = rf"(?:(?<={_LAST_OF_FRACTION})|(?<={_LAST_OF_FRACTION}\s))"
        amount = rf"{BEGIN}(?P<amount>{NUMBER})"
        degrees = r"(?P<degrees>\d{1,3}(?:\.\d{1,9})?)\s?[°º]\s?"
        minutes = (
            r"(?:(?P<minutes>\d{1,2}(?:\.\d{1,9})?)\s?['′’]\s?)?"
            r"(?:(?P<seconds>\d{1,2}(?:\.\d{1,9})?)\s?(?:[\"″”]|'')\s?)?"
        )
        return [
            Rule("coordinate", compile_verbose(rf"{BEGIN}{degrees}{minutes}(?P<side>[NSEW])\b"), self._coordinate),
            Rule(
                "height",
                compile_verbose(
                    rf"{BEGIN}(?P<feet>\d{{1,2}})\s?['′’]\s?(?P<inches>\d{{1,2}}(?:\.\d)?)\s?(?:[\"″”]|'')"
                ),
                _height,
            ),
            Rule(
                "height",
                compile_verbose(rf"{BEGIN}(?P<feet>\d{{1,2}})\s?ft\.?\s(?P<inches>\d{{1,2}})\s?in\b\.?"),
                _height,
            ),
            Rule(
                "height", compile_verbose(rf"{BEGIN}(?P<feet>\d{{1,2}})['′’](?P<inches>\d{{1,2}})(?![\d\w'])"), _height
            ),
            Rule(
                "weight",
                compile_verbose(rf"{BEGIN}(?P<stone>\d{{1,2}})\s?st\.?\s(?P<pounds>\d{{1,2}})\s?lbs?\b"),
                _weight,
            ),
            Rule("inches", compile_verbose(rf"{BEGIN}(?P<amount>{NUMBER})[\"″](?=[\s,.)x×-]|$)"), _inches),
            Rule("inches", compile_verbose(rf"(?<={_LAST_OF_FRACTION})[\"″](?![\w])"), self._inches_behind_fraction),
            Rule(
                "feet",
                compile_verbose(rf"{BEGIN}(?P<amount>{NUMBER})['’](?=\s?(?:long|tall|wide|high|deep|by|x|×)\b)"),
                _feet,
            ),
            Rule("feet", compile_verbose(rf"{BEGIN}(?P<amount>{NUMBER})′"), _feet),
            Rule(
                "unit", compile_verbose(rf"(?<=[\s/(])(?P<unit>(?:{any_of(_POWERED)})[²³]){END}"), self._alone_standing
            ),
            Rule(
                "unit",
                compile_verbose(rf"{behind}(?P<gap>\s?){unit}{quotient}{END}(?!['’]\w)\.?"),
                self._behind_fraction,
            ),
            Rule("unit", compile_verbose(rf"{amount}\s?{unit}{quotient}{END}(?!['’]\w)\.?"), self._measure),
            Rule(
                "unit", compile_verbose(rf"{amount}-(?P<unit>{any_of(self._units)})(?P<under>){END}"), self._adjective
            ),
            Rule(
                "unit",
                compile_verbose(rf"{amount}(?P<unit>{any_of(self._attached)})(?P<under>){END}(?!['’]\w)"),
                self._touching,
            ),
            Rule(
                "unit",
                compile_verbose(rf"{amount}\s(?P<unit>in)(?P<under>)(?=\s?(?:[x×,;)]|wide|long|tall|high|deep|thick))"),
                self._touching,
            ),
        ]

    def read_whole(self, text: str, context: TextContext) -> str | None:
        """Text that is a number with a unit, or a unit alone."""
        for rule in self.rules():
            found = rule.pattern.fullmatch(text)
            said = found and rule.read(found, context)
            if said:
                return said
        return self._all[text][1] if text in self._all else None

    def _said(self, unit: str, *, one: bool) -> str:
        if unit in self._all:
            return self._all[unit][not one]
        said = {**self._units, "in": self._attached["in"]}[unit[:-1]][not one]
        return f"{_POWERS[unit[-1]]} {said}"

    def _measure(self, match: re.Match[str], context: TextContext) -> str | None:
        unit, under = match["unit"], match["under"]
        noun = re.match(r"\s([a-z]+)", after(match))
        if unit == "m" and noun and noun[1] in _CROWDS:
            return f"{number(match['amount'], context)} million"
        if unit == "s" and _is_plural_number(match):
            return None
        said = f"{number(match['amount'], context)} {self._said(unit, one=_is_single(match))}{self._quotient(under)}"
        return _stopped(match, said)

    def _quotient(self, under: str | None) -> str:
        return f" per {self._per.get(under) or self._said(under, one=True)}" if under else ""

    def word_rules(self) -> Sequence[Rule]:
        """Units that are read without a number."""
        return [
            Rule(
                "unit",
                compile_verbose(rf"(?<=[\s/(])(?P<unit>{any_of(self._alone)})(?![\w/-]|\.\w)"),
                self._alone_standing,
            )
        ]

    def _inches_behind_fraction(self, match: re.Match[str], context: TextContext) -> str | None:
        found = _FRACTION.search(before(match))
        if not found or found["power"] or len(_OPENING.findall(before(match, 300))) % 2:
            return None
        return " inches" if found["whole"] else " inch"

    def _alone_standing(self, match: re.Match[str], context: TextContext) -> str:
        return self._said(match["unit"], one=bool(re.search(r"(?:\b(?:per|an?|each|every|one)\s|/)$", before(match))))

    def _behind_fraction(self, match: re.Match[str], context: TextContext) -> str | None:
        found = _FRACTION.search(before(match))
        if not found or (match["unit"] in _LETTERS and match["gap"]):
            return None
        is_part = not found["whole"] and not found["power"] and int(found["over"] or 0) < int(found["under"] or 1)
        return _stopped(match, f" {self._said(match['unit'], one=is_part)}{self._quotient(match['under'])}")

    def _adjective(self, match: re.Match[str], context: TextContext) -> str:
        return f"{number(match['amount'], context)} {self._said(match['unit'], one=True)}"

    def _touching(self, match: re.Match[str], context: TextContext) -> str | None:
        noun = re.match(r"\+?\s([a-z]+)", after(match))
        unit = match["unit"]
        if unit == "k" and noun and noun[1] in _RUNS:
            return f"{number(match['amount'], context)} K"
        if unit == "x" and re.match(r"\s?[-+=*/−]", after(match)):
            return None
        if unit in _COUNTS and not (noun and noun[1].endswith(("s", "people"))):
            return None
        if unit == "k" and int(re.sub(r"\D", "", match["amount"])) == 0:
            return None
        return f"{number(match['amount'], context)} {self._all[unit][not _is_single(match)]}"

    def _coordinate(self, match: re.Match[str], context: TextContext) -> str:
        parts = [
            f"{number(match[name], context)} {name[:-1] if is_one(match[name]) else name}"
            for name in ("degrees", "minutes", "seconds")
            if match[name]
        ]
        return f"{', '.join(parts)} {_SIDES[match['side']]}"


def _is_single(match: re.Match[str]) -> bool:
    """One of it, or a number that stands before a noun: "a 5 km run"."""
    return (
        is_one(match["amount"])
        or bool(_KIND.match(after(match)))
        or (bool(re.search(r"(?i)(?:^|\s)an?\s$", before(match))) and bool(re.match(r"\s[a-z]", after(match))))
    )


def _is_plural_number(match: re.Match[str]) -> bool:
    """ "in her 30s" is no time."""
    return match["amount"].endswith("0") and not match.group().endswith(" s") and "the" in before(match, 5)


def _stopped(match: re.Match[str], said: str) -> str:
    """A full stop behind a unit is the sentence's own unless the sentence goes on."""
    if not match.group().endswith(".") or match["unit"].endswith("."):
        return stopped(match, said)
    return said if re.match(r"\s[a-z(]|[,;:)]", after(match)) else f"{said}."


def _height(match: re.Match[str], context: TextContext) -> str:
    feet, inches = match["feet"], match["inches"]
    if int(re.sub(r"\D", "", inches)) == 0:
        return f"{cardinal(int(feet), context)} feet"
    foot = "foot" if is_one(feet) else "feet"
    return f"{cardinal(int(feet), context)} {foot} {number(inches, context)} {'inch' if is_one(inches) else 'inches'}"


def _weight(match: re.Match[str], context: TextContext) -> str:
    """12st 4lb."""
    pound = "pound" if is_one(match["pounds"]) else "pounds"
    return f"{number(match['stone'], context)} stone {number(match['pounds'], context)} {pound}"


def _inches(match: re.Match[str], context: TextContext) -> str | None:
    if len(_OPENING.findall(before(match, 300))) % 2:
        return None  # it closes a quotation
    return f"{number(match['amount'], context)} {'inch' if is_one(match['amount']) else 'inches'}"


def _feet(match: re.Match[str], context: TextContext) -> str:
    return f"{number(match['amount'], context)} {'foot' if is_one(match['amount']) else 'feet'}"
