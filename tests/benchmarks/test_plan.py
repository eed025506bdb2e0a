"""How long measuring goes on, and how the number of listeners is found."""

import pytest

from benchmarks.measures.listeners import Search
from benchmarks.plan import Budget


def test_a_budget_gives_its_rounds_when_there_is_time() -> None:
    assert list(Budget(rounds=4, most_s=3600).spend()) == [0, 1, 2, 3]


def test_a_budget_without_time_still_gives_one_round() -> None:
    assert list(Budget(rounds=4, most_s=0).spend()) == [0]


@pytest.mark.parametrize("truth", [0, 1, 3, 4, 5, 7, 23, 40, 63, 64, 100])
def test_the_search_finds_the_number_of_listeners_to_a_tenth(truth: int) -> None:
    search = Search(most=64)
    tries = 0
    while (number := search.next) is not None:
        search.tell(number, worked=number <= truth)
        tries += 1
    expected = min(truth, 64)
    assert expected - max(1, truth // 10) <= search.works <= expected
    assert tries <= 10
