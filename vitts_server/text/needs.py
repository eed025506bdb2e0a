"""Which characters a text must have for a pattern to match anywhere in it: most rules can be ruled out by that alone.

Read from the pattern as the standard library parses it. What is not understood needs nothing, which is always right.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

try:
    from re import _constants as op
    from re import _parser as parser
except ImportError:  # they are Python's own affair: without them every rule is tried
    parser = None

Need = frozenset[str]
"""One of these characters; `DIGIT` stands for all that are decimal digits."""

DIGIT = r"\d"
_MOST_NEEDS = 3
_WIDEST_RANGE = 300
_REMEMBERED = 4096


@lru_cache(_REMEMBERED)
def needs_of(pattern: re.Pattern[str]) -> Sequence[Need]:
    """Every match has a character of each; those that are hardest to meet.

    Parsing is what getting rules ready costs, and the same pattern stands in several lists of them.
    """
    if parser is None:
        return ()
    parsed = parser.parse(pattern.pattern, pattern.flags)
    found = {need for need in _of_sequence(parsed, pattern.flags) if " " not in need}
    telling = [need for need in found if not any(other < need for other in found)]
    return sorted(telling, key=lambda need: (any(one.isalpha() for one in need), len(need)))[:_MOST_NEEDS]


class Sieve:
    """Tells for many patterns at once which of them may match a text: a look-up for each of its characters."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        needs = [needs_of(pattern) for pattern in patterns]
        self._levels = [
            _Level([found[level] if level < len(found) else None for found in needs]) for level in range(_MOST_NEEDS)
        ]

    def may_match(self, text: str) -> Iterator[int]:
        """Numbers of the patterns that the text may have something for, in their order."""
        characters = set(text)
        if any(map(str.isdecimal, characters)):
            characters.add(DIGIT)
        left = -1
        for level in self._levels:
            left &= level.met(characters)
        while left:
            lowest = left & -left
            yield lowest.bit_length() - 1
            left ^= lowest


class _Level:
    """One need of each pattern, a bit for each."""

    def __init__(self, needs: Sequence[Need | None]) -> None:
        self._always = sum(1 << number for number, need in enumerate(needs) if need is None)
        self._met: dict[str, int] = {}
        for number, need in enumerate(needs):
            for character in need or ():
                self._met[character] = self._met.get(character, 0) | 1 << number

    def met(self, characters: set[str]) -> int:
        found = self._always
        for character in characters & self._met.keys():
            found |= self._met[character]
        return found


def _of_sequence(items: Iterable[tuple[Any, Any]], flags: int) -> Iterator[Need]:
    for kind, value in items:
        for need in _of_item(kind, value, flags):
            if not (flags & re.IGNORECASE and any(character.isalpha() for character in need)):
                yield need


def _of_item(kind: Any, value: Any, flags: int) -> Iterator[Need]:
    if kind is op.LITERAL:
        yield frozenset({chr(value)})
    elif kind is op.IN:
        yield from _of_class(value)
    elif kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT) and value[0] > 0:
        yield from _of_sequence(value[2], flags)
    elif kind is op.SUBPATTERN:
        yield from _of_sequence(value[3], (flags | value[1]) & ~value[2])
    elif kind is op.ATOMIC_GROUP:
        yield from _of_sequence(value, flags)
    elif kind is op.ASSERT:
        yield from _of_sequence(value[1], flags)
    elif kind is op.BRANCH:
        yield from _of_branches([list(_of_sequence(branch, flags)) for branch in value[1]])


def _of_class(members: Collection[tuple[Any, Any]]) -> Iterator[Need]:
    found: set[str] = set()
    for kind, value in members:
        if kind is op.LITERAL:
            found.add(chr(value))
        elif kind is op.RANGE and value[1] - value[0] < _WIDEST_RANGE:
            found.update(map(chr, range(value[0], value[1] + 1)))
        elif kind is op.CATEGORY and value is op.CATEGORY_DIGIT:
            found.add(DIGIT)
        else:
            return
    yield frozenset(found)


def _of_branches(branches: Sequence[Sequence[Need]]) -> Iterator[Need]:
    """A character of whichever branch it is: of each the need that is hardest to meet."""
    if all(branches):
        yield frozenset().union(*(min(needs, key=len) for needs in branches))
