"""Text that has to be spoken now: nothing is held back for what may follow, and nothing is lost by that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitts_server import MarkupStream, SynthesisRequest
from vitts_server.text.chat.markup import ChatMarkup
from vitts_server.text.chat.stream import ChatStream
from vitts_server.text.settings import TextSettings


def opened() -> ChatStream:
    stream: MarkupStream = ChatMarkup(TextSettings()).open(SynthesisRequest(), "vi-VN")
    assert isinstance(stream, ChatStream)
    return stream


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


@pytest.mark.parametrize("text", ["1", "1.", "a [b", "x_y", "**a", "a **b", "- 1", "# a", "`a", "a\nb", "a\n1", "a <b"])
def test_all_that_has_arrived_is_said(text: str) -> None:
    stream = opened()
    said = "".join(passage.text for passage in [*stream.feed(text), *stream.flush()])
    assert letters(said) == letters(text)
    assert [passage for passage in stream.flush() if letters(passage.text)] == []


@given(st.lists(st.text("ab1 .*_#-\n>", max_size=6), max_size=6))
def test_nothing_is_lost_or_said_twice_wherever_it_is_flushed(pieces: list[str]) -> None:
    stream = opened()
    said = ""
    for piece in pieces:
        said += "".join(passage.text for passage in [*stream.feed(piece), *stream.flush()])
    said += "".join(passage.text for passage in stream.finish())
    assert letters(said) == letters("".join(pieces))


def test_a_line_still_begins_where_the_text_was_flushed() -> None:
    stream = opened()
    assert "".join(passage.text for passage in [*stream.feed("Chào\n"), *stream.flush()]).strip() == "Chào"
    rest = [*stream.feed("# Giá\n- năm"), *stream.finish()]
    assert "".join(passage.text for passage in rest).split() == ["Giá", "năm"]


def test_the_end_of_an_exclamation_does_not_wait() -> None:
    assert [passage.text for passage in opened().feed("Xin chào!")] == ["Xin chào!"]


@pytest.mark.parametrize("cut", range(1, len("</think>")))
def test_what_is_not_for_people_ends_where_it_ends_however_its_end_is_flushed(cut: int) -> None:
    stream = opened()
    said = [*stream.feed("<think>Hm." + "</think>"[:cut]), *stream.flush()]
    said += [*stream.feed("</think>"[cut:] + "Chào"), *stream.finish()]
    assert "".join(passage.text for passage in said).strip() == "Chào"
