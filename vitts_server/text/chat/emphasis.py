"""Whether stars, underscores and tildes are emphasis or themselves. Decided by their neighbours, so nothing waits.

CommonMark's rules of flanking, with three differences. A single star between letters or digits is a star ("2*3"), for
nobody emphasises a part of a word. An opening mark needs no closing one. And a mark that is no emphasis is dropped
where it can't be meant to be spoken.
"""

from collections import Counter
from dataclasses import dataclass, field

MOST = 16
"""Longer runs are read in parts."""


@dataclass(slots=True)
class Emphasis:
    """What is open in the paragraph."""

    _open: Counter[str] = field(default_factory=Counter)

    def clear(self) -> None:
        """A new paragraph."""
        self._open.clear()

    def reads(self, run: str, before: str, after: str) -> bool:
        """Whether the run is to be read as it stands; `before` and `after` are its neighbours, empty at an end."""
        mark, length = run[0], len(run)
        is_open = self._open[mark] >= length and (length > 1 or self._open[mark] % 2 == 1)
        after_space, before_space = not before.strip(), not after.strip()
        if before.isdigit() and after.isdigit():
            return mark != "_"
        if is_open and not after_space:
            self._open[mark] -= length
            return False
        if after_space and before_space:
            return _is_sign(run) and bool(before)
        if _is_inside_word(before, after) and length == 1:
            return mark != "_"
        if before_space or (before.isalnum() and not after.isalnum()):
            return run in ("*", "~")  # nothing that it could close: five stars, a footnote
        if run == "~":
            return True  # about so many
        self._open[mark] += length
        return False


def _is_sign(run: str) -> bool:
    return run in ("*", "**", "~")


def _is_inside_word(before: str, after: str) -> bool:
    return before.isalnum() and after.isalnum()
