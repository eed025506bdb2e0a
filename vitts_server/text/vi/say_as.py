"""Text whose kind is told, as SSML's say-as does: all of it is read as that kind."""

import re
from collections.abc import Callable, Mapping

from vitts_server.text.vi.dates import Dates
from vitts_server.text.vi.fractions import Fractions
from vitts_server.text.vi.letters import Letters
from vitts_server.text.vi.numbers import Numbers
from vitts_server.text.vi.rows import Rows
from vitts_server.text.vi.shapes import NUMBER, any_of
from vitts_server.text.vi.tables import Tables
from vitts_server.text.vi.times import Times

Read = Callable[[str, str], str | None]
"""The text and the format; None if the text is not of the kind."""

_DATE_ORDERS = {"ymd", "mdy", "dmy", "ydm", "my", "ym", "md", "dm", "y", "m", "d"}
_LAST = {"d": 31, "m": 12, "y": 9999}
_NUMBER = re.compile(rf"(?P<sign>[-−+]?) ?(?P<number>{NUMBER})")


class SayAs:
    """One reading for each kind. What is not of its kind is left to the rules."""

    def __init__(self, tables: Tables, numbers: Numbers) -> None:
        self._numbers = numbers
        self._dates = Dates(numbers)
        self._times = Times(numbers)
        self._fractions = Fractions(numbers)
        self._letters = Letters(tables, numbers)
        self._rows = Rows(tables, numbers, self._letters)
        units = tables.units
        self._currencies = units["currencies"]
        self._units = {**units["per"], **units["alone"], **units["after-number"], **units["attached"]}
        self._kinds: Mapping[str, Read] = {
            "cardinal": self._cardinal,
            "number": self._cardinal,
            "ordinal": self._ordinal,
            "digits": self._digits,
            "telephone": self._telephone,
            "characters": self._spelled,
            "spell-out": self._spelled,
            "verbatim": self._spelled,
            "date": self._date,
            "time": self._time,
            "currency": self._currency,
            "unit": self._unit,
            "fraction": self._fraction,
        }

    def read(self, text: str, say_as: str) -> str | None:
        """What is said; None for a kind that is not known and for a text that is not of its kind."""
        kind, _, form = say_as.partition(":")
        read = self._kinds.get(kind)
        return read(text.strip(), form) if read else None

    def _cardinal(self, text: str, form: str) -> str | None:
        found = _NUMBER.fullmatch(text)
        if found is None:
            return None
        sign = "âm " if found["sign"] in ("-", "−") and found["sign"] else ""
        number = found["number"]
        is_whole = number.isdecimal() and len(number) <= 21
        return sign + (self._numbers.cardinal(int(number)) if is_whole else self._numbers.written(number))

    def _ordinal(self, text: str, form: str) -> str | None:
        digits = re.sub(r"[.,](?=\d{3})", "", text)
        return f"thứ {self._numbers.ordinal(int(digits))}" if digits.isdecimal() and len(digits) <= 21 else None

    def _digits(self, text: str, form: str) -> str | None:
        return self._numbers.digits(text) if re.fullmatch(r"[\d .,-]*\d[\d .,-]*", text) else None

    def _telephone(self, text: str, form: str) -> str | None:
        if not re.fullmatch(r"[+\d(][\d ().-]*\d", text):
            return None
        return self._rows.telephone(text)

    def _spelled(self, text: str, form: str) -> str | None:
        return self._letters.spelled(text) or None

    def _date(self, text: str, form: str) -> str | None:
        parts = re.findall(r"\d+", text)
        if not parts or not re.fullmatch(r"[\d ./-]+", text):
            return None
        order = form if form in _DATE_ORDERS else _order(parts)
        if len(order) != len(parts) and len(parts) == 1 and len(parts[0]) == 8:
            parts = _cut(parts[0], order)
        if len(order) != len(parts):
            return None
        found = dict(zip(order, parts, strict=True))
        if not all(0 < int(part) <= _LAST[name] for name, part in found.items()):
            return None
        return self._dates.said(found.get("d", ""), found.get("m", ""), found.get("y", ""))

    def _time(self, text: str, form: str) -> str | None:
        found = re.fullmatch(r"(\d{1,2})(?:[:hg.](\d{1,2})?(?:[:m'.](\d{1,2})?s?)?)?", text)
        if found is None or any(part and int(part) > 59 for part in found.groups()):
            return None
        return self._times.said(*found.groups())

    def _currency(self, text: str, form: str) -> str | None:
        return self._measured(text, self._currencies, form)

    def _unit(self, text: str, form: str) -> str | None:
        return self._measured(text, self._units, form)

    def _measured(self, text: str, units: Mapping[str, str], form: str) -> str | None:
        """A number with a unit before it, behind it, or as the format."""
        name = any_of(units)
        found = re.fullmatch(rf"(?P<before>{name})? ?(?P<number>{NUMBER}) ?(?P<behind>{name})?", text)
        unit = found and (found["before"] or found["behind"] or (form if form in units else None))
        if not found or not unit:
            return None
        return f"{self._numbers.written(found['number'])} {units[unit]}"

    def _fraction(self, text: str, form: str) -> str | None:
        found = re.fullmatch(r"(?:(\d+)[ +])?(\d+)/(\d+)", text)
        if found is None:
            return None
        whole, part, parts = found.groups()
        return self._fractions.mixed(whole, part, parts) if whole else self._numbers.parts(part, parts)


def _order(parts: list[str]) -> str:
    """Day first, as dates are written in Vietnamese, unless the year stands first."""
    if len(parts[0]) > 2:
        return {1: "y", 2: "ym", 3: "ymd"}.get(len(parts), "")
    return {1: "d", 2: "my" if len(parts[1]) > 2 else "dm", 3: "dmy"}.get(len(parts), "") if len(parts) > 1 else "d"


def _cut(digits: str, order: str) -> list[str]:
    """20261120 in the pieces that the order names."""
    sizes = [4 if name == "y" else 2 for name in order]
    ends = [sum(sizes[: place + 1]) for place in range(len(sizes))]
    return [digits[end - size : end] for size, end in zip(sizes, ends, strict=True)] if ends[-1] == len(digits) else []
