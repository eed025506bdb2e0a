"""Cuts text into sentences while it is still arriving: `feed` and `finish`, pure and linear in the text's length.

However the text is cut into pieces, the sentences are those of the whole text; only `flush`, for text that pauses
without an end in sight, depends on time. No character is lost or said twice.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_ABBREVIATIONS = frozenset(
    # Titles and short forms that are followed by more of the same sentence.
    "dr mr mrs ms prof st jr sr vs vol fig ca approx inc ltd dept est gen col sgt capt rev hon "
    "tp tx q p gs pgs ts ths bs ks cn nxb đc tt ubnd tr "
    "z.b d.h bzw usw str nr "
    "e.g i.e a.m p.m".split()
)
_BOUNDARY = re.compile(
    r"""(?P<end>[.!?…]+["'”’»)\]]*)(?=\s)      # a full stop that is followed by space
      | (?P<wide>[。！？]+[”’」』）]*)               # scripts without spaces
      | (?P<break>[ \t]*\n(?:[ \t]*\n|(?=[ \t]{0,8}(?:[-*•–]|\d{1,3}[.)])[ \t])))   # a blank line, or a list item""",
    re.VERBOSE,
)
_LOOKAHEAD_CHARS = 13
"""As much as the pattern looks ahead at most: a sentence is cut for its length only when this much is known."""
_LAST_WORD = re.compile(r"[^\s(\[\"'“‘«]+$")
_CLAUSE = re.compile(r"[,;:–—][\"'”’)]*\s")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and where it began in the text, in characters."""

    text: str
    start: int


class SentenceSplitter:
    """One text on its way."""

    def __init__(self, max_chars: int) -> None:
        """`max_chars`: a longer sentence is cut, at the end of a clause if there is one, else between words."""
        self._max_chars = max_chars
        self._text = ""
        self._start = 0
        self._scanned = 0

    @property
    def pending(self) -> str:
        """What has arrived and is not yet part of a sentence."""
        return self._text

    def feed(self, text: str) -> list[Sentence]:
        """The sentences that are certain now."""
        self._text += text
        return list(self._cut(is_final=False))

    def flush(self) -> list[Sentence]:
        """Text has paused: what is there up to the last whole word, as if it were a sentence."""
        words = re.match(r"(?s).*\s", self._text)
        return list(self._take(words.end())) if words else []

    def finish(self) -> list[Sentence]:
        """The rest; after it the splitter is as new, and counts on."""
        return [*self._cut(is_final=True), *self._take(len(self._text))]

    def _cut(self, *, is_final: bool) -> Iterator[Sentence]:
        while (end := self._next_end(is_final=is_final)) is not None:
            yield from self._take(end)

    def _take(self, end: int) -> Iterator[Sentence]:
        raw, self._text = self._text[:end], self._text[end:]
        start = self._start + len(raw) - len(raw.lstrip())
        self._start += len(raw)
        self._scanned = 0
        if text := raw.strip():
            yield Sentence(text, start)

    def _next_end(self, *, is_final: bool) -> int | None:
        """Where the first sentence ends, or None if that can't be said yet."""
        limit = self._max_chars + len(self._text) - len(self._text.lstrip())
        for found in _BOUNDARY.finditer(self._text, self._scanned):
            if found.end() > limit:
                break
            verdict = self._is_end(found, is_final=is_final)
            if verdict is None:
                return None
            if verdict:
                return found.end()
            self._scanned = found.end()
        is_known = is_final or len(self._text) > limit + _LOOKAHEAD_CHARS
        return self._forced_end(limit) if is_known and len(self._text.rstrip()) > limit else None

    def _is_end(self, found: re.Match[str], *, is_final: bool) -> bool | None:
        """Whether the match ends a sentence; None while what follows has not arrived."""
        rest = self._text[found.end() :]
        if found["break"] is not None:
            return True
        if found["wide"] is not None:
            return True if rest or is_final else None
        following = rest.lstrip()
        if not following and not is_final:
            return None
        if found["end"][0] != ".":
            return not following[:1].islower()
        return self._full_stop_ends(found, following)

    def _full_stop_ends(self, found: re.Match[str], following: str) -> bool:
        if following[:1].islower():
            return False
        word = _LAST_WORD.search(self._text, 0, found.start("end"))
        last = word.group().lower() if word else ""
        if found["end"] != ".":
            return True
        is_initial = len(last) == 1 and last.isalpha()
        is_list_number = last.isdigit() and len(last) <= 3 and not self._text[: found.start("end") - len(last)].strip()
        return not (is_initial or is_list_number or last in _ABBREVIATIONS)

    def _forced_end(self, limit: int) -> int:
        """The best place to cut a sentence that is too long: never inside a word unless that is too long itself."""
        head = self._text[:limit]
        clauses = [found.end() for found in _CLAUSE.finditer(head) if found.end() > limit // 3]
        if clauses:
            return clauses[-1]
        space = max(head.rfind(mark) for mark in (" ", "\n", "\t"))
        if head[: max(space, 0)].strip():
            return space + 1
        end = limit
        while end > 1 and unicodedata.combining(self._text[end]):
            end -= 1
        return end
