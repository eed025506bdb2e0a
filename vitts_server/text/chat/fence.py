"""Blocks of code between fences: passed over, mentioned or read, as the settings say."""

import re

from vitts_server.text.chat.paragraph import Mode, Paragraph

_MOST_INFO = 100
_BACKTICKS = re.compile(r"`{3,200}")
_TILDES = re.compile(r"~{3,200}")
_INFO = re.compile(rf"[^`\n]{{0,{_MOST_INFO}}}")
_SHORT = re.compile(r"(?:`{1,2}|~{1,2})\Z")
_LINE = re.compile(r"[^\n]+")


def open_fence(paragraph: Paragraph) -> Mode | None:
    """The block that begins with the fence at this place; the paragraph's `inline` if it is none, None to wait."""
    source = paragraph.source
    fence = source.match(_TILDES) or source.match(_BACKTICKS)
    if fence is None:
        return None if source.match(_SHORT) and not source.is_final else paragraph.inline
    length = len(fence.group())
    info = source.match(_INFO, length)
    line = length + (len(info.group()) if info else 0)
    is_long = line - length == _MOST_INFO
    if source.awaits(line) and not is_long:
        return None
    if is_long or source.peek(line) == "`":
        return paragraph.inline
    paragraph.begin()
    say_block(paragraph, line + len(source.peek(line)))
    return Fence(paragraph, fence.group())


def say_block(paragraph: Paragraph, length: int) -> None:
    """The next characters begin a block of code."""
    is_said = paragraph.options.code_blocks == "mention"
    paragraph.replace(length, paragraph.options.code_block if is_said else "")
    paragraph.end()


class Fence:
    """At the beginning of a line of code, or within it."""

    def __init__(self, paragraph: Paragraph, fence: str) -> None:
        self._paragraph = paragraph
        mark, least = re.escape(fence[0]), len(fence)
        self._end = re.compile(rf"[ \t>]{{0,40}}{mark}{{{least},400}}[ \t\r]{{0,40}}(?:\n|\Z)")
        self._unfinished = re.compile(rf"[ \t>]{{0,40}}(?:{mark}{{1,400}}[ \t\r]{{0,40}})?\Z")
        self._is_begin = True

    def step(self) -> Mode | None:
        """A line, or the part of it that arrived."""
        source = self._paragraph.source
        if source.is_out:
            return None
        if self._is_begin and not source.is_final and source.match(self._unfinished):
            return None
        if self._is_begin and (end := source.match(self._end)):
            self._paragraph.begin(len(end.group()))
            return self._paragraph.lines
        self._code()
        return self

    def _code(self) -> None:
        line = self._paragraph.source.match(_LINE)
        self._is_begin = line is None
        if line is None:
            self._paragraph.end(1)
        elif self._paragraph.options.code_blocks == "read":
            self._paragraph.keep(len(line.group()))
        else:
            self._paragraph.drop(len(line.group()))
