"""Whether a listener would have run dry, from when audio came and how much."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.answers import Answer, Arrival, gap_s, is_content

Times = list[tuple[float, float]]


def arrivals(*pairs: tuple[float, float]) -> list[Arrival]:
    return [Arrival(at_s, audio_s) for at_s, audio_s in pairs]


@pytest.mark.parametrize(
    ("heard", "longest_s"),
    [
        (arrivals((0.5, 1.0)), 0.0),
        (arrivals((0.5, 1.0), (1.5, 1.0)), 0.0),
        (arrivals((0.5, 1.0), (1.75, 1.0)), 0.25),
        (arrivals((0.0, 1.0), (1.5, 1.0), (2.5, 1.0), (3.75, 1.0)), 0.5),
        (arrivals((0.0, 5.0), (0.1, 5.0), (9.0, 1.0), (10.5, 1.0)), 0.0),
    ],
    ids=["one piece", "just in time", "late", "a pause moves what follows", "far ahead"],
)
def test_the_longest_gap_is_what_a_listener_waits_for_between_pieces(heard: list[Arrival], longest_s: float) -> None:
    assert gap_s(heard) == pytest.approx(longest_s)


@given(st.lists(st.tuples(st.floats(0, 5), st.floats(0.01, 5)), min_size=1), st.floats(0, 100))
def test_a_gap_does_not_depend_on_when_playing_began(steps: Times, later_s: float) -> None:
    clock_s, heard, moved = 0.0, [], []
    for wait_s, audio_s in steps:
        clock_s += wait_s
        heard.append(Arrival(clock_s, audio_s))
        moved.append(Arrival(clock_s + later_s, audio_s))
    assert gap_s(moved) == pytest.approx(gap_s(heard), abs=1e-6)


def test_a_listener_is_content_with_a_prompt_start_and_no_gap() -> None:
    assert is_content(arrivals((1.9, 1.0), (2.9, 1.0)))
    assert not is_content(arrivals((2.1, 1.0)))
    assert not is_content(arrivals((0.1, 1.0), (1.3, 1.0)))


def test_an_answer_knows_its_first_audio_and_its_length() -> None:
    answer = Answer(arrivals=arrivals((0.25, 1.0), (0.5, 2.5)), total_s=0.75)
    assert answer.first_audio_s == 0.25
    assert answer.audio_s == 3.5
