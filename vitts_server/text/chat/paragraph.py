"""What the parts of a reader share: the text, what is said of it, and what is open in the paragraph."""

from typing import Literal, Protocol

from vitts_server import Span
from vitts_server.text.chat.emphasis import Emphasis
from vitts_server.text.chat.options import Options
from vitts_server.text.chat.said import Said
from vitts_server.text.chat.source import Source


class Mode(Protocol):
    """A way to read what comes next."""

    def step(self) -> "Mode | None":
        """Read a little: how to go on, or None while more text is needed."""
        ...


class Paragraph:
    """State of one text."""

    lines: Mode
    """At the beginning of a line."""
    inline: Mode
    """Within a line."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.source = Source()
        self.said = Said()
        self.emphasis = Emphasis()
        self.kind: Literal["text", "heading", "row"] = "text"
        self.is_quote = False
        self.newline: Span | None = None
        """The end of the last line, while it is open what it means."""
        self.jumps: dict[int, int] = {}
        """Places within the client's text that are passed over, and how many characters."""

    def keep(self, length: int) -> None:
        """The next characters are read as they are."""
        self.said.say(*self.source.take(length))

    def drop(self, length: int) -> None:
        """The next characters are not read."""
        self.source.take(length)
        self.source.word = ""

    def replace(self, length: int, text: str) -> None:
        """The next characters are read as `text`."""
        _, span = self.source.take(length)
        self.said.say(text, span)

    def end(self, length: int = 0) -> None:
        """The sentence ends with the next characters, which are not read."""
        _, span = self.source.take(length)
        self.said.end(self.newline or span)
        self.newline = None

    def begin(self, length: int = 0) -> None:
        """A new paragraph begins behind the next characters, which are not read."""
        self.end(length)
        self.emphasis.clear()
        self.jumps.clear()
        self.kind = "text"
