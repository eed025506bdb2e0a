"""What comes along: an empty disk speaks English with a voice of our own, and whatever is installed comes first."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.voices.piper.test_exactness import snr_db
from vitts_server import Phonemes, SynthesisRequest, Turn, Utterance
from vitts_server.testing import open_server
from vitts_server.voices.piper import PiperEngine, PiperSettings
from vitts_server.voices.piper.folder import describe, shipped_files
from vitts_server.voices.piper.phonemes import EspeakPhonemizer
from vitts_server.voices.piper.runtime import OnnxRuntime

VOICE = "en_US-kathleen-small"
TEXT = "The quick brown fox jumps over the lazy dog, doesn't it? Yes!"


@pytest.fixture
def path() -> Path:
    (found,) = shipped_files()
    return found


async def test_an_empty_disk_speaks_english_with_it(tmp_path: Path) -> None:
    async with open_server(tmp_path, disabled=(), adapters=False) as server:
        assert server.speech.voices()[0].name == "espeak-vi"
        request = SynthesisRequest(text="Good morning to you.", language="en")
        assert server.speech.choose(request).voice.name == VOICE
        assert server.speech.choose(SynthesisRequest(language="en-GB")).voice.name == "espeak-en-gb"
        chunks = [chunk async for chunk in server.speech.synthesize(request)]
    assert [mark.text for chunk in chunks for mark in chunk.marks if mark.kind == "word"] == [
        "Good", "morning", "to", "you.",
    ]  # fmt: skip
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
        assert [voice.name for voice in server.speech.voices()].count(VOICE) == 1
    async with open_server(tmp_path / "without", disabled=("shipped",), adapters=False) as server:
        assert VOICE not in [voice.name for voice in server.speech.voices()]


def speak(path: Path, cache_dir: Path, turns: Sequence[Turn], **fields: float) -> np.ndarray:
    granted = iter([*turns, *[turns[-1]] * 1000])
    phonemes: tuple[Phonemes, ...] = tuple(EspeakPhonemizer().phonemize(TEXT, "en-us"))
    info = describe(path)
    with PiperEngine(cache_dir, 2, OnnxRuntime, PiperSettings(even_loudness=False)).load(info) as voice:  # type: ignore[arg-type]
        utterance = Utterance(
            text=TEXT,
            language="en",
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
    theirs = np.concatenate([chunk.audio_float_array for chunk in Reference.load(path).synthesize(TEXT, config)])
    ours = speak(path, cache_dir, [Turn(piece_s=0.2)], noise_scale=0.0, noise_w=0.0)
    assert len(ours) == len(theirs)
    assert snr_db(theirs, ours) > 100


def test_a_copy_in_a_voices_folder_is_a_voice_like_any_other(path: Path, tmp_path: Path) -> None:
    for name in (path.name, f"{path.name}.json"):
        shutil.copy(path.with_name(name), tmp_path)
    found = describe(tmp_path / path.name)
    assert (found.sample_rate_hz, found.languages) == (22050, ("en-US",))  # type: ignore[union-attr]
