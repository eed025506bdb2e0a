"""Numbers in words. What num2words says is made fit for reading: without commas, and without "and" in America."""

import re
from functools import lru_cache

from num2words import num2words

from vitts_server import TextContext, languages

AMERICAN_REGIONS = frozenset({"US", "PH", "PR"})
"""Where the month stands before the day and numbers have no "and"."""
MOST_DIGITS = 18
"""Longer numbers are read digit by digit."""
_SMALL_DENOMINATORS = {2: ("half", "halves"), 4: ("quarter", "quarters")}
_LONGEST_DENOMINATOR = 100
_PLACES_OF_A_CODE = 4


def is_american(context: TextContext) -> bool:
    """Whether the text is read the American way."""
    return not AMERICAN_REGIONS.isdisjoint(languages.normalize_tag(context.language).split("-")[1:])


def cardinal(value: int, context: TextContext) -> str:
    """105: "one hundred and five", in America "one hundred five"."""
    return _fit(_words(value, "cardinal"), context)


def ordinal(value: int, context: TextContext) -> str:
    """21: "twenty-first"."""
    return _fit(_words(value, "ordinal"), context)


def year(value: int, context: TextContext) -> str:
    """1984: "nineteen eighty-four"; 2005: "two thousand and five"."""
    return _fit(_words(value, "year"), context)


def digits(written: str) -> str:
    """One by one, whatever stands between them."""
    return " ".join(_words(int(character), "cardinal") for character in written if character.isdecimal())


def number(written: str, context: TextContext) -> str:
    """Digits with commas or spaces between thousands and a decimal point; leading zeros are read."""
    whole, point, decimals = re.sub(r"[,\s]", "", written).partition(".")
    is_code = len(whole) > MOST_DIGITS or (len(whole) > 1 and int(whole[0]) == 0)
    said = digits(whole) if is_code else cardinal(int(whole), context) if whole else ""
    return f"{said} point {digits(decimals)}".lstrip() if point else said


def is_one(written: str) -> bool:
    """Whether a unit behind it is in the singular."""
    return written == "1"


def fraction(over: int, under: int, context: TextContext) -> str:
    """3, 4: "three quarters"; long denominators are said as a division."""
    if not 1 < under <= _LONGEST_DENOMINATOR:
        return f"{cardinal(over, context)} over {cardinal(under, context)}"
    part = ordinal(under, context).removeprefix("one ")
    one, more = _SMALL_DENOMINATORS.get(under, (part, f"{part}s"))
    return f"{cardinal(over, context)} {one if over == 1 else more}"


def in_pairs(written: str, context: TextContext) -> str:
    """As codes are said: 12 "twelve", 370 "three seventy", 1408 "fourteen oh eight"; long ones digit by digit."""
    if len(written) > _PLACES_OF_A_CODE or (len(written) > 1 and int(written[0]) == 0):
        return digits(written)
    head, tail = written[:-2], written[-2:]
    if not head:
        return cardinal(int(written), context)
    if int(tail) == 0:
        return cardinal(int(written), context) if int(head) % 10 == 0 else f"{cardinal(int(head), context)} hundred"
    rest = f"oh {cardinal(int(tail), context)}" if int(tail[0]) == 0 else cardinal(int(tail), context)
    return f"{cardinal(int(head), context)} {rest}"


def spelled(letters: str) -> str:
    """Letters one by one: stops between them keep eSpeak NG from reading "A" as an article."""
    return ".".join(character.upper() for character in letters if character.isalpha())


def spelled_plural(letters: str) -> str:
    """Letters with an s behind them; eSpeak NG takes the stop of "P.C's" for a dot."""
    return f"{('-' if len(letters) == len('PC') else '.').join(letters.upper())}'s"


@lru_cache(maxsize=2048)
def _words(value: int, kind: str) -> str:
    """Kept because the same numbers come again and num2words takes its time."""
    return str(num2words(value, to=kind)).replace(",", "")


def _fit(said: str, context: TextContext) -> str:
    return said.replace(" and ", " ") if is_american(context) else said
