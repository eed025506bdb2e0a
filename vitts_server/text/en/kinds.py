"""Text of which markup says what it is: a date, a telephone number, letters one by one."""

import re
from collections.abc import Callable, Mapping

from vitts_server import TextContext
from vitts_server.text.en import clock, dates
from vitts_server.text.en.codes import characters, telephone
from vitts_server.text.en.measures import Measures
from vitts_server.text.en.money import Money
from vitts_server.text.en.numerals import MOST_DIGITS, cardinal, digits, fraction, number, ordinal, year
from vitts_server.text.en.roman import value_of

Reader = Callable[[str, str, TextContext], str | None]
"""Reads a text of a format; None if it is nothing of the kind."""
_PARTS = {"y": "year", "m": "month", "d": "day"}


class Kinds:
    """One reader for each kind of `say_as`."""

    def __init__(self, money: Money, measures: Measures) -> None:
        self._money, self._measures = money, measures
        self._readers: Mapping[str, Reader] = {
            "cardinal": _cardinal,
            "number": _cardinal,
            "ordinal": _ordinal,
            "digits": _digits,
            "characters": _characters,
            "spell-out": _characters,
            "verbatim": _characters,
            "date": _date,
            "time": _time,
            "telephone": _telephone,
            "currency": self._currency,
            "unit": self._unit,
            "fraction": _fraction,
        }

    def read(self, text: str, context: TextContext) -> str | None:
        """None for kinds that are not known and for text that is not of the kind."""
        kind, _, form = context.say_as.partition(":")
        reader = self._readers.get(kind.strip().lower())
        return reader(text.strip(), form.strip().lower(), context) if reader and text.strip() else None

    def _currency(self, text: str, form: str, context: TextContext) -> str | None:
        if form and re.fullmatch(r"[\d.,\s]+", text):
            text = f"{form.upper()} {text}"
        return self._money.read_whole(text, context)

    def _unit(self, text: str, form: str, context: TextContext) -> str | None:
        return self._measures.read_whole(text, context)


def _cardinal(text: str, form: str, context: TextContext) -> str | None:
    roman = value_of(text)
    if roman:
        return cardinal(roman, context)
    found = re.fullmatch(r"([-−+]?)\s?((?:\d[\d,\s]*)?(?:\.\d+)?)", text)
    if not found or not found[2]:
        return None
    whole = re.sub(r"[,\s]", "", found[2])
    plain = re.sub(r"^0+(?=\d)", "", whole)
    sign = {"-": "minus ", "−": "minus ", "+": "plus "}.get(found[1], "")
    return sign + number(plain, context)


def _ordinal(text: str, form: str, context: TextContext) -> str | None:
    value = value_of(text)
    written = re.fullmatch(r"([\d,\s]+)(?:st|nd|rd|th)?\.?", text, re.IGNORECASE)
    plain = re.sub(r"\D", "", written[1]) if written else ""
    if not value and (not plain or len(plain) > MOST_DIGITS):
        return None
    return ordinal(value or int(plain), context)


def _digits(text: str, form: str, context: TextContext) -> str | None:
    said = ", ".join(filter(None, (digits(group) for group in re.findall(r"\d+", text))))
    return said or None


def _characters(text: str, form: str, context: TextContext) -> str | None:
    return characters(text) or None


def _telephone(text: str, form: str, context: TextContext) -> str | None:
    return telephone(text) if re.search(r"\d", text) else None


def _fraction(text: str, form: str, context: TextContext) -> str | None:
    found = re.fullmatch(r"(?:(\d{1,15})[\s+-])?(\d{1,15})\s?[/⁄]\s?(\d{1,15})", text)
    if not found:
        return None
    part = fraction(int(found[2]), int(found[3]), context)
    return f"{cardinal(int(found[1]), context)} and {part}" if found[1] else part


def _time(text: str, form: str, context: TextContext) -> str | None:
    found = re.fullmatch(r"(\d{1,2})(?:[:.](\d\d))?(?:[:.](\d\d))?\s?(?:([ap])\.?m?\.?)?", text, re.IGNORECASE)
    if not found:
        return None
    minute = int(found[2]) if found[2] else None
    return clock.time_words(int(found[1]), minute, found[3], (found[4] or "").lower(), context)


def _date(text: str, form: str, context: TextContext) -> str | None:
    """Numbers in the order of the format; without a format in the usual order."""
    numbers = re.findall(r"\d+", text)
    if re.fullmatch(r"[\d\s./-]+", text) and form and len(numbers) == len(form) and set(form) <= set(_PARTS):
        parts = {_PARTS[letter]: written for letter, written in zip(form, numbers, strict=True)}
        of_year = dates.whole_year(parts["year"]) if "year" in parts else None
        day = int(parts["day"]) if "day" in parts else None
        if "month" in parts:
            return dates.date_words(
                day, int(parts["month"]), of_year, context, day_first=form.find("d") < form.find("m")
            )
        return None if of_year is None or day is not None else year(of_year, context)
    for rule in (*dates.rules(), *dates.decade_rules(), *dates.year_rules()):
        found = rule.pattern.fullmatch(text)
        said = found and rule.read(found, context)
        if said:
            return said
    return None
