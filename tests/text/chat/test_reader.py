"""Chat text in any cuts: the same reading, marks that point into the text as sent, nothing speakable lost."""

import re
import unicodedata

import emoji
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.chat.reading import opened, passages, placed, read
from vitts_server.text.chat.emoji import EmojiNames

_MARKS = (
    "**",
    "*",
    "_",
    "__",
    "`",
    "```",
    "```py\n",
    "~~",
    "~~~\n",
    "#",
    "# ",
    "## ",
    "> ",
    "- ",
    "* ",
    "1. ",
    "| ",
    " | ",
    "|---|\n",
    "---\n",
    "===\n",
    "[",
    "]",
    "](",
    ")",
    "](https://a.b/c_d)",
    "[^1]",
    "[^1]: ",
    "[ref]: https://x\n",
    "- [x] ",
    "![",
    "<",
    ">",
    "<b>",
    "</b>",
    "<br>",
    "<p class='a b'>",
    '<a href="x>y">',
    "<script>",
    "</script>",
    "<!-- ",
    "-->",
    "<tên>",
    "<https://a.b>",
    "&amp;",
    "&",
    ";",
    "\\",
    "\\(",
    "$$",
    "--",
    "-",
    "→",
    "😀",
    "👍🏽",
    "1️⃣",
    "🇻🇳",
    "【1†a】",
    "[[",
    "[a][",
    "[a](b ",
    "]]",
    "https://a.vn/x_y*z",
    "a_b@c.vn",
    "\n",
    "\n\n",
    "  \n",
    "\r\n",
    " ",
    "\t",
    ".",
    ",",
    "!",
    "Mai",
    "là",
    "5",
    "x",
    "=",
    "'",
    '"',
)
chat = st.lists(st.sampled_from(_MARKS) | st.text(max_size=5), max_size=40).map("".join)


@st.composite
def cut(draw: st.DrawFn) -> list[str]:
    """A text in pieces."""
    text = draw(chat)
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=12)))
    return [text[start:end] for start, end in zip([0, *places], [*places, len(text)], strict=True)]


@given(cut(), st.sampled_from(["skip", "mention", "read"]), st.sampled_from(["skip", "name"]))
def test_every_cutting_reads_the_same(pieces: list[str], code_blocks: str, named: str) -> None:
    settings = {"code_blocks": code_blocks, "emoji": named}
    text = "".join(pieces)
    whole = placed([text], **settings)
    assert placed(pieces, **settings) == whole
    assert placed(text, **settings) == whole, repr(text)


@given(chat)
def test_marks_rise_and_stay_within_the_text(text: str) -> None:
    end = 0
    for passage in passages([text]):
        assert end <= passage.span[0] <= passage.span[1] <= len(text)
        end = passage.span[1]


@given(st.lists(st.sampled_from(["*", "_", "~", "#", "-", ">", "!", "(", ")", "+", "\n", " ", "Mai", "là", "5"])))
def test_without_code_tags_and_links_every_letter_and_digit_is_read(pieces: list[str]) -> None:
    text = "".join(pieces)
    said = placed([text]).text
    assert re.sub(r"\W|_", "", said) == re.sub(r"\W|_", "", text if "~~~" not in text else said)


@given(st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd", "Po", "Zs"], exclude_characters="\\*&#!@-")))
def test_text_without_markup_is_read_as_it_stands(text: str) -> None:
    assert placed([text]).text == text.lstrip(" \t\r")


@given(chat)
def test_without_markdown_nothing_is_touched(text: str) -> None:
    assert placed(text, markdown=False).text == text


def test_plain_text_passes_at_once() -> None:
    stream = iter(passages(["Xin chào, tôi là Mai. Hôm", " nay"]))
    assert [passage.text for passage in stream] == ["Xin chào, tôi là Mai. Hôm", " nay"]


@pytest.mark.parametrize(
    "sign", [*"*`<[|_&~#>-!\\$\"'(=:+", "** ", "<a ", "<!", "[[", "](", "[a](", "\n> ", "- ", "😀"]
)
def test_hostile_repetition_is_read_to_its_end(sign: str) -> None:
    text = sign * (8_000 // len(sign))
    for pieces in ([text], text):
        last = placed([*pieces, "\n\nMai"])
        assert last.text.endswith("Mai")
        assert last.span(len(last.text) - 3, len(last.text)) == (len(text) + 2, len(text) + 5)


def test_what_is_undecided_is_held_back_only_for_a_while() -> None:
    for begin in ("[", "<", "<a href='", "![", "&", "**", "`", "| ", "# ", "[a](", "<b ", "【", "1", "-"):
        held = _held(begin + "chữ " * 2000)
        assert held <= 2100, begin


def _held(text: str) -> int:
    """How many characters at the end were not decided before it was clear that no more follow."""
    spans = [passage.span[1] for passage in opened().feed(text)]
    return len(text) - max(spans, default=0)


@pytest.mark.parametrize(
    ("text", "word", "sent"),
    [
        ("**đậm** nhé", "đậm", "đậm"),
        ("[liên kết](https://a.b) nhé", "nhé", "nhé"),
        ("một &amp; hai", "&", "&amp;"),
        ("a\n\n```\nx\n```\n\nb", "b", "b"),
        ("Chào 👍🏽👍🏽 bạn", "ngón", "👍🏽👍🏽"),
    ],
)
def test_words_stand_where_they_were_sent(text: str, word: str, sent: str) -> None:
    said = placed([text], emoji="name")
    start = said.text.index(word)
    span = said.span(start, start + len(word))
    assert span is not None
    assert text[slice(*span)] == sent


def test_emoji_are_named_in_the_language_that_is_read() -> None:
    assert read("Vui quá 😂😂 nhé 🇻🇳", emoji="name") == "Vui quá cười ra nước mắt nhé cờ Việt Nam"
    assert read("Nice 👍🏽!", "en-US", emoji="name") == "Nice thumbs up medium skin tone !"
    assert read("Merci 🎉", "fr", emoji="name") == "Merci cotillons"
    assert read("Dzięki 🎉 bardzo", "pl", emoji="name") == "Dzięki bardzo"


def test_code_is_mentioned_in_the_language_that_is_read() -> None:
    text = "Ví dụ:\n```python\nprint(1)\n```\nHết"
    assert read(text, code_blocks="mention") == "Ví dụ:\nđoạn mã\nHết"
    assert read(text, "en", code_blocks="mention") == "Ví dụ:\ncode block\nHết"
    assert read(text, "eu", code_blocks="mention") == "Ví dụ:\nHết"
    assert read(text, code_blocks="read") == "Ví dụ:\nprint(1)\nHết"
    assert read("<pre>x = 1</pre>Hết", code_blocks="mention") == "đoạn mã\nHết"


def test_the_vietnamese_names_are_those_of_emoji() -> None:
    name_of = EmojiNames().of("vi")
    named = [sign for sign in emoji.EMOJI_DATA if name_of(sign)]
    assert len(named) > 150
    assert all(unicodedata.is_normalized("NFC", name_of(sign)) for sign in named)
