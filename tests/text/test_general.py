"""In every language marks come once and quotes look alike; languages without rules of their own get short addresses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.text.cases import Case, cases
from tests.text.reading import read
from vitts_server import TextContext
from vitts_server.config import load_config
from vitts_server.text import vitts_normalizers, vitts_settings
from vitts_server.text.general import General
from vitts_server.text.plain import PlainText

PLAIN, GENERAL = PlainText(), General(own=("en", "vi"))
MARKS = st.text(st.sampled_from("aB1 .…!?,;:-—–_\"'“”‘’„«»‹›@#¡¿。！？、，()[]/"), max_size=30)


def general(text: str, language: str, say_as: str = "") -> str:
    return read(text, language, PLAIN, GENERAL, say_as=say_as)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.place) for case in cases("general")])
def test_it_is_read_as_the_table_says(case: Case) -> None:
    assert general(case.written, case.tag) == case.read
    assert general(case.read, case.tag) == case.read


@pytest.mark.parametrize(
    ("say_as", "expected"),
    [
        ("digits", "0 1 2, 9 8"),
        ("telephone", "0 1 2, 9 8"),
        ("characters", "0, 1, 2, Ж, 9, 8"),
        ("spell-out", "0, 1, 2, Ж, 9, 8"),
        ("verbatim", "0, 1, 2, Ж, 9, 8"),
        ("cardinal", "012 ж-98"),
    ],
)
@pytest.mark.parametrize("language", ["de-DE", "ru", "ja-JP"])
def test_markup_may_ask_for_digits_and_letters_one_by_one(say_as: str, expected: str, language: str) -> None:
    assert general("012 ж-98", language, say_as) == expected


@pytest.mark.parametrize("language", ["en-GB", "vi"])
def test_languages_with_rules_of_their_own_are_asked_themselves(language: str) -> None:
    assert general("A-98", language, "characters") == "A-98"


@given(st.text(st.characters(categories=["L", "Nd", "Zs"])), st.sampled_from(["de", "fr", "ja", "ru", "en", "vi"]))
@settings(deadline=None)
def test_words_and_numbers_of_any_script_stay(text: str, language: str) -> None:
    once = read(text, language, PLAIN)
    if not set(once) & set("ʼ"):
        assert general(text, language) == once


@given(MARKS, st.sampled_from(["de", "en"]))
@settings(deadline=None)
def test_no_letter_and_no_digit_is_lost_among_marks(text: str, language: str) -> None:
    def kept(written: str) -> str:
        return "".join(character for character in written if character.isalnum())

    assert kept(general(text, language)) == kept(text)


@given(st.one_of(MARKS, st.text(max_size=30)), st.sampled_from(["de", "en"]))
@settings(deadline=None)
def test_edits_are_in_order_and_within_the_text(text: str, language: str) -> None:
    last = 0
    for edit in GENERAL.edits(text, TextContext(language=language)):
        start, end = edit.span
        assert last <= start < end <= len(text)
        last = end


@pytest.mark.parametrize(
    "piece", [*".!?…-_'\"“@#/a", "a.", "! ", "a—", "a...", "@a", "#a", "a@", "www.", "http://", "« "]
)
def test_hostile_text_is_read_to_its_end(piece: str) -> None:
    """A pattern that tries all ways to cut such a text would not come back."""
    general(piece * (20_000 // len(piece)), "de")


def test_the_rules_of_all_languages_come_before_those_of_single_ones() -> None:
    found = vitts_normalizers(load_config(vitts_settings()))
    order = sorted(found, key=lambda normalizer: normalizer.priority)
    names = [normalizer.name for normalizer in order]
    assert names.index("plain") < names.index("general") < min(names.index("en"), names.index("vi"))
