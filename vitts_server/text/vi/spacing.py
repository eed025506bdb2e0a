"""Words do not run together where a number touched a letter, and a sign that goes leaves no gap."""

from collections.abc import Sequence
from dataclasses import replace

from vitts_server import Edit, Span


def spaced(edits: Sequence[Edit], text: str) -> Sequence[Edit]:
    """The edits with spaces where they need them."""
    done: list[Edit] = []
    place, last = 0, ""
    for position, edit in enumerate(edits):
        start, end = edit.span
        last = text[start - 1] if start > place else last
        limit = edits[position + 1].span[0] if position + 1 < len(edits) else len(text)
        behind = text[end : end + 1]
        said = edit.text.strip()
        if said:
            said = _apart(last, said[0]) + said + _apart(said[-1], behind)
        elif last.isalnum() and behind.isalnum():
            said = " "
        elif last.isspace() or not last:
            start, end = _without_gap(text, (start, end), place, limit)
        done.append(replace(edit, span=(start, end), text=said))
        place, last = end, said[-1:] or ("" if start == 0 else last)
    return done


def _apart(before: str, behind: str) -> str:
    return " " if before.isalnum() and behind.isalnum() else ""


def _without_gap(text: str, span: Span, place: int, limit: int) -> Span:
    """The span with one of the spaces around it, if they are free."""
    start, end = span
    if end < limit and text[end].isspace():
        return start, end + 1
    if end == len(text) and start > place:
        return start - 1, end
    return span
