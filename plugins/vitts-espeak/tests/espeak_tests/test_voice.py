"""What is heard: language, loudness, speed, pieces, marks."""

import unicodedata
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from vitts_espeak import catalogue
from vitts_espeak.voice import EspeakEngine
from vitts_server import Voice, VoiceFailed, VoiceInfo

from .conftest import listen, utterance

VIETNAMESE = "Xin chào, hôm nay trời đẹp quá, chúng ta đi chơi nhé."
ENGLISH = "Hello there, the quick brown fox jumps over the lazy dog."


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("espeak-vi", VIETNAMESE),
        ("espeak-vi-central", VIETNAMESE),
        ("espeak-vi-south", VIETNAMESE),
        ("espeak-en-us", ENGLISH),
        ("espeak-en-gb", ENGLISH),
    ],
)
def test_every_voice_speaks_at_the_common_loudness(
    load: Callable[[str], Voice], infos: dict[str, VoiceInfo], name: str, text: str
) -> None:
    heard = listen(load(name), text)
    samples = heard.samples * np.float32(infos[name].gain)
    assert heard.samples.dtype == np.float32
    assert 2.5 < heard.duration_s < 5
    assert -23 < 20 * np.log10(np.sqrt(np.mean(samples**2))) < -18
    assert 0.3 < np.abs(samples).max() < 0.95


def test_the_voices_sound_different(load: Callable[[str], Voice]) -> None:
    sounds = {listen(load(name), VIETNAMESE).samples.tobytes() for name in ("espeak-vi", "espeak-vi-south")}
    assert len(sounds) == 2


def test_one_sentence_always_has_the_same_samples(vietnamese: Voice, english: Voice) -> None:
    first = listen(vietnamese, VIETNAMESE).samples
    listen(english, ENGLISH)
    assert np.array_equal(first, listen(vietnamese, VIETNAMESE).samples)


def test_pieces_of_any_length_add_up_to_the_same_sentence(vietnamese: Voice) -> None:
    whole = listen(vietnamese, VIETNAMESE, piece_s=60)
    parts = listen(vietnamese, VIETNAMESE, piece_s=0.03)
    assert len(whole.pieces) == 1
    assert all(piece.samples.size == int(0.03 * 22050) for piece in parts.pieces[:-1])
    assert np.array_equal(whole.samples, parts.samples)
    assert whole.words == parts.words


def test_the_voice_asks_for_its_turn_before_each_piece(vietnamese: Voice) -> None:
    asked = utterance(VIETNAMESE)
    lengths = iter([0.1, 0.4])
    turns = [type(asked.turn())(piece_s=next(lengths)), type(asked.turn())(piece_s=next(lengths))]
    speaking = vietnamese.speak(type(asked)(text=VIETNAMESE, language="vi-VN", turn=lambda: turns.pop(0)))
    assert next(speaking).samples.size == 2205
    assert len(turns) == 1
    assert next(speaking).samples.size == 8820


def test_twice_the_speed_takes_about_half_the_time(english: Voice) -> None:
    normal = listen(english, ENGLISH).duration_s
    assert listen(english, ENGLISH, speed=2.0).duration_s == pytest.approx(normal / 2, rel=0.2)
    assert listen(english, ENGLISH, speed=0.5).duration_s == pytest.approx(normal * 2, rel=0.2)


def test_a_speed_beyond_the_limits_still_says_everything(english: Voice) -> None:
    fastest = listen(english, ENGLISH, speed=450 / 175)
    beyond = listen(english, ENGLISH, speed=100)
    assert np.array_equal(fastest.samples, beyond.samples)
    assert [word.text for word in beyond.words][-1] == "dog"


def test_every_word_has_its_time(vietnamese: Voice) -> None:
    heard = listen(vietnamese, VIETNAMESE)
    assert " ".join(word.text for word in heard.words) == VIETNAMESE.replace(",", "").replace(".", "")
    assert [word.kind for word in heard.words] == ["word"] * 12
    ends = [word.end_s for word in heard.words]
    assert [word.start_s for word in heard.words] == [0.0, *ends[:-1]]
    assert ends == sorted(ends)
    assert ends[-1] == pytest.approx(heard.duration_s)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_word_says_where_it_stands(vietnamese: Voice, form: Literal["NFC", "NFD"]) -> None:
    text = unicodedata.normalize(form, f'\x01 "{VIETNAMESE}"')
    words = listen(vietnamese, text).words
    found = [text[word.span[0] : word.span[1]] for word in words if word.span is not None]
    assert found == [unicodedata.normalize(form, word.text) for word in words]
    assert len(found) == 12


