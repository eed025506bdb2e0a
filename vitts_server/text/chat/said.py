"""What a reader says of the client's text, as passages."""

from collections.abc import Sequence

from vitts_server import Passage, Span

BREAK = "\n\n"
"""Where a sentence ends whatever its punctuation: the splitter cuts at a blank line."""


class Said:
    """Collects text and breaks until they are fetched."""

    def __init__(self) -> None:
        self.last = ""
        """The last character that is no space; empty after a break."""
        self._passages: list[Passage] = []
        self._same: list[str] = []
        self._same_end = 0
        self._parting: Span | None = None

    def say(self, text: str, span: Span) -> None:
        """`text` is read for the characters of `span`."""
        if self._parting is not None:
            text, span = self._parted(text, span, self._parting)
        if not text:
            return
        self.last = text.rstrip()[-1:] or self.last
        if len(text) != span[1] - span[0]:
            self._flush()
            self._passages.append(Passage(text=text, span=span))
            return
        if self._same and span[0] != self._same_end:
            self._flush()
        self._same.append(text)
        self._same_end = span[1]

    def part(self, span: Span) -> None:
        """A comma for the characters of `span`, if something is said before and after it."""
        if self.last:
            self._parting = span

    def end(self, span: Span) -> None:
        """The sentence is over, if there is one."""
        self._parting = None
        if self.last:
            self.say(BREAK, span)
            self.last = ""

    def fetch(self) -> Sequence[Passage]:
        """The passages since the last time."""
        self._flush()
        passages, self._passages = self._passages, []
        return passages

    def _parted(self, text: str, span: Span, parting: Span) -> tuple[str, Span]:
        """Says the comma before text; until then there is no space either."""
        begun = text.lstrip()
        if begun:
            self._parting = None
            self.say(", ", parting)
        if len(text) == span[1] - span[0]:
            span = span[0] + len(text) - len(begun), span[1]
        return begun, span

    def _flush(self) -> None:
        """What stands as it was sent becomes one passage."""
        if self._same:
            text = "".join(self._same)
            self._passages.append(Passage(text=text, span=(self._same_end - len(text), self._same_end)))
            self._same = []
