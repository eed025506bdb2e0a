"""Text and where each of its characters stands in what the client sent, however often it is rewritten."""

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from vitts_server.values import Edit, Span

_RAW_PHONEMES = re.compile(r"\[\[.*?\]\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A text with the span of the client's text behind each of its characters."""

    text: str
    starts: "array[int]"
    ends: "array[int]"

    @classmethod
    def of(cls, text: str, span: Span | None = None) -> "PlacedText":
        """`span`: what the text stands for, by default itself; of the same length character by character."""
        start, end = span if span is not None else (0, len(text))
        if end - start == len(text):
            return cls(text, array("q", range(start, end)), array("q", range(start + 1, end + 1)))
        return standing_for(text, (start, end))

    def __getitem__(self, part: slice) -> "PlacedText":
        return PlacedText(self.text[part], self.starts[part], self.ends[part])

    def span(self, start: int, end: int) -> Span | None:
        """What the characters from `start` to `end` stand for; None if there are none."""
        if not start < end <= len(self.text):
            return None
        return min(self.starts[start:end]), max(self.ends[start:end])

    def edited(self, edits: Iterable[Edit]) -> "tuple[PlacedText, list[Edit]]":
        """The text after the edits, and those that were made: none that overlaps another or touches raw phonemes."""
        # Behind the last closing brackets there are none; looking for it would go to the end from each opening one.
        last_end = self.text.rfind("]]") + 2
        raw = [found.span() for found in _RAW_PHONEMES.finditer(self.text, 0, last_end)]
        done: list[Edit] = []
        parts: list[PlacedText] = []
        place = 0
        for edit in edits:
            start, end = edit.span
            is_raw = any(start < last and first < end for first, last in raw)
            if is_raw or start < place or end < start or end > len(self.text):
                continue
            stands_for = self._said(start, end) or (self._place(start), self._place(start))
            parts += (self[place:start], standing_for(edit.text, stands_for))
            place = end
            done.append(edit)
        return joined([*parts, self[place:]]), done

    def _said(self, start: int, end: int) -> Span | None:
        """The span without white space at its ends, unless there is nothing else: nobody hears that."""
        words = self.text[start:end]
        first = start + len(words) - len(words.lstrip())
        return self.span(first, first + len(words.strip())) or self.span(start, end)

    def _place(self, position: int) -> int:
        if position < len(self.text):
            return self.starts[position]
        return self.ends[-1] if self.text else 0


def standing_for(text: str, span: Span) -> PlacedText:
    """All of the text stands for all of the span."""
    start, end = span
    return PlacedText(text, array("q", [start]) * len(text), array("q", [end]) * len(text))


def joined(parts: Iterable[PlacedText]) -> PlacedText:
    """One after the other."""
    texts: list[str] = []
    starts, ends = array("q"), array("q")
    for part in parts:
        texts.append(part.text)
        starts += part.starts
        ends += part.ends
    return PlacedText("".join(texts), starts, ends)
