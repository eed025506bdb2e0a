"""The splitter: the same sentences however the text arrives, and none that a person would not make."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitts_server.speech.sentences import Sentence, SentenceSplitter

FRAGMENTS = [*'abcXYZ ăđêÔ.!?…,;:\n-*12"”’)。！ \t', "Dr.", "TP. HCM", "\n\n", "\n- ", "3.14", "a.m. "]
TEXTS = st.lists(st.sampled_from(FRAGMENTS), max_size=100).map("".join)


def whole(text: str, max_chars: int = 300) -> list[Sentence]:
    splitter = SentenceSplitter(max_chars)
    return splitter.feed(text) + splitter.finish()


@given(TEXTS, st.lists(st.integers(1, 9), max_size=60), st.sampled_from([20, 33, 300]))
def test_any_cuts_of_the_text_give_the_sentences_of_the_whole(text: str, cuts: list[int], max_chars: int) -> None:
    splitter = SentenceSplitter(max_chars)
    streamed: list[Sentence] = []
    rest = text
    for size in cuts:
        streamed += splitter.feed(rest[:size])
        rest = rest[size:]
    streamed += splitter.feed(rest) + splitter.finish()
    assert streamed == whole(text, max_chars)


@given(TEXTS, st.sampled_from([20, 33, 300]))
def test_no_character_is_lost_or_said_twice_and_no_sentence_is_too_long(text: str, max_chars: int) -> None:
    sentences = whole(text, max_chars)
    assert "".join("".join(sentence.text.split()) for sentence in sentences) == "".join(text.split())
    for sentence in sentences:
        assert len(sentence.text) <= max_chars
        assert text[sentence.start : sentence.start + len(sentence.text)] == sentence.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello world. How are you?  Fine!", ["Hello world.", "How are you?", "Fine!"]),
        ("TP. HCM rất đẹp. Tôi thích.", ["TP. HCM rất đẹp.", "Tôi thích."]),
        ("GS. TS. Nguyễn Văn A đến lúc 9 a.m. hôm qua.", ["GS. TS. Nguyễn Văn A đến lúc 9 a.m. hôm qua."]),
        ("PGS.TS. Trần Văn B nói. Hay.", ["PGS.TS. Trần Văn B nói.", "Hay."]),
        ("Mua táo, cam, v.v. Rồi về.", ["Mua táo, cam, v.v.", "Rồi về."]),
        ("See No. 5 and Fig. 2. He said no. Five left.", ["See No. 5 and Fig. 2.", "He said no.", "Five left."]),
        ("Một.\u2028Hai\u2029ba", ["Một.", "Hai", "ba"]),
        ("Dr. Smith paid 3.14 euros.", ["Dr. Smith paid 3.14 euros."]),
        ("She said no. Then she left.", ["She said no.", "Then she left."]),
        ("Xem www.a.vn nhé. Cảm ơn.", ["Xem www.a.vn nhé.", "Cảm ơn."]),
        ("“Thật à?” anh hỏi. “Ừ.” Cô đi.", ["“Thật à?” anh hỏi.", "“Ừ.”", "Cô đi."]),
        ("J. K. Rowling viết. Hay!", ["J. K. Rowling viết.", "Hay!"]),
        ("1. Một\n2. Hai\n- ba", ["1. Một", "2. Hai", "- ba"]),
        ("Tiêu đề\n\nNội dung bị\nngắt dòng", ["Tiêu đề", "Nội dung bị\nngắt dòng"]),
        ("你好。世界！", ["你好。", "世界！"]),
        ("Cô nói... rồi đi.", ["Cô nói... rồi đi."]),
        ("   \n ", []),
    ],
)
def test_sentences_end_where_a_person_would_breathe(text: str, expected: list[str]) -> None:
    assert [sentence.text for sentence in whole(text)] == expected


def test_a_long_sentence_is_cut_at_a_clause_before_it_is_cut_between_words() -> None:
    text = "một hai ba bốn năm, sáu bảy tám chín mười mười một mười hai"
    assert next(sentence.text for sentence in whole(text, 32)) == "một hai ba bốn năm,"
    assert all(" " in sentence.text or len(sentence.text) < 10 for sentence in whole(text.replace(",", ""), 32))


def test_a_word_that_is_too_long_is_cut_but_never_between_a_letter_and_its_accent() -> None:
    text = "e\u0302\u0301" * 40
    assert all(not sentence.text.startswith(("\u0302", "\u0301")) for sentence in whole(text, 20))


def test_a_sentence_is_there_as_soon_as_the_next_word_begins() -> None:
    splitter = SentenceSplitter(300)
    assert splitter.feed("Xin chào. ") == []
    assert [sentence.text for sentence in splitter.feed("B")] == ["Xin chào."]
    assert [sentence.text for sentence in splitter.finish()] == ["B"]


def test_flush_gives_whole_words_and_keeps_the_one_that_is_still_being_written() -> None:
    splitter = SentenceSplitter(300)
    splitter.feed("một hai b")
    assert [sentence.text for sentence in splitter.flush()] == ["một hai"]
    splitter.feed("a bốn")
    assert [(sentence.text, sentence.start) for sentence in splitter.finish()] == [("ba bốn", 8)]


@pytest.mark.parametrize(
    "text",
    [
        *("." * 50_000 + "a", "a" + " " * 50_000 + "b", "\u0301" * 50_000, "\n" * 50_000, " \n" * 25_000),
        *("😀! " * 15_000, "A. " * 15_000, '."""' * 12_000, "1. " * 15_000, "word " * 10_000),
    ],
    ids=lambda text: repr(text[:6]),
)
def test_hostile_text_is_split_in_a_number_of_steps_that_grows_with_its_length_alone(text: str) -> None:
    """Quadratic work would take minutes here, and the suite would time out."""
    assert "".join("".join(sentence.text.split()) for sentence in whole(text)) == "".join(text.split())
    splitter = SentenceSplitter(300)
    for place in range(0, 10_000, 2):
        splitter.feed(text[place : place + 2])
    splitter.finish()
