"""The words of a stored file in lines that can be read in time. Pure functions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vitts_server import Mark, Transcript

_MOST_CHARACTERS = 42
_MOST_S = 7.0
_LONGEST_SILENCE_S = 1.0
_CLAUSE_CHARACTERS = 20
"""A line as long as this ends at a comma rather than in the middle of the next clause."""

_ENDS_SENTENCE = re.compile(r"[.?!…:;。？！][\"'”’»)\]]*$")
_ENDS_CLAUSE = re.compile(r"[,–—，、][\"'”’»)\]]*$")
_MARKUP = re.compile(r"<[^>]*>|[*_#`~|<>\\\[\]{}]+")


@dataclass(frozen=True, slots=True)
class Line:
    """Text on the screen, and when."""

    text: str
    start_s: float
    end_s: float


@dataclass(slots=True)
class _Word:
    """A word with the punctuation around it."""

    text: str
    start_s: float
    end_s: float
    is_glued: bool = False
    """No space stands before it."""


def to_lines(transcript: Transcript) -> list[Line]:
    """The words in lines of about 42 characters and at most seven seconds, broken at punctuation where it can be."""
    lines: list[Line] = []
    line: list[_Word] = []
    for word in _words(transcript):
        if line and _ends_before(line, word):
            lines.append(_line(line))
            line = []
        line.append(word)
    return [*lines, _line(line)] if line else lines


def _ends_before(line: Sequence[_Word], word: _Word) -> bool:
    text = _joined(line)
    if word.is_glued:
        return len(text) + len(word.text) > _MOST_CHARACTERS
    return bool(
        len(text) + 1 + len(word.text) > _MOST_CHARACTERS
        or word.end_s - line[0].start_s > _MOST_S
        or word.start_s - line[-1].end_s > _LONGEST_SILENCE_S
        or _ENDS_SENTENCE.search(text)
        or (len(text) >= _CLAUSE_CHARACTERS and _ENDS_CLAUSE.search(text))
    )


def _line(words: Sequence[_Word]) -> Line:
    return Line(_joined(words), words[0].start_s, max(words[0].start_s + 0.001, *(word.end_s for word in words)))


def _joined(words: Sequence[_Word]) -> str:
    return "".join(word.text if word.is_glued or not place else f" {word.text}" for place, word in enumerate(words))


def _words(transcript: Transcript) -> list[_Word]:
    """What is read for one stretch of text, such as a number, is one word: that stretch."""
    text = transcript.text
    words: list[_Word] = []
    place = 0
    for mark in transcript.words:
        start, end = mark.span or (0, 0)
        if not 0 <= start < end <= len(text):
            words.append(_Word(mark.text, mark.start_s, mark.end_s))
        elif words and start < place:
            words[-1].end_s = max(words[-1].end_s, mark.end_s)
        else:
            words.append(_word(mark, text[start:end], text[place:start], words[-1] if words else None))
            place = end
    if place:
        words[-1].text += _touching_left(text[place:])
    return [word for word in words if word.text.strip()]


def _word(mark: Mark, text: str, gap: str, last: _Word | None) -> _Word:
    """The punctuation in the gap goes to the word that it touches; what else stands there was not spoken."""
    word = _Word(" ".join(text.split()), mark.start_s, mark.end_s)
    if last is not None:
        last.text += _touching_left(gap)
        word.is_glued = re.search(r"[\s<]", gap) is None
    if not word.is_glued:
        word.text = _touching_right(gap) + word.text
    return word


def _touching_left(gap: str) -> str:
    return _punctuation(re.split(r"\s", _MARKUP.sub("", gap))[0])


def _touching_right(gap: str) -> str:
    return _punctuation(re.split(r"\s", _MARKUP.sub("", gap))[-1])


def _punctuation(text: str) -> str:
    return "" if any(character.isalnum() for character in text) else text
