"""When each phoneme and each word is spoken, known before the audio exists."""

from itertools import pairwise
from pathlib import Path

import pytest

from vitts_server import Mark, SynthesisRequest
from vitts_server.testing import open_server

TEXT = "  Xin  chào 😀 các bạn. Năm 1990, trời “đẹp” quá & vui!\n\nCòn [[ɓˈaː6n]] thì sao?"


async def marks_of(tmp_path: Path, voices_dir: Path, text: str, voice: str) -> tuple[list[Mark], float]:
    settings = {"voices": {"dir": [voices_dir], "preload": False}}
    marks: list[Mark] = []
    length_s = 0.0
    async with open_server(tmp_path, settings=settings, adapters=False) as server:
        async for chunk in server.speech.synthesize(SynthesisRequest(text=text, voice=voice, sentence_pause_s=0.1)):
            for mark in chunk.marks:
                assert mark.start_s <= chunk.start_s + len(chunk.samples) / chunk.sample_rate_hz
            marks += chunk.marks
            length_s += len(chunk.samples) / chunk.sample_rate_hz
    return marks, length_s


async def test_words_point_into_the_text_as_the_client_sent_it(tmp_path: Path, voices_dir: Path) -> None:
    marks, _ = await marks_of(tmp_path, voices_dir, TEXT, "tiny-vi")
    words = [mark for mark in marks if mark.kind == "word"]
    assert [word.text for word in words] == [
        *("Xin", "chào", "các", "bạn.", "Năm", "1990,", "trời", "“đẹp”", "quá", "&", "vui!"),
        *("Còn", "[[ɓˈaː6n]]", "thì", "sao?"),
    ]
    for word in words:
        assert word.span is not None
        assert TEXT[word.span[0] : word.span[1]] == word.text
    assert all(first.end_s <= second.start_s + 1e-9 for first, second in pairwise(words))


async def test_phonemes_fill_the_audio_exactly(tmp_path: Path, voices_dir: Path) -> None:
    marks, length_s = await marks_of(tmp_path, voices_dir, "Hello world, how are you?", "tiny")
    phonemes = [mark for mark in marks if mark.kind == "phoneme"]
    assert phonemes[0].start_s == 0
    assert phonemes[-1].end_s == pytest.approx(length_s, abs=1e-9)
    assert all(first.end_s == pytest.approx(second.start_s) for first, second in pairwise(phonemes))
    assert "".join(mark.text for mark in phonemes) == "^həlˈoʊ wˈɜːld, hˈaʊ ɑːɹ juː?$"


async def test_a_number_that_is_spoken_as_several_words_is_one_word_of_the_text(
    tmp_path: Path, voices_dir: Path
) -> None:
    marks, _ = await marks_of(tmp_path, voices_dir, "It costs $3.50 today", "tiny")
    words = [mark.text for mark in marks if mark.kind == "word"]
    assert words == ["It", "costs", "$3.50", "today"]
