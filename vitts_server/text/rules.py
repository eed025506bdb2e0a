"""Rules that read stretches of a text: the common ground of all language rules.

Every rule sees the text as it stands, and of two that want the same characters the one that is listed first gets them.
So a list of rules reads from the particular to the general, and no rule has to undo another.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from vitts_server import Edit, TextContext
from vitts_server.text.needs import Sieve

Reading = Callable[[re.Match[str], TextContext], str | None]
"""What the match is read as; None if it is not what the rule is for."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of thing that is written otherwise than it is said."""

    name: str
    pattern: re.Pattern[str]
    read: Reading


class Rules:
    """Rules in their order."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._sieve = Sieve([rule.pattern for rule in self.rules])

    def edits(self, text: str, context: TextContext) -> Sequence[Edit]:
        """What they change, from left to right."""
        taken = bytearray(len(text))
        found: list[Edit] = []
        for number in self._sieve.may_match(text):
            rule = self.rules[number]
            for match in rule.pattern.finditer(text):
                start, end = match.span()
                if start == end or any(taken[start:end]):
                    continue
                said = rule.read(match, context)
                if said is not None:
                    taken[start:end] = b"\1" * (end - start)
                    if said != match.group():
                        found.append(Edit(span=(start, end), text=said, rule=rule.name))
        return sorted(found, key=_begin)


def _begin(edit: Edit) -> int:
    return edit.span[0]
