"""Texts: new every time, as long as asked for, the same for the same seed."""

import pytest

from benchmarks.texts import WORDS, Texts


@pytest.mark.parametrize("language", WORDS)
def test_no_text_comes_twice(language: str) -> None:
    texts = Texts(language)
    spoken = [texts.words(2) for _ in range(3000)]
    assert len(set(spoken)) == len(spoken)


def test_a_paragraph_shares_no_sentence_with_another() -> None:
    texts = Texts("en")
    sentences = [sentence for _ in range(200) for sentence in texts.paragraph(8).split(". ")]
    assert len(sentences) == 1600
    assert len({sentence.rstrip(".") for sentence in sentences}) == 1600


@pytest.mark.parametrize("count", [5, 40])
def test_a_sentence_has_as_many_words_as_asked_for_and_a_full_stop_only_at_its_end(count: int) -> None:
    text = Texts("vi").words(count)
    assert len(text.split()) == count
    assert text.endswith(".")
    assert not set(text[:-1]) & set(".,;:!?")


def test_one_seed_always_says_the_same_and_another_something_else() -> None:
    first, again, other = Texts("en", seed=5), Texts("en", seed=5), Texts("en", seed=6)
    said = first.paragraph(3)
    assert said == again.paragraph(3)
    assert said != other.paragraph(3)


def test_a_language_without_words_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"'de'.*en, vi"):
        Texts("de")
