"""Every line of the case files is read as it says: sentences as they are written, and how a newsreader reads them."""

from pathlib import Path

import pytest

from tests.text.reading import read
from vitts_server.text.plain import PlainText
from vitts_server.text.vi import VietnameseText

CASES = Path(__file__).parent.parent / "cases" / "vi"
NORTH, SOUTH = VietnameseText(), VietnameseText("south")


def cases() -> list[tuple[str, int, str, str]]:
    """File, line, what is written and what is read."""
    found = []
    for file in sorted(CASES.glob("*.tsv")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if line and not line.startswith("# "):
                written, said = line.split("\t")
                found.append((file.stem, number, written, said))
    return found


def test_there_are_cases_of_every_kind() -> None:
    assert len(cases()) >= 400
    assert len({file for file, *_ in cases()}) >= 15


@pytest.mark.parametrize(
    ("file", "written", "said"),
    [pytest.param(file, written, said, id=f"{file}-{number}") for file, number, written, said in cases()],
)
def test_it_is_read_as_a_newsreader_reads_it(file: str, written: str, said: str) -> None:
    assert read(written, "vi-VN", PlainText(), SOUTH if file == "south" else NORTH) == said


@pytest.mark.parametrize("said", [pytest.param(case[3], id=f"{case[0]}-{case[1]}") for case in cases()])
def test_what_was_read_once_is_read_the_same_again(said: str) -> None:
    assert read(said, "vi-VN", PlainText(), NORTH) == said
