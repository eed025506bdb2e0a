"""Ways to read what is not looked into: up to an end that is known, as it stands or not at all."""

import re

from vitts_server.text.chat.paragraph import Mode, Paragraph

_CODE = re.compile(r"[^`\n]+")
_TICKS = re.compile(r"`+")
_PHONEMES_END = re.compile(r"\]\]|\n")


class Silence:
    """Nothing is read up to a pattern and with it."""

    def __init__(self, paragraph: Paragraph, end: re.Pattern[str], longest: int, then: Mode) -> None:
        """`longest`: how many characters `end` can match at most."""
        self._paragraph = paragraph
        self._end = end
        self._held = longest - 1
        self._then = then

    def step(self) -> Mode | None:
        """Drop what can't be the end."""
        source = self._paragraph.source
        found = self._end.search(source.text, source.at)
        if found:
            self._paragraph.drop(found.end() - source.at)
            return self._then
        self._paragraph.drop(max(0, len(source.text) - source.at - self._held))
        return None


class CodeSpan:
    """Code within a line: what looks like markup is none."""

    def __init__(self, paragraph: Paragraph, ticks: int) -> None:
        """`ticks`: how many of them began it, and end it."""
        self._paragraph = paragraph
        self._ticks = ticks

    def step(self) -> Mode | None:
        """Up to the end of the span, or of the line."""
        source = self._paragraph.source
        if source.is_out:
            return None
        if code := source.match(_CODE):
            self._paragraph.replace(len(code.group()), code.group().replace("_", " "))
            return self
        ticks = source.match(_TICKS)
        if ticks is None:
            return self._paragraph.inline
        length = len(ticks.group())
        if source.awaits(length) and length <= self._ticks:
            return None
        is_end = length == self._ticks
        self._paragraph.drop(min(length, self._ticks + 1))
        return self._paragraph.inline if is_end else self


class RawPhonemes:
    """`[[...]]`, which the core reads."""

    def __init__(self, paragraph: Paragraph) -> None:
        self._paragraph = paragraph

    def step(self) -> Mode | None:
        """As they stand, to their end or that of the line."""
        source = self._paragraph.source
        found = _PHONEMES_END.search(source.text, source.at)
        if found is None:
            is_half = source.text.endswith("]") and not source.is_final
            self._paragraph.keep(len(source.text) - source.at - is_half)
            return None
        is_end = found.group() != "\n"
        self._paragraph.keep((found.end() if is_end else found.start()) - source.at)
        return self._paragraph.inline
