"""Framing: whatever was packed comes out again, wherever the bytes are cut."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitts_espeak import wire

FRAMES = st.lists(st.builds(wire.Frame, st.sampled_from(wire.Kind), st.binary(max_size=40)), max_size=8)
COUNTS = st.integers(0, 2**32 - 1)


@given(FRAMES, st.lists(st.integers(0, 300)))
def test_frames_survive_any_cut(frames: list[wire.Frame], cuts: list[int]) -> None:
    data = b"".join(wire.pack_frame(frame.kind, frame.payload) for frame in frames)
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    reader = wire.FrameReader()
    parts = [data[begin:end] for begin, end in itertools.pairwise(edges)]
    assert [frame for part in parts for frame in reader.feed(part)] == frames


@given(st.text(), st.integers(80, 450), COUNTS)
def test_jobs_survive_the_way(text: str, rate: int, seed: int) -> None:
    job = wire.Job("aav/vi", text, rate, seed)
    message = wire.pack_message(job)
    (size,) = wire.LENGTH.unpack(message[: wire.LENGTH.size])
    body = message[wire.LENGTH.size :]
    assert len(body) == size
    assert wire.unpack_job(body) == job


def test_greetings_survive_the_way() -> None:
    greeting = wire.Greeting(22050, "1.52.0", "a problem")
    assert wire.unpack_greeting(wire.pack_message(greeting)[wire.LENGTH.size :]) == greeting


@given(COUNTS, COUNTS, COUNTS)
def test_words_survive_the_way(start: int, position: int, characters: int) -> None:
    word = wire.Word(start, position, characters)
    (frame,) = wire.FrameReader().feed(wire.pack_word(word))
    assert frame.kind is wire.Kind.WORD
    assert wire.unpack_word(frame.payload) == word


def test_a_kind_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(ValueError, match="99"):
        list(wire.FrameReader().feed(b"\x63\x00\x00\x00\x00"))
