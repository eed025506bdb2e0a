"""Spoken words point back into the text that was sent, whatever normalizers did to it."""

import pytest

from vitts_server import Mark
from vitts_server.speech.alignment import Alignment


def sent_words(sent: str, spoken: str, start: int = 0) -> dict[str, str | None]:
    alignment = Alignment(sent, spoken, start)
    found: dict[str, str | None] = {}
    position = 0
    for word in spoken.split():
        first = spoken.index(word, position)
        position = first + len(word)
        mark = alignment.moved(Mark(kind="word", text=word, start_s=1, end_s=2, span=(first, position)), 0.5)
        assert (mark.start_s, mark.end_s) == (1.5, 2.5)
        found[word] = sent[mark.span[0] - start : mark.span[1] - start] if mark.span else None
    return found


@pytest.mark.parametrize(
    ("sent", "spoken", "expected"),
    [
        ("xin chào", "xin chào", {"xin": "xin", "chào": "chào"}),
        ("giá  $3.50 thôi", "giá ba đô rưỡi thôi", {"giá": "giá", "ba": "$3.50", "rưỡi": "$3.50", "thôi": "thôi"}),
        ("a 😀 b", "a b", {"a": "a", "b": "b"}),
        ("TP. HCM đẹp", "thành phố Hồ Chí Minh đẹp", {"thành": "TP. HCM", "Minh": "TP. HCM", "đẹp": "đẹp"}),
        ("a b", "a và b", {"a": "a", "và": "b", "b": "b"}),
        ("*đậm* nhé", "đậm nhé", {"đậm": "*đậm*", "nhé": "nhé"}),
    ],
)
def test_rewritten_words_belong_to_what_they_replace(sent: str, spoken: str, expected: dict[str, str]) -> None:
    found = sent_words(sent, spoken, start=7)
    assert {word: found[word] for word in expected} == expected
