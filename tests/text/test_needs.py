"""Rules that are ruled out by a text's characters would have found nothing in it."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.cases import cases
from vitts_server.app import load_registry, load_settings
from vitts_server.text import vitts_normalizers
from vitts_server.text.needs import Sieve, needs_of
from vitts_server.text.rules import Rules


def _all_patterns() -> list[re.Pattern[str]]:
    registry = load_registry(("espeak",))
    normalizers = vitts_normalizers(config=load_settings(registry))
    lists = [value for one in normalizers for value in vars(one).values() if isinstance(value, Rules)]
    return list(dict.fromkeys(rule.pattern for rules in lists for rule in rules.rules))


PATTERNS = _all_patterns()
SIEVE = Sieve(PATTERNS)
WRITTEN = [case.written for language in ("vi", "en") for case in cases(language)]


def misses(text: str) -> list[str]:
    """Patterns that match although they were ruled out."""
    possible = set(SIEVE.may_match(text))
    return [
        pattern.pattern for number, pattern in enumerate(PATTERNS) if number not in possible and pattern.search(text)
    ]


def test_no_rule_that_has_something_to_say_is_left_out() -> None:
    assert {text: misses(text) for text in WRITTEN if misses(text)} == {}


@given(st.lists(st.sampled_from(WRITTEN), min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_nor_is_one_in_pieces_of_sentences_in_any_letters(texts: list[str], chance: random.Random) -> None:
    words = [word for text in texts for word in text.split()]
    chance.shuffle(words)
    text = " ".join(words)
    for variant in (text, text.upper(), text.lower(), text.swapcase(), text[len(text) // 3 :]):
        assert misses(variant) == []


def test_most_rules_are_left_out_of_most_texts() -> None:
    left = [len(set(SIEVE.may_match(text))) / len(PATTERNS) for text in WRITTEN]
    assert sum(left) / len(left) < 0.5


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        (r"\d+:\d\d", [":", r"\d"]),
        (r"(?:a|b)c?", ["ab"]),
        (r"(?<!x)[+-]?\d", [r"\d"]),
        (r"(?i:km)/h", ["/", "h"]),
        (r"\w+@x", ["@", "x"]),
        (r"[^a]", []),
        (r"(?:a|\w)", []),
        (r"(?=.*\d)[#$]", ["#$", r"\d"]),
    ],
)
def test_needs_are_read_from_the_pattern(pattern: str, needs: list[str]) -> None:
    found = needs_of(re.compile(pattern))
    assert sorted(found, key=sorted) == sorted(
        (frozenset({need} if need[0] == "\\" else need) for need in needs), key=sorted
    )
