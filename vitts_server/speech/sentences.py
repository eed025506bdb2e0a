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
    "tp tx tt q p đ gs pgs ts ths th.s bs ks kts cn ncs cki ckii nsưt nsnd lm nxb đc ubnd hđnd tr "
    "z.b d.h bzw usw str nr "
    "e.g i.e a.m p.m".split()
)
_BEFORE_NUMBERS = frozenset(
    "no nos nr art sec ch chap pp para fig figs vol eq tab số mục đ điều khoản tập hình".split()
)
"""Short forms before a number, which end a sentence before anything else."""
_BOUNDARY = re.compile(
    r"""(?P<end>(?<![.!?…])[.!?…]++["'”’»)\]]*+)(?=\s)      # a full stop that is followed by space
      | (?P<wide>(?<![。！？])[。！？]++[”’」』）]*+)            # scripts without spaces
      | (?P<break>[\u2028\u2029]                            # Unicode's own separators of lines and paragraphs
            | (?<![ \t])[ \t]*+\n(?:[ \t]{0,8}\n             # a blank line, or the next line is a list item
            | (?=[ \t]{0,8}(?:[-*•–]|\d{1,3}[.)])[ \t])))""",
    re.VERBOSE,
)
_LOOKAHEAD_CHARS = 13
"""As much as is ever looked at behind a place before it is decided whether a sentence ends there."""
_LAST_WORD = re.compile(r"[^\s(\[\"'“‘«]+$")
_CLAUSE = re.compile(r"[,;:–—][\"'”’)]*\s")
_SPACE = re.compile(r"\s*")


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
        self._first = 0
        self._scanned = 0

    @property
    def pending(self) -> str:
        """What has arrived and is not yet part of a sentence."""
        return self._text

    def feed(self, text: str) -> list[Sentence]:
        """The sentences that are certain now."""
        self._text += text
        return self._forget(list(self._cut(is_final=False)))

    def flush(self) -> list[Sentence]:
        """Text has paused: what is there up to the last whole word, as if it were a sentence."""
        words = re.match(r"(?s).*\s", self._text)
        return self._forget(list(self._take(words.end()))) if words else []

    def finish(self) -> list[Sentence]:
        """The rest; after it the splitter is as new, and counts on."""
        return self._forget([*self._cut(is_final=True), *self._take(len(self._text) - self._first)])

    def _forget(self, sentences: list[Sentence]) -> list[Sentence]:
        """Drops the text that has become sentences."""
        self._text, self._start = self._text[self._first :], self._start + self._first
        self._first = 0
        return sentences

    def _cut(self, *, is_final: bool) -> Iterator[Sentence]:
        while True:
            self._skip_space()
            window = self._text[self._first : self._first + self._max_chars + _LOOKAHEAD_CHARS]
            end = self._end_in(window, is_final=is_final)
            if end is None:
                return
            yield from self._take(end)

    def _skip_space(self) -> None:
        space = _SPACE.match(self._text, self._first)
        if space is not None and space.end() > self._first:
            self._first = space.end()
            self._scanned = 0

    def _take(self, length: int) -> Iterator[Sentence]:
        raw = self._text[self._first : self._first + length]
        start = self._start + self._first + len(raw) - len(raw.lstrip())
        self._first += length
        self._scanned = 0
        if text := raw.strip():
            yield Sentence(text, start)

    def _end_in(self, window: str, *, is_final: bool) -> int | None:
        """How long the first sentence is, or None if that can't be said yet."""
        is_all = is_final and self._first + len(window) == len(self._text)
        for found in _BOUNDARY.finditer(window, self._scanned):
            if found.end() > self._max_chars:
                break
            verdict = _is_end(window, found, is_all=is_all)
            if verdict is None:
                return None
            if verdict:
                return found.end()
            self._scanned = found.end()
        return self._end_of_long(window, is_all=is_all)

    def _end_of_long(self, window: str, *, is_all: bool) -> int | None:
        beyond = window[self._max_chars :]
        if len(beyond) < _LOOKAHEAD_CHARS and not is_all:
            return None
        if beyond.strip():
            return _forced_end(window, self._max_chars)
        return self._max_chars if len(beyond) == _LOOKAHEAD_CHARS else None


def _is_end(window: str, found: re.Match[str], *, is_all: bool) -> bool | None:
    """Whether the match ends a sentence; None while what follows has not arrived."""
    if found["break"] is not None:
        return True
    behind = window[found.end() : found.end() + _LOOKAHEAD_CHARS]
    following = behind.lstrip()
    if found["wide"] is not None:
        return True if behind or is_all else None
    if not following:
        return True if is_all or len(behind) == _LOOKAHEAD_CHARS else None
    if following[0].islower():
        return False
    return found["end"] != "." or not _is_abbreviation(window, found.start(), following[0])


def _is_abbreviation(window: str, stop: int, following: str) -> bool:
    """Whether the full stop at `stop` belongs to a short form, an initial or the number of a list item."""
    word = _LAST_WORD.search(window, 0, stop)
    last = word.group().lower() if word else ""
    is_initial = len(last) == 1 and last.isalpha()
    is_list_number = last.isdigit() and len(last) <= 3 and not window[: stop - len(last)].strip()
    # GS.TS. is as good as GS. TS.
    is_title = last in _ABBREVIATIONS or all(part in _ABBREVIATIONS for part in last.split("."))
    return is_initial or is_list_number or is_title or (following.isdigit() and last in _BEFORE_NUMBERS)


def _forced_end(window: str, limit: int) -> int:
    """The best place to cut a sentence that is too long: never inside a word unless that is too long itself."""
    head = window[:limit]
    clauses = [found.end() for found in _CLAUSE.finditer(head) if found.end() > limit // 3]
    if clauses:
        return clauses[-1]
    space = max(head.rfind(mark) for mark in (" ", "\n", "\t"))
    if space > 0:
        return space + 1
    end = limit
    while end > 0 and unicodedata.combining(window[end]):
        end -= 1
    return end or limit
