"""Brackets: links, images, footnote marks and raw phonemes, or brackets and nothing else."""

import re

from vitts_server.text.chat import links
from vitts_server.text.chat.paragraph import Mode
from vitts_server.text.chat.passing import RawPhonemes, Silence
from vitts_server.text.chat.signs import SignReader

_SOURCE_MARK = re.compile(r"【[^【】\n]{0,20}[†‡:][^【】\n]{0,60}】")
_UNFINISHED_SOURCE_MARK = re.compile(r"【[^【】\n]{0,80}\Z")
_TARGET_END = re.compile(r"\)|(?=\s)")


class Brackets(SignReader):
    """What `[`, `![` and `【` begin, and where links and frames end."""

    def bracket(self) -> Mode | None:
        """A link, a note, raw phonemes, or a bracket."""
        source = self._source
        if source.awaits(1) or (source.peek(1) == "[" and source.awaits(2)):
            return None
        if source.peek(1) == "[" and not source.peek(2).isdigit():
            return RawPhonemes(self._paragraph)
        return self._link(0) or (None if self._is_undecided(0) else self._keep(1))

    def image(self) -> Mode | None:
        """An image, or an exclamation mark."""
        if self._source.before[-1:].isalnum():
            return self._keep(1)  # the end of a sentence, which need not wait
        if self._source.awaits(1):
            return None
        if self._source.peek(1) != "[":
            return self._keep(1)
        return self._link(1) or (None if self._is_undecided(1) else self._keep(1))

    def source_mark(self) -> Mode | None:
        """Where an assistant says that it read something."""
        if found := self._source.match(_SOURCE_MARK):
            return self._drop(len(found.group()))
        is_undecided = not self._source.is_final and self._source.match(_UNFINISHED_SOURCE_MARK)
        return None if is_undecided else self._keep(1)

    def close(self) -> Mode:
        """The end of a link's text or of a frame, else the sign itself."""
        place, _ = self._source.span(1)
        length = self._paragraph.jumps.pop(place, None)
        if length is None:
            return self._keep(1)
        if length > 0:
            return self._drop(length)
        self._paragraph.drop(2)
        return Silence(self._paragraph, _TARGET_END, 1, self._paragraph.inline)

    def _found(self, ahead: int) -> links.Bracket:
        source = self._source
        is_after_word = not ahead and source.before[-1:].isalnum()
        return links.bracket(source.text, source.at + ahead, is_final=source.is_final, is_after_word=is_after_word)

    def _is_undecided(self, ahead: int) -> bool:
        return self._found(ahead).kind == "undecided"

    def _link(self, ahead: int) -> Mode | None:
        """The text of the link is read on from here; when its end comes up, the target is passed over."""
        found = self._found(ahead)
        if found.kind == "note":
            return self._drop(ahead + found.length)
        if found.kind != "link":
            return None
        end, _ = self._source.span(0, ahead + found.label - 1)
        self._paragraph.jumps[end] = found.length - found.label + 1
        return self._drop(ahead + 1)
