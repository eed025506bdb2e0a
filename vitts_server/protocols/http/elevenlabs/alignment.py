"""When each character of the text is heard, out of the times of words. Pure.

Within a word all characters last equally long. Those between two words share the time between them, those before the
first word the time before it, and those after the last one the time until the sound ends.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from vitts_server import Mark


@dataclass(slots=True)
class Timed:
    """Characters in the order of the text, each with its times."""

    characters: list[str] = field(default_factory=list)
    starts_s: list[float] = field(default_factory=list)
    ends_s: list[float] = field(default_factory=list)

    def spread(self, text: str, start_s: float, end_s: float) -> None:
        """`text` evenly from `start_s` to `end_s`."""
        each_s = max(0.0, end_s - start_s) / len(text) if text else 0.0
        for number, character in enumerate(text):
            self.characters.append(character)
            self.starts_s.append(round(start_s + number * each_s, 4))
            self.ends_s.append(round(start_s + (number + 1) * each_s, 4))


@dataclass(slots=True)
class _Word:
    start: int
    end: int
    start_s: float
    end_s: float


class Alignment:
    """One text. Every character is given once, in order; a word is given when the next one begins."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._given = 0
        self._given_s = 0.0
        self._word: _Word | None = None

    def feed(self, marks: Iterable[Mark]) -> Timed:
        """What is certain after these marks, which come in their order."""
        timed = Timed()
        for mark in marks:
            if mark.kind == "word" and mark.span is not None:
                self._hear(mark, mark.span, timed)
        return timed

    def finish(self, end_s: float) -> Timed:
        """The rest of the text, given how long the sound is."""
        timed = Timed()
        self._give_word(timed)
        timed.spread(self._text[self._given :], self._given_s, max(self._given_s, end_s))
        self._given = len(self._text)
        return timed

    def _hear(self, mark: Mark, span: tuple[int, int], timed: Timed) -> None:
        start, end = (min(max(place, self._given), len(self._text)) for place in span)
        word = self._word
        if word is not None and start < word.end:
            # Several words are said for the same characters, such as those of a number.
            word.end, word.end_s = max(word.end, end), max(word.end_s, mark.end_s)
            return
        self._give_word(timed)
        start_s = max(mark.start_s, self._given_s)
        self._word = _Word(start, max(start, end), start_s, max(start_s, mark.end_s))

    def _give_word(self, timed: Timed) -> None:
        word, self._word = self._word, None
        if word is None:
            return
        timed.spread(self._text[self._given : word.start], self._given_s, word.start_s)
        timed.spread(self._text[word.start : word.end], word.start_s, word.end_s)
        self._given, self._given_s = word.end, word.end_s
