"""Brackets: links, images, footnote marks, and those that are only brackets. Pure functions on the text at a place."""

import re
from dataclasses import dataclass
from typing import Literal

MOST_LABEL = 120
"""A longer text in brackets is no link, so that text in brackets is not held back for long."""
MOST_TARGET = 500

_LABEL = re.compile(r"\[(?:[^\[\]\n\\]|\\.|\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\](?:\([^()\s]*\))?)*+\]")
_TARGET = re.compile(
    r"""\((?:<[^<>\n]*>|(?:[^\s()<]|\([^\s()]*\))*+)(?:[ \t\n]+(?:"[^"\n]*"|'[^'\n]*'))?[ \t]*\)""", re.VERBOSE
)
_UNFINISHED_TARGET = re.compile(
    r"""\((?:<[^<>\n]*|(?:<[^<>\n]*>|(?:[^\s()<]|\([^\s()]*\))*+(?:\([^\s()]*)?)
        (?:[ \t\n]+(?:"[^"\n]*"?|'[^'\n]*'?)?)?[ \t]*)?\Z""",
    re.VERBOSE,
)
_CITATION = re.compile(r"\[\[\d{1,3}\]\]")
_REFERENCE = re.compile(r"\[[^\[\]\n]{0,60}\]")
_UNFINISHED_REFERENCE = re.compile(r"\[[^\[\]\n]{0,60}\Z")


@dataclass(frozen=True, slots=True)
class Bracket:
    """What an opening bracket begins. `undecided` until more text arrives."""

    kind: Literal["link", "note", "text", "undecided"]
    label: int = 0
    """Length of the label with its brackets."""
    length: int = 0
    """Length of all of it."""


_TEXT = Bracket("text")
_UNDECIDED = Bracket("undecided")


def bracket(text: str, at: int, *, is_final: bool, is_after_word: bool) -> Bracket:
    """What the `[` at `at` begins; after a word two pairs of brackets are no reference ("a[i][j]")."""
    label = _LABEL.match(text, at, at + MOST_LABEL)
    if label is None:
        is_short = len(text) - at < MOST_LABEL and "\n" not in text[at:]
        return _UNDECIDED if is_short and not is_final else _TEXT
    end = label.end()
    if text[at + 1] == "^":
        return Bracket("note", end - at, end - at)
    follows = text[end : end + 1]
    if not follows:
        return _TEXT if is_final else _UNDECIDED
    if follows == "(":
        return _with_target(text, at, end, is_final=is_final)
    if follows == "[" and not is_after_word:
        reference = _REFERENCE.match(text, end)
        if reference:
            return Bracket("link", end - at, reference.end() - at)
        return _UNDECIDED if not is_final and _UNFINISHED_REFERENCE.match(text, end) else _TEXT
    return _TEXT


def _with_target(text: str, at: int, end: int, *, is_final: bool) -> Bracket:
    target = _TARGET.match(text, end, end + MOST_TARGET)
    if target is not None:
        is_note = _CITATION.fullmatch(text, at, end)
        return Bracket("note" if is_note else "link", end - at, target.end() - at)
    if is_final or _UNFINISHED_TARGET.match(text, end, end + MOST_TARGET) is None:
        return _TEXT
    if len(text) - end < MOST_TARGET:
        return _UNDECIDED
    return Bracket("link", end - at, 0)  # such as a picture within the text
