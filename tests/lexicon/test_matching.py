"""Words of the lexicon in a sentence: whole ones only, the longest first, however their letters are written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitts_server import TextContext
from vitts_server.lexicon.entries import Entry
from vitts_server.lexicon.matching import Matcher


def said(text: str, *entries: Entry, language: str = "vi-VN", voice: str = "") -> str:
    """The sentence with its words replaced."""
    parts, place = [], 0
    for match in Matcher(entries, TextContext(language=language, voice=voice)).matches(text):
        parts += [text[place : match.start], f"<{match.say}>"]
        place = match.end
    return "".join([*parts, text[place:]])


def words(language: str = "vi", **say: str) -> list[Entry]:
    return [Entry(language=language, word=word.replace("_", " "), say=how) for word, how in say.items()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Facebook và FACEBOOK", "<phây> và <phây>"),
        ("facebooker, xfacebook", "facebooker, xfacebook"),
        ("facebook.com và a@facebook.com", "facebook.com và a@facebook.com"),
        ("(Facebook), 'facebook'!", "(<phây>), '<phây>'!"),
        ("Facebook's", "<phây>'s"),
        ("New York Times, New York, New", "<niu oóc tham>, <niu oóc>, New"),
        ("C++ và C#, C", "<xi cộng cộng> và <xi sáp>, <xê>"),
        ("xF# F#11 F#", "xF# F#11 <ép sáp>"),
        ("hòa bình, hoà bình, HOÀ BÌNH", "<1>, <1>, <1>"),
        ("hòa thuận", "hòa thuận"),
        ("don't và don", "don't và <đon>"),
        ("Covid-19", "<cô vít>-19"),
        ("TP.HCM", "<thành phố>"),
        ("amazon.com.", "<a ma dôn chấm com>."),
        ("ΟΔΌΣ", "<phố>"),
    ],
)
def test_whole_words_are_found_however_they_are_written(text: str, expected: str) -> None:
    entries = [
        *words(Facebook="phây", New_York="niu oóc", New_York_Times="niu oóc tham", C="xê", don="đon", Covid="cô vít"),
        Entry(language="vi", word="C++", say="xi cộng cộng"),
        Entry(language="vi", word="C#", say="xi sáp"),
        Entry(language="vi", word="F#", say="ép sáp"),
        Entry(language="vi", word="hòa bình", say="1"),
        Entry(language="vi", word="TP.HCM", say="thành phố"),
        Entry(language="vi", word="Amazon.com", say="a ma dôn chấm com"),
        Entry(language="vi", word="οδός", say="phố"),
    ]
    assert said(text, *entries) == expected
    apart = unicodedata.normalize("NFD", text)
    assert unicodedata.normalize("NFC", said(apart, *entries)) == unicodedata.normalize("NFC", expected)


def test_capitals_count_where_they_are_said_to() -> None:
    entries = [Entry(language="en", word="US", say="you ess", case=True), Entry(language="en", word="it", say="eat")]
    assert said("US, us, IT, it", *entries, language="en-GB") == "<you ess>, us, <eat>, <eat>"
    both = [Entry(language="en", word="IT", say="eye tee", case=True), *entries]
    assert said("IT, it", *both, language="en") == "<eye tee>, <eat>"


def test_an_entry_is_for_its_language_and_the_nearest_wins() -> None:
    entries = [*words("vi", Mai="1"), *words("en", Mai="2"), *words("en-US", Mai="3"), *words("en-GB", Mai="4")]
    heard = {tag: said("Mai", *entries, language=tag) for tag in ("vi", "vi-VN", "en", "en-US", "en-AU", "fr")}
    assert heard == {"vi": "<1>", "vi-VN": "<1>", "en": "<2>", "en-US": "<3>", "en-AU": "<2>", "fr": "Mai"}


def test_a_voice_may_say_it_in_a_way_of_its_own() -> None:
    entries = [
        Entry(language="vi", word="Mai", say="mai", voices={"lan": "[[m aː j]]"}),
        Entry(language="vi", word="Nam", voices={"lan": "năm"}),
    ]
    assert said("Mai, Nam", *entries, voice="lan") == "<[[m aː j]]>, <năm>"
    assert said("Mai, Nam", *entries, voice="hoa") == "<mai>, Nam"


def test_words_without_spaces_between_them_are_found() -> None:
    entries = [Entry(language="ja", word="東京", say="とうきょう"), Entry(language="th", word="กรุงเทพ", say="x")]
    assert said("私は東京都に行く", *entries, language="ja") == "私は<とうきょう>都に行く"
    assert said("ไปกรุงเทพแล้ว", *entries, language="th") == "ไป<x>แล้ว"


letters = st.text(st.sampled_from("aáàbcdhoòuyỳ' -.'İßΣσς\u0300"), min_size=1, max_size=6).filter(str.strip)


@given(st.lists(letters, min_size=1, max_size=5, unique=True), st.text(st.sampled_from("aáàbcdhoòuyỳ' -.İßΣ\u0300")))
def test_matches_rise_and_are_whole_words(entries: list[str], text: str) -> None:
    table = [Entry(language="vi", word=unicodedata.normalize("NFC", word), say="x") for word in entries]
    end = 0
    for match in Matcher(table, TextContext(language="vi")).matches(text):
        assert end <= match.start < match.end <= len(text)
        before, after = text[match.start - 1 : match.start], text[match.end : match.end + 1]
        assert not (before.isalnum() and text[match.start].isalnum())
        assert not (after.isalnum() and text[match.end - 1].isalnum())
        end = match.end


@given(st.lists(st.sampled_from(["mai", "lan", "hoa", "mai lan", "lan hoa mai"]), min_size=1, unique=True), st.data())
def test_of_two_that_begin_together_the_longest_is_said(entries: list[str], data: st.DataObject) -> None:
    """An independent way to find the words: try all entries at each word, the longest first."""
    text = " ".join(data.draw(st.lists(st.sampled_from(["mai", "lan", "hoa", "cúc"]), max_size=8)))
    table = [Entry(language="vi", word=word, say=word.upper()) for word in entries]
    left, expected = text.split(), list[str]()
    while left:
        fits = [word.split() for word in entries if left[: len(word.split())] == word.split()]
        longest = max(fits, key=len, default=None)
        expected.append(f"<{' '.join(longest).upper()}>" if longest else left[0])
        left = left[len(longest) if longest else 1 :]
    assert said(text, *table) == " ".join(expected)


@pytest.mark.parametrize("text", ["a" * 20_000, "a " * 10_000, "東" * 20_000, "." * 20_000, "a.b" * 7000, "'" * 20_000])
def test_hostile_text_is_read_to_its_end(text: str) -> None:
    entries = [*words(a="x", b="y"), Entry(language="vi", word="東京", say="z")]
    assert said(text + " Mai", *entries, *words(Mai="m")).endswith("<m>")