def test_a_mark_comes_with_the_piece_that_it_begins_in(vietnamese: Voice) -> None:
    begin_s = 0.0
    for piece in listen(vietnamese, VIETNAMESE, piece_s=0.1).pieces:
        end_s = begin_s + piece.samples.size / 22050
        assert all(begin_s <= mark.start_s < end_s for mark in piece.marks)
        begin_s = end_s


def test_numbers_and_contractions_are_one_word_each(english: Voice) -> None:
    words = [word.text for word in listen(english, "Isn't it 3.5% of 1,250,000, or 😀 123?").words]
    assert words == ["Isn't", "it", "3.5%", "of", "1,250,000", "or", "😀", "123"]


@pytest.mark.parametrize("text", ["", "   ", "\x00", "\n\t\r", "\ud800"])
def test_text_without_anything_to_say_is_silent(vietnamese: Voice, text: str) -> None:
    assert listen(vietnamese, text).pieces == []


@pytest.mark.parametrize(
    "text",
    [
        "một\x00hai",
        "một\ud800hai",
        "\x01s400xin chào",
        "😀" * 100,
        "ạ" * 300,
        "a" * 300,
        "9" * 300,
        "漢字" * 150,
        "[[h@l'oU]]",
        "<speak><break time='9h'/>hai</speak>",
        "&lt;\u202e\u200b\ufeff\ue000\uf8ff hai",
        "\U0010ffff hai",
        "..",
        "-" * 300,
        "e\u0301" * 200,
    ],
)
def test_odd_text_harms_nobody(vietnamese: Voice, text: str) -> None:
    before = listen(vietnamese, VIETNAMESE).samples
    assert listen(vietnamese, text).duration_s < 300
    assert np.array_equal(before, listen(vietnamese, VIETNAMESE).samples)


def test_what_follows_a_nul_or_a_surrogate_is_spoken(vietnamese: Voice) -> None:
    plain = listen(vietnamese, "một hai").samples
    assert np.array_equal(plain, listen(vietnamese, "một\x00hai").samples)
    assert np.array_equal(plain, listen(vietnamese, "một\ud800hai").samples)


def test_decomposed_letters_sound_like_composed_ones(vietnamese: Voice) -> None:
    composed = listen(vietnamese, VIETNAMESE).samples
    assert np.array_equal(composed, listen(vietnamese, unicodedata.normalize("NFD", VIETNAMESE)).samples)


def test_nothing_of_an_endless_word_is_dropped(english: Voice) -> None:
    assert listen(english, "9" * 300).duration_s > 5 * listen(english, "9" * 60).duration_s * 0.8
    assert listen(english, "ab" * 150).duration_s > 5 * listen(english, "ab" * 30).duration_s * 0.8


def test_markup_and_phonemes_are_read_as_text(english: Voice) -> None:
    assert listen(english, "<b>two</b>").duration_s > listen(english, "two").duration_s * 1.5
    assert [word.text for word in listen(english, "[[h@l'oU]]").words] != []


def test_every_language_on_offer_makes_a_sound(engine: EspeakEngine) -> None:
    with ExitStack() as stack:
        voices = {info.name: stack.enter_context(engine.load(info)) for info in catalogue.voices(every=True)}
        peaks = {name: np.abs(listen(voice, "1 2 3 radio").samples).max(initial=0) for name, voice in voices.items()}
    assert [name for name, peak in peaks.items() if peak < 0.05] == []


def test_an_unknown_voice_fails_with_its_name(engine: EspeakEngine, infos: dict[str, VoiceInfo]) -> None:
    info = infos["espeak-vi"]
    missing = VoiceInfo(
        name="x", engine="espeak", languages=("vi",), sample_rate_hz=22050, path=Path("/data/lang/aav/klingon")
    )
    with engine.load(info) as voice, engine.load(missing) as unknown:
        with pytest.raises(VoiceFailed, match="aav/klingon"):
            listen(unknown, "hai")
        assert listen(voice, "hai").pieces


def test_a_voice_of_another_rate_or_without_a_file_is_refused(engine: EspeakEngine) -> None:
    wrong = VoiceInfo(name="x", engine="espeak", languages=("vi",), sample_rate_hz=16000, path=Path("/lang/aav/vi"))
    with pytest.raises(VoiceFailed, match="16000 Hz"), engine.load(wrong):
        pass
    nowhere = VoiceInfo(name="x", engine="espeak", languages=("vi",), sample_rate_hz=22050)
    with pytest.raises(VoiceFailed, match="path"), engine.load(nowhere):
        pass
    assert engine.worker.pid is None
