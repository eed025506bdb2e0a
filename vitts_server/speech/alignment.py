"""Where the words that are spoken stand in the text that the client sent, however normalizers rewrote it.

Words that both have are paired in order; what was rewritten as a whole belongs to the whole of what it replaced.
"""

import re
from dataclasses import replace
from difflib import SequenceMatcher
from functools import cached_property

from vitts_server.values import Mark, Span

_WORD = re.compile(r"\S+")


class Alignment:
    """One sentence before and after normalisation."""

    def __init__(self, sent: str, spoken: str, start: int) -> None:
        """`start`: where the sentence begins in the client's text."""
        self._sent = sent
        self._spoken = spoken
        self._start = start

    def moved(self, mark: Mark, by_s: float) -> Mark:
        """The mark in the answer's time, its span and (for words) its text those of the client."""
        timed = replace(mark, start_s=mark.start_s + by_s, end_s=mark.end_s + by_s)
        span = self._sent_span(mark.span) if mark.span is not None else None
        if span is None:
            return replace(timed, span=None)
        text = self._sent[span[0] : span[1]] if mark.kind == "word" else mark.text
        return replace(timed, text=text, span=(span[0] + self._start, span[1] + self._start))

    def _sent_span(self, span: Span) -> Span | None:
        if self._sent == self._spoken:
            return span
        found = [sent for spoken, sent in self._pairs if spoken[0] < span[1] and span[0] < spoken[1]]
        return (found[0][0], found[-1][1]) if found else None

    @cached_property
    def _pairs(self) -> list[tuple[Span, Span]]:
        """Spans of spoken words, each with that of the text it stands for."""
        sent, spoken = list(_WORD.finditer(self._sent)), list(_WORD.finditer(self._spoken))
        matcher = SequenceMatcher(
            None, [word.group() for word in sent], [word.group() for word in spoken], autojunk=False
        )
        pairs: list[tuple[Span, Span]] = []
        for kind, first, end, spoken_first, spoken_end in matcher.get_opcodes():
            if kind == "equal" or end - first == spoken_end - spoken_first:
                couples = zip(spoken[spoken_first:spoken_end], sent[first:end], strict=True)
                pairs.extend((mine.span(), theirs.span()) for mine, theirs in couples)
            elif spoken_end > spoken_first and sent:
                inside = sent[first:end] or [sent[min(first, len(sent) - 1)]]
                whole = (inside[0].start(), inside[-1].end())
                pairs.extend((mine.span(), whole) for mine in spoken[spoken_first:spoken_end])
        return pairs
