"""Which folders are understood, and that nothing is learned from what is judged."""

from pathlib import Path

import pytest

from vitts_training.corpus import BadCorpus, Recording, read_corpus, uses


def folder(tmp_path: Path, table: str, *sounds: str) -> Path:
    for name in sounds:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "metadata.csv").write_text(table, encoding="utf-8")
    return tmp_path


def test_ljspeech_and_piper_folders_are_understood(tmp_path: Path) -> None:
    table = "one|It costs $1.|It costs one dollar.\ntwo.wav|Hello.\nthree|Hi there.\n"
    found = read_corpus(folder(tmp_path, table, "wavs/one.wav", "wav/two.wav", "three.flac"))
    assert [(one.name, one.text) for one in found] == [
        ("one", "It costs one dollar."),
        ("two", "Hello."),
        ("three", "Hi there."),
    ]
    assert all(one.path.is_file() for one in found)


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("one|\n", r"line 1: expected name\|text"),
        ("lost|Where is it?\n", "line 1: there is no sound file for lost"),
        ("one|Hi.\none|Hi again.\n", "names a recording twice"),
    ],
)
def test_a_bad_table_is_refused_with_the_line(tmp_path: Path, table: str, reason: str) -> None:
    with pytest.raises(BadCorpus, match=reason):
        read_corpus(folder(tmp_path, table, "wavs/one.wav"))


def test_all_takes_of_a_text_are_for_the_same() -> None:
    recordings = [
        Recording(f"{text}-{take}", Path(), f"Sentence number {text}{'!' * take}")
        for text in range(30)
        for take in (0, 1)
    ]
    use = uses(recordings, choose=4, judge=6, seed=1)
    assert all(use[f"{text}-0"] == use[f"{text}-1"] for text in range(30))
    assert sorted(use.values()).count("judge") == 12
    assert sorted(use.values()).count("choose") == 8
    assert uses(recordings, choose=4, judge=6, seed=2) != use


def test_too_few_texts_are_refused() -> None:
    with pytest.raises(BadCorpus, match="too few"):
        uses([Recording("a", Path(), "One.")], choose=1, judge=1, seed=1)
