"""The client's text on its way through a reader: what has arrived and is not decided yet."""

import re

from vitts_server import Span

_WORD_CHARS = 200
"""As much of an unfinished word is remembered: enough to know an address by its beginning."""
_LAST_SPACE = re.compile(r".*\s", re.DOTALL)


class Source:
    """Characters come in by `feed` and go by `take`; in between they wait for a decision."""

    def __init__(self) -> None:
        self.text = ""
        self.at = 0
        """Place of the first character that was not taken."""
        self.is_final = False
        self.before = ""
        """The last characters that were taken, at most two."""
        self.word = ""
        """What was taken since the last white space."""
        self._start = 0

    def feed(self, text: str) -> None:
        """More text."""
        self.text, self._start = self.text[self.at :] + text, self._start + self.at
        self.at = 0

    @property
    def is_out(self) -> bool:
        """Whether everything that arrived was taken."""
        return self.at >= len(self.text)

    def peek(self, distance: int = 0) -> str:
        """The character so far ahead; an empty string if there is none yet."""
        return self.text[self.at + distance : self.at + distance + 1]

    def match(self, pattern: re.Pattern[str], distance: int = 0) -> re.Match[str] | None:
        """The pattern, where the text was not taken."""
        return pattern.match(self.text, self.at + distance)

    def awaits(self, distance: int) -> bool:
        """Whether the character so far ahead may still arrive."""
        return not self.is_final and self.at + distance >= len(self.text)

    def span(self, length: int, distance: int = 0) -> Span:
        """Where the next characters stand in the client's text."""
        start = self._start + self.at + distance
        return start, start + length

    def take(self, length: int) -> tuple[str, Span]:
        """The next characters and where they stand in the client's text."""
        span = self.span(length)
        taken = self.text[self.at : self.at + length]
        self.at += length
        self.before = (self.before + taken[-2:])[-2:]
        space = _LAST_SPACE.match(taken)
        self.word = (taken[space.end() :] if space else self.word + taken)[:_WORD_CHARS]
        return taken, span
