"""`vitts-server lexicon` in a process of its own."""

from pathlib import Path

import pytest

from tests.cli.kit import CommandLine, make_command_line


@pytest.fixture(scope="module")
def vitts(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    return make_command_line(tmp_path_factory.mktemp("command-line"))


def test_words_are_added_listed_tested_and_removed(vitts: CommandLine, tmp_path: Path) -> None:
    here = ("--set", f"lexicon.file={tmp_path / 'words.toml'}")
    assert vitts.run("lexicon", "list", *here).stdout == b"no words\n"
    assert vitts.run("lexicon", "add", "Zorbix", "phây búc", *here).stdout.decode() == "vi: Zorbix -> phây búc\n"
    vitts.run("lexicon", "add", "GIF", "jif", "--language", "en_us", "--case", "--voice", "tone", *here)
    listed = vitts.run("lexicon", "list", *here).stdout.decode()
    assert [[cell.strip() for cell in line.split("│")[1:-1]] for line in listed.splitlines() if "│" in line] == [
        ["vi", "Zorbix", "phây búc", "", ""],
        ["en-US", "GIF", "jif", "as written", "tone"],
    ]
    assert "Zorbix" not in vitts.run("lexicon", "list", "--language", "en-US", *here).stdout.decode()
    tested = vitts.run("lexicon", "test", "GIF, gif, Zorbix", "--language", "en-US", "--voice", "tone", *here)
    assert tested.stdout == b"jif, gif, Zorbix\n"
    assert vitts.run("normalize", "Trên Zorbix", *here).stdout.decode() == "Trên phây búc\n"
    assert vitts.run("lexicon", "remove", "zorbix", *here).returncode == 0
    missing = vitts.run("lexicon", "remove", "zorbix", *here)
    assert (missing.returncode, missing.stderr) == (1, b"vitts-server: the lexicon has no 'zorbix' for vi\n")


def test_what_is_wrong_is_one_line_and_an_exit_code(vitts: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(f'[lexicon]\nfile = "{tmp_path / "words.toml"}"\n')
    (tmp_path / "words.toml").write_text("[vi]\nMai = mai\n")
    ended = vitts.run("lexicon", "list", "--config", str(file))
    assert ended.returncode == 2
    assert ended.stderr.decode().endswith("words.toml: it is not valid TOML: Invalid value (at line 2, column 7)\n")
    wrong = vitts.run("lexicon", "add", "Mai", "[[x", "--set", f"lexicon.file={tmp_path / 'other.toml'}")
    assert (wrong.returncode, wrong.stderr.count(b"\n")) == (2, 1)
