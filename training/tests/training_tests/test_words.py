"""Counting misheard words, and what a listener expects."""

import pytest

from vitts_training.words import language_model, word_errors, words


def test_words_are_what_is_said() -> None:
    assert words("Don't stop, Mr. O’Brien!") == ["don't", "stop", "mr", "o'brien"]


@pytest.mark.parametrize(
    ("heard", "errors"), [("the cat sat", 0), ("the sat", 1), ("a cat sat down", 2), ("", 3), ("sat cat the", 2)]
)
def test_every_word_changed_lost_or_added_counts_once(heard: str, errors: int) -> None:
    assert word_errors(["the", "cat", "sat"], heard.split()) == errors


def test_chances_of_what_may_follow_add_up() -> None:
    model = language_model([["the", "cat"], ["the", "dog"], ["a", "dog"]], 3)
    singles, pairs = (section(model, size) for size in (1, 2))
    seen = {gram[1]: chance for gram, chance, _ in pairs if gram[0] == "the"}
    (back,) = (back for gram, _, back in singles if gram == ("the",))
    others = sum(chance for gram, chance, _ in singles if gram[0] not in (*seen, "<s>"))
    assert set(seen) == {"cat", "dog"}
    assert sum(seen.values()) + back * others == pytest.approx(1, abs=0.01)


def section(model: str, size: int) -> list[tuple[tuple[str, ...], float, float]]:
    """Words, their chance, and the factor on the chance of words that were not seen after them."""
    body = model.partition(f"\\{size}-grams:\n")[2].partition("\n\n")[0]
    rows = [line.split() for line in body.splitlines()]
    return [(tuple(row[1 : size + 1]), 10 ** float(row[0]), 10 ** float(row[-1])) for row in rows]
