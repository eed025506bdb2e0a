"""Frames into pieces, without any process."""

import struct

from vitts_espeak.pieces import PieceBuilder
from vitts_espeak.text import readable
from vitts_espeak.wire import Frame, Kind, Word, pack_word

RATE_HZ = 100


def audio(*samples: int) -> Frame:
    return Frame(Kind.AUDIO, struct.pack(f"<{len(samples)}h", *samples))


def word(start: int, position: int, characters: int) -> Frame:
    return Frame(Kind.WORD, pack_word(Word(start, position, characters))[5:])


def test_samples_are_floats_within_one() -> None:
    builder = PieceBuilder(readable(""), RATE_HZ)
    builder.feed(audio(-32768, 0, 16384))
    assert builder.take(3).samples.tolist() == [-1.0, 0.0, 0.5]
    assert builder.is_empty()


def test_a_piece_waits_until_its_words_have_an_end() -> None:
    builder = PieceBuilder(readable(" one two"), RATE_HZ)
    builder.feed(word(0, 0, 3))
    builder.feed(audio(*range(20)))
    assert not builder.is_ready(10)
    builder.feed(word(15, 4, 3))
    assert builder.is_ready(10)
    assert not builder.is_ready(16)
    (mark,) = builder.take(10).marks
    assert (mark.text, mark.start_s, mark.end_s) == ("one", 0.0, 0.15)
    assert mark.span == (1, 4)
    (mark,) = builder.take(99).marks
    assert (mark.text, mark.start_s, mark.end_s, mark.span) == ("two", 0.15, 0.2, (5, 8))


def test_marks_never_leave_the_text() -> None:
    builder = PieceBuilder(readable("a"), RATE_HZ)
    for start, position, characters in ((0, 7, 1), (0, 0, 9), (10, 5, 3), (15, 1, 2**31)):
        builder.feed(word(start, position, characters))
    builder.feed(audio(*range(20)))
    assert [(mark.text, mark.span) for mark in builder.take(20).marks] == [("a", (0, 1))]


def test_a_number_announced_again_is_one_word() -> None:
    builder = PieceBuilder(readable("123 go"), RATE_HZ)
    for start, position, characters in ((0, 0, 3), (10, 1, 3), (20, 1, 3), (30, 4, 2)):
        builder.feed(word(start, position, characters))
    builder.feed(audio(*range(40)))
    assert [(mark.text, mark.start_s, mark.end_s) for mark in builder.take(40).marks] == [
        ("123", 0.0, 0.3),
        ("go", 0.3, 0.4),
    ]
