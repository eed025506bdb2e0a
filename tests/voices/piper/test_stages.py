"""A stage's columns are those of its net over the whole sentence, however they are asked for."""

from collections.abc import Mapping, Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vitts_server import Tensor
from vitts_server.voices.piper.receptive import Reach
from vitts_server.voices.piper.stages import Stage

LEFT, RIGHT, HOP = 3, 2, 4


class Smoothing:
    """Adds up a column and those around it, with nothing beyond the edges; makes four columns of each."""

    def __init__(self, window_columns: Sequence[int]) -> None:
        self.window_columns = window_columns
        self.ran: list[int] = []

    def run(self, feeds: Mapping[str, Tensor], threads: int, /) -> Sequence[Tensor]:
        columns = feeds["columns"]
        self.ran.append(columns.shape[2])
        padded = np.pad(columns, ((0, 0), (0, 0), (LEFT, RIGHT)))
        summed = sum(padded[:, :, at : at + columns.shape[2]] for at in range(LEFT + RIGHT + 1))
        return [np.repeat(np.asarray(summed), HOP, axis=2)]


def stage(net: Smoothing, sentence: Tensor, kept_columns: int = 0) -> Stage:
    def source(first: int, last: int, threads: int) -> Tensor:
        return sentence[:, :, first:last]

    reach = Reach(left=LEFT, right=RIGHT, hop=HOP)
    return Stage(net, reach, source, sentence.shape[2], _feeds, 5, kept_columns)


def _feeds(columns: Tensor) -> Mapping[str, Tensor]:
    return {"columns": columns}


def sentence_of(columns: int) -> Tensor:
    return np.random.default_rng(columns).integers(-9, 9, (1, 2, columns)).astype(np.float32)


@given(
    st.integers(1, 400),
    st.lists(st.tuples(st.integers(0, 1600), st.integers(1, 1600)), min_size=1, max_size=8),
    st.sets(st.integers(8, 300), max_size=5).map(sorted),
)
def test_columns_are_those_of_the_whole_sentence(
    columns: int, asked: list[tuple[int, int]], window_columns: list[int]
) -> None:
    sentence = sentence_of(columns)
    whole = Smoothing(()).run({"columns": sentence}, 1)[0]
    made = stage(Smoothing(window_columns), sentence)
    for start, size in sorted(asked):
        first, last = min(start, columns * HOP - 1), min(start + size, columns * HOP)
        assert np.array_equal(made.columns(first, last, 1), whole[:, :, first:last])


@given(st.integers(1, 400), st.integers(0, 300), st.lists(st.integers(1, 1600), max_size=6))
def test_who_came_to_the_end_may_go_back_as_far_as_was_agreed(columns: int, kept: int, ends: list[int]) -> None:
    sentence = sentence_of(columns)
    whole = Smoothing(()).run({"columns": sentence}, 1)[0]
    made = stage(Smoothing(()), sentence, kept_columns=kept)
    end = columns * HOP
    for last in sorted(ends):
        made.columns(min(last, end) - 1, min(last, end), 1)
    first = max(0, end - kept)
    assert np.array_equal(made.columns(first, end, 1), whole[:, :, first:])


def test_what_lies_behind_takes_no_memory() -> None:
    made = stage(Smoothing(()), sentence_of(20_000))
    kept_bytes = []
    for column in range(0, 20_000 * HOP, 1000):
        held = made.columns(column, column + 1000, 1)
        kept_bytes.append(held.base.nbytes if held.base is not None else held.nbytes)
    assert max(kept_bytes) < 4000 * sentence_of(1).itemsize * 2


def test_nothing_is_computed_before_it_is_asked_for_and_nothing_twice() -> None:
    net = Smoothing(())
    made = stage(net, sentence_of(1000))
    assert net.ran == []
    made.columns(0, 5 * HOP, 1)
    assert net.ran == [5 + RIGHT]
    made.columns(0, 5 * HOP, 1)
    assert net.ran == [5 + RIGHT]
    made.columns(5 * HOP, 6 * HOP, 1)
    assert net.ran[1:] == [LEFT + 10 + RIGHT]


def test_chunks_grow_up_to_a_limit() -> None:
    net = Smoothing(())
    made = stage(net, sentence_of(5000))
    for column in range(1, 2000):
        made.columns(column * HOP - 1, column * HOP, 1)
    assert net.ran == sorted(net.ran)
    assert max(net.ran) == LEFT + 256 + RIGHT
