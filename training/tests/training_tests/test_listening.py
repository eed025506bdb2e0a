"""The machines that listen to Vietnamese, and those that compare timbres."""

import numpy as np
import pytest

from vitts_training.distance import Recorded
from vitts_training.likeness import Likeness
from vitts_training.peer import Sound, espeak
from vitts_training.syllables import syllables_of, syllables_told, tone, tones_told
from vitts_training.telling import CHOICES

_RANDOM = np.random.default_rng(5)


@pytest.mark.parametrize(
    ("syllable", "expected"), [("ma", 0), ("mà", 1), ("má", 2), ("mả", 3), ("mã", 4), ("mạ", 5), ("được", 5), ("ươ", 0)]
)
def test_a_written_syllable_tells_its_tone(syllable: str, expected: int) -> None:
    assert tone(syllable) == expected


def test_syllables_of_texts_are_all_there_once_in_an_order_of_its_own() -> None:
    texts = ["Xin chào, các bạn!", "Các bạn khoẻ không?"]
    assert sorted(syllables_of(texts, 1)) == sorted(["xin", "chào", "các", "bạn", "khoẻ", "không"])
    assert syllables_of(texts, 1) == syllables_of(texts, 1)
    assert syllables_of(texts, 1) != syllables_of(texts, 3)


def test_the_teacher_is_told_right_and_one_who_says_always_the_same_is_not() -> None:
    vowels = [row[number] for row in ("aàáảãạ", "eèéẻẽẹ", "oòóỏõọ") for number in range(6)]
    known = [f"{onset}{vowel}" for onset in "mlsv" for vowel in vowels]
    asked = [f"n{vowel}" for vowel in vowels] + ["hai", "sao"]
    assert len(asked) == CHOICES

    def teacher(text: str) -> Sound:
        return espeak(text, "vi")

    assert syllables_told(asked, teacher, teacher) >= 0.95
    assert tones_told(asked, known, teacher, teacher) > 0.8

    def monotonous(text: str) -> Sound:
        return espeak("na.", "vi")

    assert syllables_told(asked, monotonous, teacher) == 1 / CHOICES
    assert tones_told(asked, known, monotonous, teacher) < 0.4


def test_syllables_without_pitch_have_no_tone_that_could_be_told_right() -> None:
    def clicking(text: str) -> Sound:
        return np.hanning(200).astype(np.float32), 22_050

    def mute_half_of_the_time(text: str) -> Sound:
        return espeak(text, "vi") if text in ("ma.", "mà.") else clicking(text)

    def teacher(text: str) -> Sound:
        return espeak(text, "vi")

    known = ["ma", "na", "la", "mà", "nà", "là"]
    assert tones_told(["ma", "mà"], known, clicking, teacher) == 0
    assert tones_told(["ma", "mà", "la", "là"], known, mute_half_of_the_time, teacher) <= 0.5


def test_who_speaks_alike_is_likelier() -> None:
    def heard(shift: float) -> list[np.ndarray]:
        return [(_RANDOM.standard_normal((80, 39)) + shift).astype(np.float32) for _ in range(8)]

    likeness = Likeness(heard(0.0))
    assert likeness.of(heard(0.0)) > likeness.of(heard(0.5)) > likeness.of(heard(2.0))


def test_what_is_spread_alike_is_nearer_to_recordings() -> None:
    def sounds(tilt: float) -> list[np.ndarray]:
        noise = _RANDOM.standard_normal((6, 16_384)).astype(np.float32)
        return [one[1:] - tilt * one[:-1] for one in noise]

    recorded = Recorded(sounds(0.5))
    assert 0 <= recorded.distance(sounds(0.5)) < recorded.distance(sounds(0.4)) < recorded.distance(sounds(0.0))
