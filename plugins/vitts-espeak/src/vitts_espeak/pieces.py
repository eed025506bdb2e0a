"""Frames of one utterance into pieces of a length that is asked for, with the marks of the words. Pure."""

import re
from dataclasses import replace

import numpy as np

from vitts_espeak.text import Reading
from vitts_espeak.wire import Frame, Kind, Word, unpack_word
from vitts_server import Mark, Piece

_REST_OF_WORD = re.compile(r"['’]\w+|(?<=\d)[\d.,]*\d")
"""What the library leaves out of a word: the `'t` of "isn't", the end of a long number."""
_AROUND_WORDS = " .,;:!?…()\"'"


class PieceBuilder:
    """Feed frames, take pieces. A word ends where the next one begins."""

    def __init__(self, reading: Reading, sample_rate_hz: int) -> None:
        """`reading` is what the worker was given: its words are counted in it."""
        self._reading = reading
        self._text = reading.text
        self._rate_hz = sample_rate_hz
        self._audio = bytearray()
        self._taken_samples = 0
        self._words: list[Word] = []

    def feed(self, frame: Frame) -> None:
        """Take in audio or a word."""
        if frame.kind is Kind.AUDIO:
            self._audio += frame.payload
        elif frame.kind is Kind.WORD:
            self._add_word(unpack_word(frame.payload))

    def is_empty(self) -> bool:
        """Whether there is nothing to take."""
        return not self._audio

    def is_ready(self, samples: int) -> bool:
        """Whether so many samples are there, and the ends of all words that begin in them are known."""
        cut = self._taken_samples + samples
        return len(self._audio) >= 2 * samples and bool(self._words) and self._words[-1].start_sample >= cut

    def take(self, samples: int) -> Piece:
        """The next `samples` samples, or what is left of them."""
        data = bytes(self._audio[: 2 * samples])
        marks = self._take_marks(self._taken_samples + len(data) // 2)
        del self._audio[: len(data)]
        self._taken_samples += len(data) // 2
        return Piece(samples=np.frombuffer(data, dtype="<i2").astype(np.float32) / np.float32(32768.0), marks=marks)

    def _add_word(self, word: Word) -> None:
        """The library announces a number by its digits once more for every word that is said: all that is one word."""
        end = word.position + word.characters
        rest = _REST_OF_WORD.match(self._text, end)
        end = rest.end() if rest else end
        last = self._words[-1] if self._words else None
        if last is not None and (word.position < last.position + last.characters or not self._spelling(word)):
            word, end = last, max(last.position + last.characters, end)
            self._words.pop()
        if self._spelling(word):
            self._words.append(replace(word, characters=end - word.position))

    def _take_marks(self, end_sample: int) -> tuple[Mark, ...]:
        known_samples = self._taken_samples + len(self._audio) // 2
        starts = [word.start_sample for word in self._words] + [known_samples]
        marks = tuple(
            self._mark(word, end)
            for word, end in zip(self._words, starts[1:], strict=True)
            if word.start_sample < end_sample
        )
        self._words = self._words[len(marks) :]
        return marks

    def _mark(self, word: Word, end_sample: int) -> Mark:
        spelling = self._spelling(word)
        begin = self._text.index(spelling, word.position)
        return Mark(
            kind="word",
            text=spelling,
            start_s=word.start_sample / self._rate_hz,
            end_s=max(word.start_sample, end_sample) / self._rate_hz,
            span=self._reading.span(begin, begin + len(spelling)),
        )

    def _spelling(self, word: Word) -> str:
        written = self._text[word.position : word.position + word.characters].strip()
        return written.strip(_AROUND_WORDS) or written
