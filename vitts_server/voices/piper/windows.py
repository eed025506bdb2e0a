"""Which columns go through a net together. Pure.

A piece needs columns around it, as many as the net looks to each side. Some nets have to get ready for every number of
columns that they have not seen before; they say which numbers they like, in `window_columns`. Then a piece grows or
shrinks until its window has such a size, and the last window of a sentence begins earlier than it has to.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vitts_server.voices.piper.receptive import Reach

_MOST_GROWTH = 1.25
"""How much larger than wanted a window may become."""
_LEAST_GAIN = 0.25
"""The share of a window that has to be new: the rest is only there for what is around it."""


@dataclass(frozen=True, slots=True)
class Window:
    """Columns `first` to `last` go in; what comes out is good for the piece that ends with column `end`."""

    first: int
    last: int
    end: int


def window(position: int, end: int, columns: int, reach: Reach, liked: Sequence[int] = ()) -> Window:
    """The window for a piece from `position` to about `end` in a sentence of so many `columns`.

    `liked` are sizes in rising order. Without any that fits, the piece ends at `end`.
    """
    plain = Window(max(0, position - reach.left), min(columns, end + reach.right), end)
    fitting = list(_fitting(position, plain.first, columns, reach, liked))
    if not fitting:
        return plain
    wanted = plain.last - plain.first
    if end == columns:
        return next((found for found in fitting if found.last - found.first >= wanted), fitting[-1])
    small_enough = [found for found in fitting if found.last - found.first <= _MOST_GROWTH * wanted]
    return small_enough[-1] if small_enough else fitting[0]


def _fitting(position: int, first: int, columns: int, reach: Reach, liked: Sequence[int]) -> Iterator[Window]:
    for size in liked:
        if size > columns:
            return
        if first + size >= columns:
            yield Window(columns - size, columns, columns)
        elif first + size - reach.right - position >= _LEAST_GAIN * size:
            yield Window(first, first + size, first + size - reach.right)
