"""The file of the lexicon: changed without losing anything, whole at every moment, and refused with a place."""

import gc
import multiprocessing
import os
import threading
from pathlib import Path

import pytest

from vitts_server import BadRequest, TextContext
from vitts_server.lexicon.document import BrokenLexicon, parse
from vitts_server.lexicon.entries import Entry
from vitts_server.lexicon.lexicon import Lexicon
from vitts_server.lexicon.matching import Matcher
from vitts_server.lexicon.rules import LexiconRules

BY_HAND = """# My words

[vi]  # Vietnamese
Facebook = "phây búc"   # not a book
"New York" = "niu oóc"

[en-US]
GIF = { say = "jif", case = true }
"""


def opened(path: Path) -> Lexicon:
    lexicon = Lexicon(path)
    lexicon.read()
    return lexicon


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "words" / "lexicon.toml"
    file.parent.mkdir()
    file.write_text(BY_HAND, encoding="utf-8")
    return file


def test_a_change_keeps_comments_and_order(path: Path) -> None:
    lexicon = opened(path)
    lexicon.put("vi", "Google", "gu gồ")
    lexicon.put("vi_vn".replace("_vn", ""), "facebook", "phết búc")
    lexicon.put("fr", "Mai", "[[mɛ]]", voice="lan", case=True)
    assert path.read_text(encoding="utf-8") == (
        BY_HAND.replace('"phây búc"', '"phết búc"').replace('"niu oóc"\n', '"niu oóc"\nGoogle = "gu gồ"\n')
        + '\n[fr]\nMai = {case = true, voices = {lan = "[[mɛ]]"}}\n'
    )
    assert lexicon.remove("vi", "NEW YORK")
    assert lexicon.remove("fr", "Mai", voice="lan")
    assert not lexicon.remove("fr", "Mai")
    assert parse(path.read_text(encoding="utf-8")) == lexicon.entries
    assert [entry.word for entry in lexicon.entries] == ["Facebook", "Google", "GIF"]


def test_a_file_that_is_not_there_is_empty_and_made_by_the_first_word(tmp_path: Path) -> None:
    lexicon = opened(tmp_path / "new" / "lexicon.toml")
    assert (lexicon.entries, lexicon.version) == ((), "empty")
    lexicon.put("vi", "Mai", "mai")
    assert opened(lexicon.path).entries == lexicon.entries == (Entry(language="vi", word="Mai", say="mai"),)


def test_the_version_is_that_of_the_words(path: Path) -> None:
    rules = LexiconRules(opened(path))
    first = rules.version
    path.write_text(BY_HAND.replace("# My words", "# Words of mine"), encoding="utf-8")
    assert LexiconRules(opened(path)).version == first
    lexicon = opened(path)
    lexicon.put("vi", "Mai", "mai")
    assert LexiconRules(lexicon).version != first
    lexicon.remove("vi", "Mai")
    assert LexiconRules(lexicon).version == first


