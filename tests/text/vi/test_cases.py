"""Every line of the case files is read as it says: sentences as they are written, and how a newsreader reads them."""

import pytest

from tests.text.cases import Case, cases
from tests.text.reading import read
from vitts_server.text.plain import PlainText
from vitts_server.text.vi import VietnameseText

CASES = list(cases("vi"))
NORTH, SOUTH = VietnameseText(), VietnameseText("south")


def topic(case: Case) -> str:
    return case.place.partition(":")[0]


def test_there_are_cases_of_every_kind() -> None:
    assert len(CASES) >= 400
    assert len({topic(case) for case in CASES}) >= 15


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.place)
def test_it_is_read_as_a_newsreader_reads_it(case: Case) -> None:
    rules = SOUTH if topic(case) == "south" else NORTH
    assert read(case.written, "vi-VN", PlainText(), rules) == case.read


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.place)
def test_what_was_read_once_is_read_the_same_again(case: Case) -> None:
    assert read(case.read, "vi-VN", PlainText(), NORTH) == case.read
