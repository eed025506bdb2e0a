"""The tables: what anyone may add to them is held to what eSpeak's Vietnamese voice says well."""

import pytest

from vitts_server.text.vi.syllables import is_syllable, newer_spelling, same_spelling
from vitts_server.text.vi.tables import Tables

TABLES = Tables.load()
SECTIONS = {
    "acronyms": TABLES.acronyms,
    "respellings": TABLES.respellings,
    **{f"letters {name}": table for name, table in TABLES.letters.items()},
    **{f"units {name}": table for name, table in TABLES.units.items()},
    **{f"symbols {name}": table for name, table in TABLES.symbols.items()},
    **{f"abbreviations {name}": table for name, table in TABLES.abbreviations.items()},
}


@pytest.mark.parametrize("name", SECTIONS)
def test_what_is_said_is_spelled_in_vietnamese_syllables(name: str) -> None:
    foreign = {
        written: word for written, said in SECTIONS[name].items() for word in said.split() if not is_syllable(word)
    }
    assert not foreign


def test_no_foreign_word_is_a_vietnamese_one() -> None:
    assert [written for written in TABLES.respellings if is_syllable(written)] == []


def test_there_are_enough_foreign_words_and_short_forms() -> None:
    assert len(TABLES.respellings) >= 300
    assert len(TABLES.abbreviations["anywhere"]) >= 200
    assert len(TABLES.acronyms) >= 100


@pytest.mark.parametrize(
    "word", "nguyễn quyết quý giờ gì giếng hòa hoà khuya ngoằn ngoèo xoong yêu kỷ uống nghe THÀNH PHỐ quốc quả".split()
)
def test_vietnamese_words_are_known_by_their_spelling(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", "facebook it who ceo paris cẻ ngê ghà hat lap yen2 THPT WTO fan".split())
def test_other_words_are_not(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize(("older", "newer"), [("hòa", "hoà"), ("khóa", "khoá"), ("thúy", "thuý"), ("ủy", "uỷ")])
def test_the_tone_may_stand_in_either_place(older: str, newer: str) -> None:
    assert newer_spelling(older) == newer
    assert same_spelling(newer) == same_spelling(older) == older


@pytest.mark.parametrize("word", ["quý", "quà", "mùa", "hoàn", "toán"])
def test_where_there_is_one_place_the_tone_stays(word: str) -> None:
    assert same_spelling(word) == word
