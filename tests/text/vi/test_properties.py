"""What holds for any text: nothing unspeakable is left, a second reading changes nothing, edits are in order."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.cases import cases
from tests.text.reading import read
from vitts_server import TextContext
from vitts_server.text.plain import PlainText
from vitts_server.text.vi import VietnameseText

PLAIN, VIETNAMESE = PlainText(), VietnameseText()
PIECES = st.one_of(
    st.text("0123456789", min_size=1, max_size=12),
    st.sampled_from(".,:;-/+%*()=<>&@#_~°²³½×÷$€₫|'\"“”→₂⁶①"),
    st.sampled_from("đ k tr h g m km kg XIV II TP. Q. UBND AI NATO ngày tháng thắng TO ĐẠI LÀ Ốc a b X".split()),
    st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x1EFF), min_size=1, max_size=4),
    st.just(" "),
)
MIXED = st.lists(PIECES, max_size=12).map("".join)


def said(text: str) -> str:
    return read(text, "vi", PLAIN, VIETNAMESE)


def unspeakable(text: str) -> list[str]:
    return [sign for sign in text if unicodedata.category(sign)[0] in "NS" or sign in "@#%&*/\\_§"]


@given(st.one_of(MIXED, st.text()))
def test_no_digit_and_no_sign_is_left(text: str) -> None:
    assert unspeakable(said(text)) == []


@given(MIXED)
def test_a_second_reading_changes_nothing(text: str) -> None:
    once = said(text)
    assert said(once).split() == once.split()


@given(st.one_of(MIXED, st.text()))
def test_edits_are_in_order_and_within_the_text(text: str) -> None:
    place = 0
    for edit in VIETNAMESE.edits(text, TextContext(language="vi")):
        start, end = edit.span
        assert place <= start < end <= len(text)
        place = end


@given(st.lists(st.sampled_from([case.written for case in cases("vi")]), min_size=1, max_size=3).map(" ".join))
def test_decomposed_letters_are_read_like_composed_ones(text: str) -> None:
    assert said(unicodedata.normalize("NFD", text)) == said(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quốc hội khoá XV", "Quốc hội khoá mười lăm"),
        ("hai đội hoà 2-2", "hai đội hoà hai hai"),
        ("cứu hoả 114", "cứu hoả một một bốn"),
        ("thế kỉ XX", "thế kỉ hai mươi"),
    ],
)
def test_both_places_of_the_tone_are_known(text: str, expected: str) -> None:
    assert said(text) == expected


def test_raw_phonemes_stay() -> None:
    assert said("số [[1 ˈa 2]] và 3") == "số [[1 ˈa 2]] và ba"


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1.",
        "1/",
        "1,",
        "a",
        "a.",
        "(",
        "A",
        "IX",
        "1-",
        "1:",
        "@",
        "a@",
        "http://",
        "#",
        "=",
        "- ",
        "1 - ",
        "a-",
        "I-",
        "1 tháng ",
        '"1',
    ],
)
def test_text_made_to_be_slow_is_read_to_its_end(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    assert unspeakable(said(text)) == []
