"""Spaces between what rules say: words never run together, and no two spaces stand side by side."""

from collections.abc import Sequence

from vitts_server import Edit

_CLOSING = frozenset(")%")


def spaced(text: str, edits: Sequence[Edit]) -> Sequence[Edit]:
    """The edits with a space wherever a said word would touch the word beside it.

    What is not said takes one of the two spaces around it with it.
    """
    found: list[Edit] = []
    place, left = 0, ""
    for number, edit in enumerate(edits):
        start, end = edit.span
        left = text[start - 1] if start > place else left
        following = edits[number + 1] if number + 1 < len(edits) else None
        touches = following is not None and following.span[0] == end
        right = following.text[:1] if following is not None and touches else text[end : end + 1]
        said = _spaced(edit.text, left, right)
        if (not said or said.isspace()) and left in {"", " "}:
            said = ""
            if not touches and right == " ":
                end += 1
            elif right == "" and start > place:
                start -= 1
        found.append(Edit(span=(start, end), text=said, rule=edit.rule))
        place, left = end, said[-1:] or left
    return found


def _spaced(said: str, left: str, right: str) -> str:
    if said[:1] == " " and (not left or left.isspace()):
        said = said.lstrip(" ")
    elif said[:1].isalnum() and (left.isalnum() or left in _CLOSING):
        said = f" {said}"
    if said.endswith(" ") and not right.isalnum():
        return said.rstrip(" ")
    return f"{said} " if said[-1:].isalnum() and right.isalnum() else said
