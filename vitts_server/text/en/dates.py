"""Dates: 2026-11-20, 20/11/2026, "Nov 20, 2026", "20 Nov 2026", decades, years."""

import re
from collections.abc import Sequence

from vitts_server import TextContext
from vitts_server.text.en.clock import time_words
from vitts_server.text.en.numerals import cardinal, in_pairs, is_american, number, ordinal, year
from vitts_server.text.en.patterns import BEGIN, END, after, before, compile_verbose, stopped
from vitts_server.text.rules import Rule

MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_LONGEST_MONTH = 31
_MONTH = r"(?P<month>" + "|".join(rf"{name}|{name[:3]}\.?" for name in [*MONTHS, "Sept"]) + r"|Sept\.?)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[12]\d{3})"
_DAY_SHORT = {name[:length]: name for name in _DAYS for length in (3, 4, 5)} | {"Tues": "Tuesday"}
_TENS = "twenties thirties forties fifties sixties seventies eighties nineties".split()
_NO_COUNT = frozenset(
    "was is has its this does as us towards across always perhaps plus besides unless sometimes goes says sees "
    "comes makes gives takes remains becomes marks begins ends saw continues brings".split()
)
_PEOPLE = frozenset("people men women children feet miles".split())
_YEAR_WORDS = frozenset(
    "in since from until till by of year during before after circa around early mid late spring summer autumn fall "
    "winter and or to through between the".split()
)
_PIVOT = 50
"""The first year of two digits that is one of the century before."""
_LAST_YEAR = 2099
_FIRST_PAIRED = 1100
_FIRST_USUAL_YEAR, _LAST_USUAL_YEAR = 1900, 2050
_DATE_WORDS = frozenset("on until till since dated due date".split())


def date_words(
    day: int | None,
    month: int,
    of_year: int | None,
    context: TextContext,
    *,
    day_first: bool,
    has_article: bool = False,
) -> str | None:
    """A date in words; None if there is no such day."""
    if not 1 <= month <= len(MONTHS) or not (day is None or 1 <= day <= _LONGEST_MONTH):
        return None
    name = MONTHS[month - 1]
    tail = "" if of_year is None else f", {year(of_year, context)}"
    if day is None:
        return f"{name} {tail.removeprefix(', ')}".strip()
    said = ordinal(day, context)
    if day_first:
        return f"{'' if has_article else 'the '}{said} of {name}{tail}"
    return f"{name} {said if is_american(context) else f'the {said}'}{tail}"


def numeric(first: int, second: int, of_year: int | None, context: TextContext) -> str | None:
    """Two numbers in the order of the region, or in the other one if only that makes a date."""
    day, month = (second, first) if is_american(context) else (first, second)
    if month > len(MONTHS):
        day, month = month, day
    return date_words(day, month, of_year, context, day_first=not is_american(context))


def whole_year(written: str) -> int:
    """26: 2026; 84: 1984."""
    value = int(written)
    is_short = len(written) == len("26")
    return value + (2000 if value < _PIVOT else 1900) * is_short


def _iso(match: re.Match[str], context: TextContext) -> str | None:
    day_first = not is_american(context)
    return date_words(int(match["day"]), int(match["month"]), int(match["year"]), context, day_first=day_first)


def _stamp(match: re.Match[str], context: TextContext) -> str | None:
    """2026-11-20T10:30:00Z."""
    date, second = _iso(match, context), match["second"]
    time = time_words(int(match["hour"]), int(match["minute"]), second if int(second or 0) else None, "", context)
    return f"{date}, {time}{' U.T.C' if match['zone'] else ''}" if date and time else None


def _numeric(match: re.Match[str], context: TextContext) -> str | None:
    return numeric(int(match["first"]), int(match["second"]), whole_year(match["year"]), context)


def _numeric_without_year(match: re.Match[str], context: TextContext) -> str | None:
    words = before(match).lower().split()
    is_idiom = match.group() in {"9/11", "24/7"}
    is_deadline = bool(words) and words[-1] == "by" and int(match["second"]) > len(MONTHS)
    if (
        is_idiom
        or not words
        or (words[-1] not in _DATE_WORDS and not is_deadline)
        or re.match(r"\s*(?:of\b|[a-z]+s\b)", after(match))
    ):
        return None
    return numeric(int(match["first"]), int(match["second"]), None, context)


