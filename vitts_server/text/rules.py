"""Rules that read stretches of a text: the common ground of all language rules.

Every rule sees the text as it stands, and of two that want the same characters the one that is listed first gets them.
So a list of rules reads from the particular to the general, and no rule has to undo another.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from vitts_server import Edit, TextContext

Reading = Callable[[re.Match[str], TextContext], str | None]
"""What the match is read as; None if it is not what the rule is for."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of thing that is written otherwise than it is said."""

    name: str
    pattern: re.Pattern[str]
    read: Reading


def edits_of(rules: Iterable[Rule], text: str, context: TextContext) -> Sequence[Edit]:
    """What the rules change, from left to right."""
    taken = bytearray(len(text))
    found: list[Edit] = []
    for rule in rules:
        for match in rule.pattern.finditer(text):
            start, end = match.span()
            if start == end or any(taken[start:end]):
                continue
            said = rule.read(match, context)
            if said is not None:
                taken[start:end] = b"\1" * (end - start)
                if said != match.group():
                    found.append(Edit(span=(start, end), text=said, rule=rule.name))
    return sorted(found, key=lambda edit: edit.span)
