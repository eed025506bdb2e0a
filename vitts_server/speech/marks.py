"""The marks of one fragment on their way to the client: in the answer's time, in the client's words."""

from collections import deque
from collections.abc import Iterable
from dataclasses import replace

from vitts_server.speech.placed import PlacedText
from vitts_server.speech.script import Fragment
from vitts_server.values import Mark, Span


class MarkTrack:
    """Words that are spoken for one word of the client ("$3.50") become one mark; bookmarks stand between words."""

    def __init__(self, fragment: Fragment, placed: PlacedText) -> None:
        """`placed`: what is read of the fragment."""
        self._fragment = fragment
        self._placed = placed
        self._bookmarks = deque(fragment.bookmarks)
        self._held: Mark | None = None

    @property
    def has_bookmarks(self) -> bool:
        """Whether a mark of the markup still waits for its place."""
        return bool(self._bookmarks)

    def of_piece(self, marks: Iterable[Mark], begin_s: float) -> tuple[Mark, ...]:
        """What can be told now. A word that was rewritten waits for the next one, which may belong to it."""
        found: list[Mark] = []
        for mark in marks:
            span = self._placed.span(*mark.span) if mark.span is not None else None
            moved = replace(mark, start_s=mark.start_s + begin_s, end_s=mark.end_s + begin_s, span=span)
            if mark.kind != "word" or span is None:
                found.append(moved)
                continue
            if self._held is not None and self._held.span is not None and _overlap(self._held.span, span):
                self._held = self._joined(self._held, self._held.span, moved, span)
                continue
            found.extend(self._released())
            found.extend(self._reached(moved))
            word = replace(moved, text=self._fragment.source(span) or mark.text)
            if word.text == mark.text:
                found.append(word)
            else:
                self._held = word
        return tuple(found)

    def rest(self, at_s: float) -> tuple[Mark, ...]:
        """What is left at the end of the fragment, which is at `at_s`."""
        left = [Mark(kind="mark", text=name, start_s=at_s, end_s=at_s, span=(at, at)) for name, at in self._bookmarks]
        self._bookmarks.clear()
        return (*self._released(), *left)

    def _released(self) -> list[Mark]:
        held, self._held = self._held, None
        return [held] if held is not None else []

    def _joined(self, first: Mark, first_span: Span, other: Mark, other_span: Span) -> Mark:
        span = min(first_span[0], other_span[0]), max(first_span[1], other_span[1])
        return replace(first, end_s=other.end_s, span=span, text=self._fragment.source(span) or first.text)

    def _reached(self, word: Mark) -> list[Mark]:
        """The bookmarks that stand before the word."""
        found: list[Mark] = []
        while self._bookmarks and word.span is not None and self._bookmarks[0][1] <= word.span[0]:
            name, place = self._bookmarks.popleft()
            mark = Mark(kind="mark", text=name, start_s=word.start_s, end_s=word.start_s, span=(place, place))
            found.append(mark)
        return found


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
