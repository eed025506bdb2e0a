"""What the library gets to read."""

import re
import unicodedata
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from vitts_espeak.text import readable, words_per_minute

ANY_TEXT = st.text(st.characters())


@given(ANY_TEXT)
def test_nothing_that_cuts_or_breaks_is_left(text: str) -> None:
    clean = readable(text).text
    assert clean == clean.strip()
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]", clean)
    assert clean.encode().decode() == clean


@given(ANY_TEXT)
def test_no_word_is_endless(text: str) -> None:
    clean = readable(text * 40).text
    assert max(map(len, clean.split()), default=0) <= 100
    assert not re.search(r"\d{31}", clean)


@given(st.text("abcạ 0123456789.", min_size=1))
def test_every_letter_and_digit_is_kept_in_its_order(text: str) -> None:
    assert re.sub("[ ,]", "", readable(text * 20).text) == re.sub("[ ,]", "", text * 20)


@given(ANY_TEXT, st.data())
def test_every_part_knows_where_it_comes_from(text: str, data: st.DataObject) -> None:
    reading = readable(text * 3)
    assert len(reading.places) == len(reading.text) + 1
    assert list(reading.places) == sorted(reading.places)
    begin = data.draw(st.integers(0, len(reading.text)))
    end = data.draw(st.integers(begin, len(reading.text)))
    first, last = reading.span(begin, end)
    assert 0 <= first <= last <= len(text * 3)


@given(st.text("ạé ếabc\n", min_size=1), st.sampled_from(["NFC", "NFD"]))
def test_a_word_is_found_again_in_the_text(text: str, form: Literal["NFC", "NFD"]) -> None:
    original = unicodedata.normalize(form, text)
    reading = readable(original)
    for word in re.finditer(r"\S+", reading.text):
        begin, end = reading.span(*word.span())
        assert unicodedata.normalize("NFC", original[begin:end]) == word[0]


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=0.001, max_value=1000))
def test_the_rate_is_within_what_the_library_knows(speed: float) -> None:
    assert 80 <= words_per_minute(speed) <= 450


def test_speed_is_a_factor_on_the_usual_pace() -> None:
    assert [words_per_minute(speed) for speed in (0.1, 0.5, 1.0, 2.0, 9.0)] == [80, 88, 175, 350, 450]
