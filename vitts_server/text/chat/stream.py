"""Reads one chat text while it arrives: `feed` and `finish`, pure, in time that grows with the text and not faster."""

from collections.abc import Sequence

from vitts_server import Passage
from vitts_server.text.chat.inline import Inline
from vitts_server.text.chat.lines import Lines
from vitts_server.text.chat.options import Options
from vitts_server.text.chat.paragraph import Mode, Paragraph


class ChatStream:
    """Implements `MarkupStream`. Held back is only what is undecided, and that is never much."""

    def __init__(self, options: Options) -> None:
        self._paragraph = Paragraph(options)
        self._paragraph.lines = Lines(self._paragraph)
        self._paragraph.inline = Inline(self._paragraph)
        self._mode: Mode = self._paragraph.lines

    def feed(self, text: str, /) -> Sequence[Passage]:
        """What is certain now."""
        self._paragraph.source.feed(text)
        return self._read()

    def flush(self) -> Sequence[Passage]:
        """What has arrived, decided as if nothing followed; more may."""
        self._paragraph.source.is_final = True
        passages = self._read()
        self._paragraph.source.is_final = False
        if self._paragraph.source.before.endswith("\n") and self._mode is self._paragraph.inline:
            self._mode = self._paragraph.lines  # what follows still begins a line
        return passages

    def finish(self) -> Sequence[Passage]:
        """The rest."""
        self._paragraph.source.is_final = True
        return self._read()

    def _read(self) -> Sequence[Passage]:
        mode: Mode | None = self._mode
        while mode is not None:
            self._mode = mode
            mode = mode.step()
        return self._paragraph.said.fetch()


class PlainStream:
    """Implements `MarkupStream` for text that is spoken as it stands."""

    def __init__(self) -> None:
        self._length = 0

    def feed(self, text: str, /) -> Sequence[Passage]:
        """All of it."""
        start, self._length = self._length, self._length + len(text)
        return [Passage(text=text, span=(start, self._length))] if text else []

    def finish(self) -> Sequence[Passage]:
        """Nothing was held back."""
        return []
