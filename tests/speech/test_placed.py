"""Every character that is spoken points back into the text that was sent, whatever normalizers did to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitts_server import Edit
from vitts_server.speech.placed import PlacedText


def rewritten(text: str, *edits: tuple[str, str]) -> PlacedText:
    """Each edit is what stands there and what is said instead."""
    placed = PlacedText.of(text)
    for old, new in edits:
        start = placed.text.index(old)
        placed, _done = placed.edited([Edit(span=(start, start + len(old)), text=new, rule="test")])
    return placed


def behind(placed: PlacedText, sent: str, word: str) -> str:
    start = placed.text.index(word)
    span = placed.span(start, start + len(word))
    assert span is not None
    return sent[slice(*span)]


@pytest.mark.parametrize(
    ("sent", "edits", "expected"),
    [
        ("giá $3.50 thôi", [("$3.50", "ba đô rưỡi")], {"ba": "$3.50", "rưỡi": "$3.50", "thôi": "thôi"}),
        ("TP. HCM đẹp", [("TP. HCM", "TPHCM"), ("TPHCM", "thành phố")], {"thành": "TP. HCM", "đẹp": "đẹp"}),
        ("a b", [(" ", " và ")], {"a": "a", "và": " ", "b": "b"}),
        ("25 tháng 12", [(" tháng", "tháng")], {"tháng": "tháng", "12": "12"}),
        ("*đậm* nhé", [("*", ""), ("*", "")], {"đậm": "đậm", "nhé": "nhé"}),
    ],
)
def test_rewritten_words_belong_to_what_they_replace(
    sent: str, edits: list[tuple[str, str]], expected: dict[str, str]
) -> None:
    placed = rewritten(sent, *edits)
    assert {word: behind(placed, sent, word) for word in expected} == expected


def test_raw_phonemes_are_not_edited() -> None:
    placed, done = PlacedText.of("số [[5 5]] 5").edited(
        [Edit(span=(5, 6), text="năm", rule="number"), Edit(span=(11, 12), text="năm", rule="number")]
    )
    assert placed.text == "số [[5 5]] năm"
    assert len(done) == 1


@given(st.text(), st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.text(max_size=3))))
def test_no_edit_breaks_it(text: str, edits: list[tuple[int, int, str]]) -> None:
    placed, _done = PlacedText.of(text).edited(Edit(span=(a, b), text=new, rule="x") for a, b, new in edits)
    assert len(placed.text) == len(placed.starts) == len(placed.ends)
    assert all(0 <= start <= end <= len(text) for start, end in zip(placed.starts, placed.ends, strict=True))
