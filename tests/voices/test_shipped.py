"""What comes along: an empty disk speaks with voices of our own, and whatever is installed comes before them."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.voices.piper.test_exactness import snr_db
from vitts_server import Phonemes, SynthesisRequest, Turn, Utterance, VoiceInfo
from vitts_server.testing import open_server
from vitts_server.voices.piper import PiperEngine, PiperSettings
from vitts_server.voices.piper.folder import describe, shipped_files
from vitts_server.voices.piper.phonemes import EspeakPhonemizer
from vitts_server.voices.piper.runtime import OnnxRuntime

ENGLISH, VIETNAMESE = "en_US-kathleen-small", "vi_VN-kathleen-small"
TEXTS = {
    ENGLISH: ("en-us", "The quick brown fox jumps over the lazy dog, doesn't it? Yes!"),
    VIETNAMESE: ("vi", "Hôm nay trời đẹp quá, chúng ta cùng đi ăn phở nhé? Vâng!"),
}


@pytest.fixture(params=[ENGLISH, VIETNAMESE])
def path(request: pytest.FixtureRequest) -> Path:
    (found,) = (file for file in shipped_files() if file.stem == request.param)
    return found


@pytest.mark.parametrize(
    ("language", "name", "text"),
    [("en", ENGLISH, "Good morning to you."), (None, VIETNAMESE, "Xin chào các bạn.")],
)
async def test_an_empty_disk_speaks_with_them(tmp_path: Path, language: str | None, name: str, text: str) -> None:
    async with open_server(tmp_path, disabled=(), adapters=False) as server:
        request = SynthesisRequest(text=text, language=language)
        assert server.speech.choose(request).voice.name == name
        assert server.speech.choose(SynthesisRequest(language="en-GB")).voice.name == "espeak-en-gb"
        chunks = [chunk async for chunk in server.speech.synthesize(request)]
    assert [mark.text for chunk in chunks for mark in chunk.marks if mark.kind == "word"] == text.split()
    samples = np.concatenate([chunk.samples for chunk in chunks])
    assert 0.3 < np.abs(samples).max() <= 1
    assert 0.8 < len(samples) / chunks[0].sample_rate_hz < 2.5


async def test_a_voice_that_somebody_installed_comes_first(tmp_path: Path, voices_dir: Path) -> None:
    settings = {"voices": {"dir": [str(voices_dir)]}}
    async with open_server(tmp_path, settings=settings, disabled=(), adapters=False) as server:
        found = server.speech.choose(SynthesisRequest(language="en-US")).voice
    assert found.name.startswith("tiny")


async def test_it_can_be_left_out_and_is_not_found_twice(tmp_path: Path) -> None:
    async with open_server(tmp_path / "with", disabled=(), adapters=False) as server:
        assert [voice.name for voice in server.speech.voices()].count(ENGLISH) == 1
    async with open_server(tmp_path / "without", disabled=("shipped",), adapters=False) as server:
        assert ENGLISH not in [voice.name for voice in server.speech.voices()]


def speak(path: Path, cache_dir: Path, turns: Sequence[Turn], **fields: float) -> np.ndarray:
    granted = iter([*turns, *[turns[-1]] * 1000])
    language, text = TEXTS[path.stem]
    phonemes: tuple[Phonemes, ...] = tuple(EspeakPhonemizer().phonemize(text, language))
    info = describe(path)
    with PiperEngine(cache_dir, 2, OnnxRuntime, PiperSettings(even_loudness=False)).load(info) as voice:  # type: ignore[arg-type]
        utterance = Utterance(
            text=text,
            language=language,
            phonemes=phonemes,
            turn=lambda: next(granted),
            **fields,  # type: ignore[arg-type]
        )
        return np.concatenate([piece.samples for piece in voice.speak(utterance)])


@pytest.mark.parametrize("noise", [0.0, 0.667])
def test_pieces_of_any_size_add_up(path: Path, cache_dir: Path, noise: float) -> None:
    whole = speak(path, cache_dir, [Turn(piece_s=1000, threads=1)], noise_scale=noise, noise_w=noise)
    for sizes in ((0.05,), (0.4, 0.1, 1.3), (2.0,)):
        turns = [Turn(piece_s=size, threads=1 + number % 2) for number, size in enumerate(sizes)]
        assert snr_db(whole, speak(path, cache_dir, turns, noise_scale=noise, noise_w=noise)) > 100


def test_without_noise_it_says_what_other_programs_make_it_say(path: Path, cache_dir: Path) -> None:
    from piper import PiperVoice as Reference
    from piper import SynthesisConfig

    config = SynthesisConfig(noise_scale=0, noise_w_scale=0, length_scale=1, normalize_audio=False)
    theirs = np.concatenate(
        [chunk.audio_float_array for chunk in Reference.load(path).synthesize(TEXTS[path.stem][1], config)]
    )
    ours = speak(path, cache_dir, [Turn(piece_s=0.2)], noise_scale=0.0, noise_w=0.0)
    assert len(ours) == len(theirs)
    assert snr_db(theirs, ours) > 100


def test_a_copy_in_a_voices_folder_is_a_voice_like_any_other(path: Path, tmp_path: Path) -> None:
    for name in (path.name, f"{path.name}.json"):
        shutil.copy(path.with_name(name), tmp_path)
    found = describe(tmp_path / path.name)
    assert isinstance(found, VoiceInfo)
    language = path.stem.partition("-")[0].replace("_", "-")
    assert (found.sample_rate_hz, found.languages) == (22050, (language,))
