"""The phonemizers, and the traps of the library below them."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from vitts_server import BadRequest, Phonemizer
from vitts_server.voices.piper.phonemes import EspeakPhonemizer, TextPhonemizer


def said(phonemizer: Phonemizer, text: str, language: str = "vi") -> list[str]:
    return ["".join(sentence.symbols) for sentence in phonemizer.phonemize(text, language)]


@pytest.mark.parametrize("text", ["", " ", "\n", "[[]]"])
def test_nothing_to_say_is_no_sentence(text: str) -> None:
    assert said(EspeakPhonemizer(), text) == []


def test_a_nul_does_not_cut_the_text_and_a_surrogate_does_not_raise() -> None:
    whole = said(EspeakPhonemizer(), "xin chào các bạn")
    assert said(EspeakPhonemizer(), "xin\0chào\ud800các bạn") == whole


def test_languages_do_not_mix_when_many_threads_phonemize() -> None:
    texts = [("xin chào số", "vi"), ("hello number", "en-us"), ("hallo nummer", "de")] * 30
    alone = {language: said(EspeakPhonemizer(), text, language) for text, language in texts[:3]}
    phonemizers = [EspeakPhonemizer() for _ in texts]
    with ThreadPoolExecutor(8) as pool:
        found = list(
            pool.map(lambda job: said(job[0], f"{job[1][0]}", job[1][1]), zip(phonemizers, texts, strict=True))
        )
    assert all(result == alone[language] for result, (_, language) in zip(found, texts, strict=True))


def test_raw_phonemes_are_taken_as_they_are() -> None:
    assert said(EspeakPhonemizer(), "a [[hə]] b", "en-us") == ["ˈeɪ hə bˈiː"]
    assert said(EspeakPhonemizer(), "[[xin]]") == ["xin"]


def test_brackets_that_do_not_close_are_text() -> None:
    assert said(EspeakPhonemizer(), "[[hello world", "en-us") == said(EspeakPhonemizer(), "hello world", "en-us")


def test_a_backtick_does_not_end_the_process() -> None:
    assert said(EspeakPhonemizer(), "xin ` chào") == said(EspeakPhonemizer(), "xin chào")


@pytest.mark.parametrize("language", ["vi", "de", "en-us"])
def test_no_word_of_a_long_number_is_dropped(language: str) -> None:
    text = "1234567890 " * 25
    one = said(EspeakPhonemizer(), "1234567890", language)[0]
    spoken = sum(len(sentence.split()) for sentence in said(EspeakPhonemizer(), text, language))
    assert spoken == 25 * len(one.split())


def test_an_unknown_language_is_the_requests_fault() -> None:
    with pytest.raises(BadRequest, match="tlh-klingon"):
        EspeakPhonemizer().phonemize("a", "tlh-klingon")


def test_characters_are_phonemes_for_voices_trained_on_text() -> None:
    (sentence,) = TextPhonemizer().phonemize("Ấy a", "vi")
    assert "".join(sentence.symbols) == "A\u0302\u0301y a"
    assert sentence.spans == ((0, 2), (0, 2), (0, 2), (0, 2), None, (3, 4))
    assert TextPhonemizer().phonemize("", "vi") == []


def test_a_data_path_that_is_too_long_for_the_library_does_not_end_the_process(tmp_path: Path) -> None:
    import piper_phonemize

    installed = Path(piper_phonemize.__file__).parent
    deep = tmp_path / ("d" * 100) / ("e" * 100)
    deep.mkdir(parents=True)
    (deep / "piper_phonemize").symlink_to(installed, target_is_directory=True)
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "from vitts_server.voices.piper.phonemes import EspeakPhonemizer as E;"
        "import piper_phonemize; assert len(piper_phonemize.__file__) > 200, piper_phonemize.__file__;"
        "print(len(E().phonemize('hello world', 'en-us')[0].symbols))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(deep)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) > 5
