"""Windows hold what their pieces depend on, always go on, and have a size that the net likes wherever one fits."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from vitts_server.voices.piper.receptive import Reach
from vitts_server.voices.piper.windows import Window, window

LIKED = (24, 40, 64, 104, 160, 256)
REACH = Reach(left=12, right=11, hop=256)
reaches = st.builds(Reach, left=st.integers(0, 40), right=st.integers(0, 40), hop=st.just(256))
likings = st.sets(st.integers(1, 300), max_size=8).map(sorted)


def windows(frames: int, piece: int, reach: Reach, liked: tuple[int, ...] | list[int]) -> Iterator[tuple[int, Window]]:
    """Those of a whole sentence, each with the position at which it begins to be new."""
    position = 0
    while position < frames:
        found = window(position, min(frames, position + piece), frames, reach, liked)
        yield position, found
        position = found.end


@given(st.integers(1, 600), st.integers(1, 300), reaches, likings)
def test_every_window_holds_what_its_piece_depends_on(frames: int, piece: int, reach: Reach, liked: list[int]) -> None:
    for position, found in windows(frames, piece, reach, liked):
        assert position < found.end <= frames
        assert 0 <= found.first <= max(0, position - reach.left)
        assert min(frames, found.end + reach.right) <= found.last <= frames


@given(st.integers(1, 600), st.integers(1, 300), reaches)
def test_without_likings_pieces_are_as_wanted_and_windows_no_larger_than_needed(
    frames: int, piece: int, reach: Reach
) -> None:
    for position, found in windows(frames, piece, reach, ()):
        end = min(frames, position + piece)
        assert found == Window(max(0, position - reach.left), min(frames, end + reach.right), end)


@given(st.integers(64, 600), st.integers(1, 300))
def test_sentences_that_are_long_enough_use_liked_sizes_alone(frames: int, piece: int) -> None:
    assert {found.last - found.first for _, found in windows(frames, piece, REACH, LIKED)} <= set(LIKED)


@given(st.integers(1, 23), st.integers(1, 300))
def test_a_sentence_shorter_than_every_liked_size_gets_what_it_needs(frames: int, piece: int) -> None:
    assert list(windows(frames, piece, REACH, LIKED)) == list(windows(frames, piece, REACH, ()))


def test_a_piece_grows_or_shrinks_to_a_liked_size() -> None:
    assert window(0, 10, 500, REACH, LIKED) == Window(0, 24, 13)
    assert window(100, 129, 500, REACH, LIKED) == Window(88, 152, 141)
    assert window(100, 135, 500, REACH, LIKED) == Window(88, 152, 141)
    assert window(100, 145, 500, REACH, LIKED) == Window(88, 152, 141)
    assert window(100, 358, 500, REACH, LIKED) == Window(88, 344, 333)


def test_a_window_that_would_hold_little_that_is_new_is_not_taken() -> None:
    assert window(100, 101, 500, REACH, LIKED) == Window(88, 128, 117)


def test_the_last_window_begins_earlier_than_it_has_to() -> None:
    assert window(480, 500, 500, REACH, LIKED) == Window(460, 500, 500)
    assert window(440, 500, 500, REACH, LIKED) == Window(396, 500, 500)
