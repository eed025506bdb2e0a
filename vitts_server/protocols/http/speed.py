"""How fast to speak: the five words of the first service, or a factor. Pure functions."""

import math
from dataclasses import dataclass

LENGTH_SCALES = {"very_slow": 1.5, "slow": 1.2, "normal": 1.0, "fast": 0.6, "very_fast": 0.4}
"""How much longer than usual each sound lasts."""
LEAST, MOST = 0.25, 4.0
ALLOWED = f"{', '.join(LENGTH_SCALES)}, or a number from {LEAST:g} to {MOST:g} (2 is twice as fast)"


@dataclass(frozen=True, slots=True)
class Speed:
    """A speed under its canonical name: equal speeds are named alike, however they were written."""

    name: str
    factor: float


def parse_speed(value: object) -> Speed:
    """A word or a number, as text or not. Raises `ValueError`."""
    text = value.strip() if isinstance(value, str) else value
    if isinstance(text, str) and text in LENGTH_SCALES:
        return Speed(text, 1 / LENGTH_SCALES[text])
    factor = _number(text)
    if not LEAST <= factor <= MOST:
        raise ValueError(f"Invalid speed parameter. Allowed: {ALLOWED}.")
    return Speed(repr(factor).removesuffix(".0"), factor)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return math.nan
    try:
        return float(value)
    except (ValueError, OverflowError):
        return math.nan
