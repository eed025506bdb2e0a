"""English text is read as people read it, whatever is written."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.text.cases import Case, cases
from tests.text.en.inverse import value_of
from tests.text.reading import read
from vitts_server import TextContext
from vitts_server.text.en import English
from vitts_server.text.general import General
from vitts_server.text.plain import PlainText

PLAIN, GENERAL, ENGLISH = PlainText(), General(own=("en",)), English()
REGIONS = ("en-US", "en-GB")
UNSPEAKABLE = re.compile(r"[^\w\s.,;:!?'\"()…“”‘’\-‐‑–—]|_|\d")
SIGNS = "+-−–=<>≤≥×÷&@#%‰~±°²³§/*_|\\^$£€¥¢½¾.,:;!?()[]{}'\"“”’…•†№©™ "
SNIPPETS = (
    "$ £5 km/h 10:30 1/2 2010-2020 BBC NASA IT US VIII a.m. e.g. 5'10\" 192.168.0.1 me@x.com www.a.org #tag @name 3rd "
    "99¢ °C m² +1 (555) A4 COVID-19 v2.0 x² [1] Nov. 20 1984 ~5 -3 5-7 1,000 3.5 and the HELLO .5 5. 1. -- 's 90s "
    "'90s /usr/x a/b a_b C# 5% ½ 2½ ٣ ① Ⅳ x10 10x10 0x1F"
).split()
NEEDY = ".. Dr. St. No. p. Sat Henry I Chapter".split()
"""What is read by the words beside it."""
SENTENCES = st.lists(st.sampled_from(SNIPPETS), max_size=8).map(" ".join)
TEXTS = st.one_of(
    SENTENCES,
    st.lists(st.sampled_from(SNIPPETS + NEEDY), max_size=6).map("".join),
    st.lists(st.sampled_from(SNIPPETS + NEEDY), max_size=6).map(" ".join),
    st.text(st.sampled_from("0123456789abIVXkmKM" + SIGNS), max_size=40),
    st.text(max_size=40),
)


def english(text: str, language: str = "en-US", say_as: str = "") -> str:
    return read(text, language, PLAIN, GENERAL, ENGLISH, say_as=say_as)


def regions() -> list[tuple[Case, str]]:
    """Cases without a region of their own hold in all of them."""
    return [(case, tag) for case in cases("en") for tag in ([case.tag] if case.tag else REGIONS)]


@pytest.mark.parametrize(
    ("case", "language"), [pytest.param(*pair, id=f"{pair[0].place}-{pair[1]}") for pair in regions()]
)
def test_it_is_read_as_the_table_says(case: Case, language: str) -> None:
    assert english(case.written, language) == case.read


@pytest.mark.parametrize("language", REGIONS)
def test_what_the_tables_say_is_not_rewritten_again(language: str) -> None:
    said = [case.read for case, tag in regions() if tag == language]
    assert [english(text, language) for text in said] == said


def test_there_are_enough_cases() -> None:
    assert len(list(cases("en"))) >= 250


@given(st.integers(0, 10**15), st.sampled_from(REGIONS))
@settings(deadline=None)
def test_every_number_reads_back(value: int, language: str) -> None:
    assert value_of(english(f"{value:,}", language)) == value
    assert value_of(english(str(value), language, "cardinal")) == value


@given(st.integers(0, 10**15))
@settings(deadline=None)
def test_and_is_said_in_britain_and_not_in_america(value: int) -> None:
    written = f"{value:,}"
    assert "and" not in english(written, "en-US").split()
    assert english(written, "en-GB").replace(" and ", " ") == english(written, "en-US")


@given(TEXTS, st.sampled_from(REGIONS))
@settings(max_examples=150, deadline=None)
def test_neither_a_digit_nor_a_sign_is_left(text: str, language: str) -> None:
    said = english(text, language)
    assert [character for character in UNSPEAKABLE.findall(said) if unicodedata.category(character)[0] != "M"] == []
    assert [character for character in said if unicodedata.category(character)[0] == "N"] == []


@given(SENTENCES, st.sampled_from(REGIONS))
@settings(max_examples=150, deadline=None)
def test_what_is_read_is_not_rewritten_again(text: str, language: str) -> None:
    once = english(text, language)
    assert english(once, language) == once


@given(TEXTS, st.sampled_from(["", "date", "time", "cardinal", "characters", "telephone", "currency", "fraction"]))
@settings(deadline=None)
def test_edits_are_in_order_and_within_the_text(text: str, say_as: str) -> None:
    last = 0
    for edit in ENGLISH.edits(text, TextContext(language="en-GB", say_as=say_as)):
        start, end = edit.span
        assert last <= start < end <= len(text)
        assert edit.rule
        last = end


HOSTILE = (
    *"1 . / ( [ - , : 1. 1/ 1, 1: 1- a. a- a@ A A. A- @ # #a $ $1 1m 1x ' \" 1' 1\" I V x. www. http:// [1]".split(),
    *"Dr. St. ² ½ 1st_ ~ + a/ /a a_ 1a A1 -1 +1 (1 1) 1:1: & &a ½½ 1.1. Mon- Jan 1x1 | 1/2".split(),
    *[
        "1 ",
        "1 1/",
        "A A ",
        "A. A. ",
        "10:",
        "a b ",
        "I am ",
        "1, ",
        "Main St. ",
        "1 - ",
        "$1 - ",
        "BBC ",
        '12" ',
        "Mr. ",
    ],
)


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_is_read_to_its_end(piece: str) -> None:
    """A pattern that tries all ways to cut such a text would not come back."""
    english(piece * (8_000 // len(piece)))


@pytest.mark.parametrize(
    ("say_as", "written", "expected"),
    [
        ("cardinal", "1984", "one thousand nine hundred eighty-four"),
        ("cardinal", "007", "seven"),
        ("cardinal", "-12.5", "minus twelve point five"),
        ("cardinal", "XIV", "fourteen"),
        ("ordinal", "3", "third"),
        ("ordinal", "21st", "twenty-first"),
        ("ordinal", "VIII", "eighth"),
        ("digits", "1984", "one nine eight four"),
        ("digits", "12-34", "one two, three four"),
        ("characters", "A4b", "A, four, B"),
        ("spell-out", "NASA", "N, A, S, A"),
        ("verbatim", "it's", "I, T, S"),
        ("date", "2026-11-20", "November twentieth, twenty twenty-six"),
        ("date", "11/20/2026", "November twentieth, twenty twenty-six"),
        ("date:dmy", "3/4/2026", "the third of April, twenty twenty-six"),
        ("date:mdy", "3/4/2026", "March fourth, twenty twenty-six"),
        ("date:ymd", "2026/3/4", "March fourth, twenty twenty-six"),
        ("date:md", "3/4", "March fourth"),
        ("date:my", "3/2026", "March twenty twenty-six"),
        ("date:y", "1984", "nineteen eighty-four"),
        ("time", "10:30", "ten thirty"),
        ("time:hms12", "2:30pm", "two thirty P.M"),
        ("telephone", "555-1234", "five five five, one two three four"),
        ("telephone", "+1 800 555 0199", "plus one, eight zero zero, five five five, zero one nine nine"),
        ("currency", "$12.50", "twelve dollars and fifty cents"),
        ("currency:EUR", "3", "three euros"),
        ("unit", "5kg", "five kilograms"),
        ("unit", "km/h", "kilometers per hour"),
        ("fraction", "3/20", "three twentieths"),
        ("fraction", "1 1/2", "one and one half"),
        ("cardinal", "see 5 pages", "see five pages"),
        ("date", "tomorrow", "tomorrow"),
        ("something-new", "5 kg", "five kilograms"),
    ],
)
def test_markup_may_say_what_a_text_is(say_as: str, written: str, expected: str) -> None:
    assert english(written, say_as=say_as) == expected