def _numeric_in_range(match: re.Match[str], context: TextContext) -> str | None:
    return numeric(int(match["first"]), int(match["second"]), None, context)


def _numeric_behind_range(match: re.Match[str], context: TextContext) -> str | None:
    is_range = re.search(r"(?<![\d/])[0-3]?\d/[0-3]?\d[-–]$", before(match))
    return _numeric_in_range(match, context) if is_range else None


def _month_number(written: str) -> int:
    return next(place for place, name in enumerate(MONTHS, 1) if name.startswith(written[:3]))


def _named(match: re.Match[str], context: TextContext, *, day_first: bool) -> str | None:
    written_year = match["year"]
    has_article = before(match, 4).lower().endswith("the ")
    other = match["other"]
    said = date_words(
        int(match["day"]),
        _month_number(match["month"]),
        int(written_year) if written_year else None,
        context,
        day_first=day_first,
        has_article=has_article and not other,
    )
    if not other or said is None or not 1 <= int(other) <= _LONGEST_MONTH:
        return None if other else said
    last = ordinal(int(other), context)
    if day_first:
        return f"{'' if has_article else 'the '}{last} to {said}"
    first, comma, rest = said.partition(",")
    return f"{first} to {last}{comma}{rest}"


def _month_first(match: re.Match[str], context: TextContext) -> str | None:
    return _named(match, context, day_first=False)


def _day_first(match: re.Match[str], context: TextContext) -> str | None:
    return _named(match, context, day_first=True)


def _month_and_year(match: re.Match[str], context: TextContext) -> str | None:
    return date_words(None, _month_number(match["month"]), int(match["year"]), context, day_first=False)


def _short_month(match: re.Match[str], context: TextContext) -> str:
    return stopped(match, MONTHS[_month_number(match["month"]) - 1])


def _short_day(match: re.Match[str], context: TextContext) -> str:
    return _DAY_SHORT[match["day"]]


def _to(match: re.Match[str], context: TextContext) -> str:
    return " to "


def _many(match: re.Match[str], context: TextContext) -> str:
    """100s of people."""
    return "thousands" if match["value"] == "1000" else "hundreds"


def _decade(match: re.Match[str], context: TextContext) -> str | None:
    century, tens = match["century"], int(match["tens"])
    if century and tens == 0:
        value, unit = divmod(int(century), 10)
        return f"{cardinal(int(century), context)} hundreds" if unit else f"{cardinal(value, context)} thousands"
    if tens < 2 or not (match["quote"] or century or _is_decade(match)):
        return None
    said = _TENS[tens - 2]
    return f"{cardinal(int(century), context)} {said}" if century else said


def _is_decade(match: re.Match[str]) -> bool:
    words = before(match).lower().replace("-", " ").split()
    return bool(words) and words[-1] in {
        "the",
        "early",
        "mid",
        "late",
        "his",
        "her",
        "their",
        "my",
        "your",
        "our",
        "swinging",
    }


def _year(match: re.Match[str], context: TextContext) -> str | None:
    value = int(match.group())
    noun = re.match(r"\s([a-z]+)", after(match))
    is_usual = _FIRST_USUAL_YEAR <= value <= _LAST_USUAL_YEAR
    words = before(match).lower().split()
    if noun and (noun[1] in _PEOPLE or (_is_plural(noun[1]) and not is_usual)):
        return number(match.group(), context)
    if value > _LAST_YEAR and not (words and words[-1] == "year"):
        return None
    if is_usual or (words and words[-1].strip("(") in _YEAR_WORDS):
        return year(value, context)
    return number(match.group(), context) if value < _FIRST_PAIRED else in_pairs(match.group(), context)


def _is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith("ss") and word not in _NO_COUNT


def _short_year(match: re.Match[str], context: TextContext) -> str:
    return (
        cardinal(int(match["year"]), context)
        if match["year"][0] != "0"
        else f"oh {cardinal(int(match['year']), context)}"
    )