def test_the_rule_names_the_word_and_leaves_spelled_text_alone(path: Path) -> None:
    rules = LexiconRules(opened(path))
    (edit,) = rules.edits("trên facebook", TextContext(language="vi-VN"))
    assert (edit.span, edit.text, edit.rule) == ((5, 13), "phây búc", "Facebook")
    assert rules.edits("trên facebook", TextContext(language="vi-VN", say_as="characters")) == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[vi]\nMai = "mai"\nLan = \n', "not valid TOML: Invalid value \\(at line 3, column 7\\)"),
        ('[vi]\nMai = "a"\nMai = "b"\n', "not valid TOML: Cannot overwrite a value \\(at line 3, column 10\\)"),
        ('[vi]\nMai = "mai"\n  mai = "mai"\n', "'mai' and 'Mai' are the same word \\(at line 3, column 3\\)"),
        ("[vi]\nMai = 5\n", "'Mai' must be a text or .* \\(at line 2, column 1\\)"),
        ('[vi]\n"New York" = ""\n', "say must be 1 to 500 .* \\(at line 2, column 1\\)"),
        ("[vi]\nMai = {}\n", "'Mai' must be a text"),
        ('[vi]\nMai = { says = "x" }\n', "'Mai' must be a text"),
        ("[vi]\nMai = { case = true }\n", "'Mai' says nothing \\(at line 2, column 1\\)"),
        ('[vi]\nMai = "[[m"\n', "phonemes between"),
        ('[Vietnamese]\nMai = "x"\n', "language must be a tag .*'Vietnamese' \\(at line 2, column 1\\)"),
        ('Mai = "x"\n', "'Mai' must be a table, written \\[Mai\\], .*\\(at line 1, column 1\\)"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "lexicon.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BrokenLexicon, match=problem):
        opened(file)


def test_a_broken_file_is_not_overwritten_and_the_old_words_stay(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    lexicon = opened(path)
    for broken in (b"[vi]\nMai = mai", b"[vi]\nMai = '\xff'\n"):
        path.write_bytes(broken)
        lexicon.reload()
        lexicon.reload()
        with pytest.raises(BrokenLexicon):
            lexicon.put("vi", "Lan", "lan")
        assert path.read_bytes() == broken
    assert len(lexicon.entries) == 3
    assert [record.message.partition(": ")[0] for record in caplog.records] == ["the lexicon can't be used"] * 2
    assert "line 2, column 7" in caplog.text


def test_a_change_that_would_break_the_file_is_refused(path: Path) -> None:
    lexicon = opened(path)
    lexicon.put("en-US", "gif", "gif")
    with pytest.raises(BrokenLexicon, match="are the same word"):
        lexicon.put("en-US", "GIF", "jif", case=False)
    assert len(parse(path.read_text(encoding="utf-8"))) == 4


@pytest.mark.parametrize(
    ("language", "word", "say", "field"),
    [("", "a", "b", "language"), ("vi", " ", "b", "word"), ("vi", "a" * 101, "b", "word"), ("vi", "a", "\0", "say")],
)
def test_what_can_not_be_an_entry_is_refused(path: Path, language: str, word: str, say: str, field: str) -> None:
    with pytest.raises(BadRequest) as raised:
        opened(path).put(language, word, say)
    assert raised.value.field == field
    assert path.read_text(encoding="utf-8") == BY_HAND


def test_a_link_and_the_mode_of_the_file_stay(path: Path, tmp_path: Path) -> None:
    path.chmod(0o640)
    link = tmp_path / "link.toml"
    link.symlink_to(path)
    opened(link).put("vi", "Mai", "mai")
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert "Mai" in path.read_text(encoding="utf-8")


def test_a_disk_that_fails_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(handle: int) -> None:
        raise OSError(28, "No space left on device")

    lexicon = opened(path)
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        lexicon.put("vi", "Mai", "mai")
    assert path.read_text(encoding="utf-8") == BY_HAND
    assert [file.name for file in path.parent.iterdir()] == ["lexicon.toml"]
    assert lexicon.find("vi", "Mai") is None


def _add(path: Path, name: str, many: int) -> None:
    lexicon = opened(path)
    for number in range(many):
        lexicon.put("vi", f"{name}{number}", "mai")


def test_no_word_of_several_writers_is_lost(path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers: list[threading.Thread | multiprocessing.process.BaseProcess] = [
        *(context.Process(target=_add, args=(path, f"process{number}x", 10)) for number in range(2)),
        *(threading.Thread(target=_add, args=(path, f"thread{number}x", 10)) for number in range(2)),
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(opened(path).entries) == 3 + 40
    assert [file.name for file in path.parent.iterdir()] == ["lexicon.toml"]


def test_languages_that_clients_make_up_are_not_kept_for_ever(path: Path) -> None:
    lexicon = opened(path)
    rules = LexiconRules(lexicon)

    def kept() -> int:
        return sum(isinstance(thing, Matcher) for thing in gc.get_objects())

    before = kept()
    for number in range(500):
        assert rules.edits("Facebook", TextContext(language=f"vi-x{number}", voice="mai"))
    assert kept() - before < 100
