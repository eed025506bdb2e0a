"""Byte ranges of RFC 9110, as far as one range goes. Pure functions."""

import re

_ONE_RANGE = re.compile(r"\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*", re.ASCII | re.IGNORECASE)
_MOST_DIGITS = 18


class Unsatisfiable(Exception):
    """No byte of the file is within the range asked for."""


def parse_range(header: str | None, size_bytes: int) -> range | None:
    """The bytes to send; None for all of them, which is also the answer to what is malformed or more than one range.

    Raises `Unsatisfiable`.
    """
    match = _ONE_RANGE.fullmatch(header or "")
    if match is None or match.group(1) == match.group(2) == "":
        return None
    first, last = (_number(digits) if digits else None for digits in match.groups())
    if first is None:
        start, end = max(0, size_bytes - (last or 0)), size_bytes
    elif last is not None and last < first:
        return None
    else:
        start, end = first, size_bytes if last is None else min(last + 1, size_bytes)
    if start >= end:
        raise Unsatisfiable
    return range(start, end)


def _number(digits: str) -> int:
    """Any number of digits is cheap to read: beyond some length they all mean "more than there is"."""
    return int(digits.lstrip("0")[:_MOST_DIGITS] or "0")