def rules() -> Sequence[Rule]:
    """From whole dates to months with a year."""
    year_behind = rf"(?:,?\s{_YEAR})?"
    return [
        Rule(
            "date",
            compile_verbose(
                rf"{BEGIN}{_YEAR}-(?P<month>[01]\d)-(?P<day>[0-3]\d)T(?P<hour>[0-2]\d):(?P<minute>[0-5]\d)"
                rf"(?::(?P<second>[0-5]\d)(?:\.\d{{1,9}})?)?(?P<zone>Z)?(?![\w:])"
            ),
            _stamp,
        ),
        Rule(
            "date", compile_verbose(rf"{BEGIN}{_YEAR}(?P<s>[-/.])(?P<month>[01]?\d)(?P=s)(?P<day>[0-3]?\d){END}"), _iso
        ),
        Rule(
            "date",
            compile_verbose(
                rf"{BEGIN}(?P<first>[0-3]?\d)(?P<s>[-/.])(?P<second>[0-3]?\d)(?P=s)(?P<year>[12]\d{{3}}|(?<=/)\d\d){END}(?!\.\d)"
            ),
            _numeric,
        ),
        Rule(
            "date",
            compile_verbose(rf"{BEGIN}(?P<first>[0-3]?\d)/(?P<second>[0-3]?\d)(?=[-–][0-3]?\d/[0-3]?\d(?![\d/]))"),
            _numeric_in_range,
        ),
        Rule(
            "date",
            compile_verbose(rf"(?<=\d[-–])(?P<first>[0-3]?\d)/(?P<second>[0-3]?\d){END}(?!/)"),
            _numeric_behind_range,
        ),
        Rule(
            "date",
            compile_verbose(rf"{BEGIN}(?P<first>[0-3]?\d)/(?P<second>[0-3]?\d){END}(?!/)"),
            _numeric_without_year,
        ),
        Rule(
            "date",
            compile_verbose(
                rf"\b{_MONTH}\s(?:the\s)?{_DAY}(?:[-–](?P<other>[0-3]?\d)(?:st|nd|rd|th)?)?(?![\w:]|[.,]\d|%){year_behind}{END}"
            ),
            _month_first,
        ),
        Rule(
            "date",
            compile_verbose(
                rf"{BEGIN}(?:(?P<other>[0-3]?\d)(?:st|nd|rd|th)?[-–])?{_DAY}[-\s](?:of\s)?{_MONTH}(?![a-z])(?:[,\s-]{{1,2}}{_YEAR}{END})?"
            ),
            _day_first,
        ),
        Rule("date", compile_verbose(rf"\b{_MONTH},?\s{_YEAR}{END}"), _month_and_year),
    ]


def decade_rules() -> Sequence[Rule]:
    """Decades: before units, which would take their s for seconds."""
    return [
        Rule("number", compile_verbose(r"(?<![\w.,])(?P<value>1000?)s(?=\s(?:of|more)\b)"), _many),
        Rule(
            "decade",
            compile_verbose(r"(?=['’\d])(?<![\w.,])(?P<quote>['’])?(?P<century>1\d|20)?(?P<tens>\d)0['’]?s\b(?!\.\w)"),
            _decade,
        ),
    ]


def year_rules() -> Sequence[Rule]:
    """Years: behind money and units, whose numbers look like years."""
    return [
        Rule("year", compile_verbose(r"(?=\d)(?<![\w.,$£€#:])[12]\d\d\d(?![^\W_]|[.,:]\d)"), _year),
        Rule("year", compile_verbose(r"(?<!\w)['’](?P<year>\d\d)\b(?!['’\"])"), _short_year),
    ]


def word_rules() -> Sequence[Rule]:
    """Short names of months and of the days of the week."""
    weekday = "|".join(sorted(_DAY_SHORT, key=len, reverse=True))
    months = "|".join(name[:3] for name in MONTHS)
    return [
        Rule(
            "month",
            compile_verbose(r"\b(?P<month>(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.)(?!\w)"),
            _short_month,
        ),
        Rule(
            "day of the week",
            compile_verbose(
                rf"\b(?P<day>{weekday})(?:\.(?=,|\s[\w])|(?=,?\s(?:{_MONTH}|\d))|(?=[-–](?:{weekday})\b)|(?<=[-–]\w{{3}})\b)"
            ),
            _short_day,
        ),
        Rule(
            "month",
            compile_verbose(rf"\b(?P<month>{months})(?:(?=[-–](?:{months})\b)|(?<=[A-Za-z]{{3}}[-–]\w{{3}})\b)"),
            _short_month,
        ),
        Rule("range", compile_verbose(rf"[-–](?<=[A-Z][a-z][a-z]-|[A-Z][a-z][a-z]–)(?=(?:{weekday}|{_MONTH})\b)"), _to),
    ]
