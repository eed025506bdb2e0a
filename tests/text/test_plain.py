"""What is right in every language: nothing unspeakable gets through, nothing speakable is lost."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.reading import read
from vitts_server.text.plain import PlainText


def plain(text: str) -> str:
    return read(text, "vi-VN", PlainText())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Xin chào 😀 bạn 👍🏽!", "Xin chào bạn !"),
        ("a\0b\x1b[0m\ud800c", "a b [0m c"),
        ("đi\u200bbộ\ufeff", "đibộ"),
        ("ha\u0300", "hà"),
        ("một\n\n hai\t ba", "một hai ba"),
        ("20 °C và 5%", "20 °C và 5%"),
        ("1️⃣ một", "1 một"),
        ("nói [[ˈa  b]] nhé", "nói [[ˈa  b]] nhé"),
    ],
)
def test_what_cannot_be_spoken_goes_and_the_rest_stays(text: str, expected: str) -> None:
    assert plain(text) == expected


@given(st.text())
def test_it_is_idempotent_and_keeps_every_letter_and_digit(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    once.encode()


@given(st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd"])))
def test_no_letter_and_no_digit_is_lost(text: str) -> None:
    assert plain(text) == unicodedata.normalize("NFC", text)
