"""The times of characters, out of the times of words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitts_server import Mark
from vitts_server.protocols.http.elevenlabs.alignment import Alignment, Timed

Word = tuple[tuple[int, int] | None, float, float]


def aligned(text: str, words: list[Word], end_s: float, cuts: int = 1) -> Timed:
    """All of it, with the marks fed in runs of `cuts`."""
    marks = [Mark(kind="word", text="w", start_s=start, end_s=end, span=span) for span, start, end in words]
    alignment = Alignment(text)
    timed = Timed()
    parts = [alignment.feed(marks[first : first + cuts]) for first in range(0, len(marks), cuts)]
    for part in [*parts, alignment.finish(end_s)]:
        timed.characters += part.characters
        timed.starts_s += part.starts_s
        timed.ends_s += part.ends_s
    return timed


def times(timed: Timed) -> list[tuple[str, float, float]]:
    return list(zip(timed.characters, timed.starts_s, timed.ends_s, strict=True))


def test_characters_share_the_time_of_their_word_and_gaps_that_between_words() -> None:
    assert times(aligned("ab, c.", [((0, 2), 0.5, 1.5), ((4, 5), 2.0, 2.5)], 3.0)) == [
        ("a", 0.5, 1.0),
        ("b", 1.0, 1.5),
        (",", 1.5, 1.75),
        (" ", 1.75, 2.0),
        ("c", 2.0, 2.5),
        (".", 2.5, 3.0),
    ]


def test_words_that_are_said_for_the_same_characters_are_one() -> None:
    assert times(aligned("12", [((0, 2), 0.0, 0.5), ((0, 2), 0.5, 1.0)], 1.0)) == [("1", 0.0, 0.5), ("2", 0.5, 1.0)]


def test_a_voice_without_times_spreads_the_text_over_the_sound() -> None:
    assert times(aligned("ab", [], 1.0)) == [("a", 0.0, 0.5), ("b", 0.5, 1.0)]
    assert times(aligned("ab", [(None, 0.2, 0.4)], 1.0)) == [("a", 0.0, 0.5), ("b", 0.5, 1.0)]


def test_a_word_is_given_when_the_next_one_begins() -> None:
    alignment = Alignment("a b")
    first, second = (
        Mark(kind="word", text="w", start_s=place, end_s=place + 1, span=(place, place + 1)) for place in (0, 2)
    )
    assert alignment.feed([first]).characters == []
    assert alignment.feed([second]).characters == ["a"]
    assert alignment.finish(3.0).characters == [" ", "b"]


_SECONDS = st.floats(0, 100, allow_nan=False)
_WORDS = st.lists(
    st.tuples(st.none() | st.tuples(st.integers(0, 30), st.integers(0, 30)), _SECONDS, _SECONDS), max_size=8
)


@given(st.text(max_size=20), _WORDS, _SECONDS, st.integers(1, 8))
def test_every_character_is_given_once_and_time_never_runs_backwards(
    text: str, words: list[Word], end_s: float, cuts: int
) -> None:
    timed = aligned(text, words, end_s, cuts)
    assert "".join(timed.characters) == text
    assert timed.starts_s == pytest.approx(sorted(timed.starts_s), abs=1e-3)
    assert all(start <= end for start, end in zip(timed.starts_s, timed.ends_s, strict=True))
    assert times(aligned(text, words, end_s)) == times(timed), "cuts leave no trace"
