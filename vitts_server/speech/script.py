"""The text as markup gives it, with styles, pauses and bookmarks at their places, until sentences are cut from it."""

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from vitts_server.speech.placed import PlacedText, joined
from vitts_server.speech.sentences import Sentence
from vitts_server.values import Passage, Span, Style

_BLANK_LINE = re.compile("\n[ \t]*\n|\u2029")

PLAIN = Style()

Gap = Literal["none", "sentence", "paragraph"]


@dataclass(frozen=True, slots=True)
class Run:
    """Text that is one kind of thing: the rules read it by itself."""

    placed: PlacedText
    say_as: str = ""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A sentence, or the part of one that is spoken in one manner: what a voice is given at once."""

    runs: tuple[Run, ...]
    style: Style = PLAIN
    """How all of it is spoken; `say_as` is left to the runs."""
    gap: Gap = "none"
    """What ended before it."""
    pause_s: float | None = None
    """Silence that markup asks for, in place of that of the gap."""
    bookmarks: tuple[tuple[str, int], ...] = ()
    """Names of marks, and the character of the client's text before which each stands."""

    def source(self, span: Span) -> str:
        """Its text for a span of the client's text."""
        start, end = span
        parts = (
            run.placed.text[bisect_left(run.placed.starts, start) : bisect_right(run.placed.ends, end)]
            for run in self.runs  # before the rules its places rise
        )
        return "".join(parts).strip()


@dataclass(slots=True)
class _Note:
    """A passage's style, pause and mark, and where in the script they begin."""

    place: int
    style: Style
    pause_s: float | None
    bookmarks: list[tuple[str, int]] = field(default_factory=list)


class Script:
    """One text on its way."""

    def __init__(self) -> None:
        self._placed = PlacedText.of("")
        self._start = 0
        self._spoken = 0
        self._notes: deque[_Note] = deque()
        self._style = PLAIN

    def add(self, passages: Iterable[Passage]) -> str:
        """The passages' text, for the splitter."""
        parts = [self._placed[self._spoken - self._start :]]  # the rest is forgotten
        self._start = self._spoken
        place = self._start + len(parts[0].text)
        for passage in passages:
            self._note(place, passage)
            parts.append(PlacedText.of(passage.text, passage.span))
            place += len(passage.text)
        self._placed = joined(parts)
        return self._placed.text[len(parts[0].text) :]

    def fragments(self, sentence: Sentence) -> list[Fragment]:
        """The parts of a sentence; sentences come in order."""
        end = sentence.start + len(sentence.text)
        gap: Gap = "none"
        if self._spoken:
            is_paragraph = _BLANK_LINE.search(
                self._placed.text, self._spoken - self._start, sentence.start - self._start
            )
            gap = "paragraph" if is_paragraph else "sentence"
        found = list(self._cut(sentence.start, end))
        found[0] = replace(found[0], gap=gap)
        self._spoken = end
        return found

    def rest(self) -> list[Fragment]:
        """Pauses and marks behind the last sentence."""
        return [Fragment((), note.style, "none", note.pause_s, tuple(note.bookmarks)) for note in self._notes]

    def _note(self, place: int, passage: Passage) -> None:
        bookmarks = [(passage.mark, passage.span[0])] if passage.mark else []
        changes_style = bool(passage.text) and passage.style != (self._notes[-1].style if self._notes else self._style)
        if not (changes_style or passage.pause_s is not None or bookmarks):
            return
        style = passage.style if passage.text else (self._notes[-1].style if self._notes else self._style)
        self._notes.append(_Note(place, style, passage.pause_s, bookmarks))

    def _cut(self, start: int, end: int) -> Iterator[Fragment]:
        """At every pause, and wherever somebody else or somehow else begins to speak."""
        pause_s, bookmarks = self._take_notes(start)
        runs: list[Run] = []
        place = start
        style = self._style
        while self._notes and self._notes[0].place < end:
            note = self._notes[0]
            runs += self._run(place, note.place)
            place = note.place
            is_parted = note.pause_s is not None or _manner(note.style) != _manner(self._style)
            if is_parted and (runs or pause_s is not None):
                yield Fragment(tuple(runs), _manner(style), "none", pause_s, tuple(bookmarks))
                runs, pause_s, bookmarks = [], None, []
            added_s, added = self._take_notes(note.place)
            pause_s = _sum(pause_s, added_s)
            bookmarks += added
            style = self._style
        runs += self._run(place, end)
        yield Fragment(tuple(runs), _manner(style), "none", pause_s, tuple(bookmarks))

    def _take_notes(self, place: int) -> tuple[float | None, list[tuple[str, int]]]:
        """What is noted up to `place`."""
        pause_s: float | None = None
        bookmarks: list[tuple[str, int]] = []
        while self._notes and self._notes[0].place <= place:
            note = self._notes.popleft()
            self._style = note.style
            pause_s = _sum(pause_s, note.pause_s)
            bookmarks += note.bookmarks
        return pause_s, bookmarks

    def _run(self, start: int, end: int) -> list[Run]:
        part = self._placed[start - self._start : end - self._start]
        return [Run(part, self._style.say_as)] if part.text else []


def _manner(style: Style) -> Style:
    return replace(style, say_as="")


def _sum(one: float | None, other: float | None) -> float | None:
    return one if other is None else (one or 0.0) + other
