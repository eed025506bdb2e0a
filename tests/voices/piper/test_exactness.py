"""Against the reference implementation: the same phoneme ids and, without noise, the same samples.

piper-tts brings a newer eSpeak NG than piper-phonemize, and they differ in some words (en-us "more" has ɔː in one and
oː in the other); the texts here are such that both say the same.
"""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from piper import PiperVoice as Reference
from piper import SynthesisConfig

from vitts_server import Phonemes, Turn, Utterance, Voice
from vitts_server.voices.piper import PiperEngine, PiperSettings
from vitts_server.voices.piper.config import read_config
from vitts_server.voices.piper.folder import describe
from vitts_server.voices.piper.ids import IdSequence
from vitts_server.voices.piper.phonemes import EspeakPhonemizer
from vitts_server.voices.piper.runtime import OnnxRuntime

TEXTS = {
    "en": [
        "Hello world. The quick brown fox jumps over the lazy dog, doesn't it? Yes!",
        'Dr. Smith paid $3.50 for 12 apples; well: "enough" (he said).',
        "a [[hə]] b [[ˈɛmpti]]. And then [[wʌn]] again",
    ],
    "vi": [
        "Xin chào các bạn. Hôm nay trời đẹp quá, phải không? Vâng!",
        "Tôi tên là Nguyễn Văn An, sinh năm 1990; quê ở Hà Nội.",
        "Hello các bạn, computer này đẹp",
    ],
}
VOICES = ["tiny", "tiny-vi", "tiny_multi", "tiny_multi-vi"]


def snr_db(reference: np.ndarray, samples: np.ndarray) -> float:
    noise = float(np.sum((reference.astype(np.float64) - samples) ** 2))
    return 10 * math.log10(float(np.sum(reference.astype(np.float64) ** 2)) / max(noise, 1e-30))


def texts_for(name: str) -> Sequence[str]:
    return TEXTS["vi" if name.endswith("-vi") else "en"]


def phonemes_of(text: str, name: str) -> tuple[Phonemes, ...]:
    return tuple(EspeakPhonemizer().phonemize(text, "vi" if name.endswith("-vi") else "en-us"))


def speak(voice: Voice, text: str, name: str, turns: Sequence[Turn], **fields: object) -> np.ndarray:
    granted = iter([*turns, *[turns[-1]] * 10_000])
    utterance = Utterance(
        text=text,
        language="und",
        phonemes=phonemes_of(text, name),
        turn=lambda: next(granted),
        **fields,  # type: ignore[arg-type]
    )
    return np.concatenate([piece.samples for piece in voice.speak(utterance)])


@pytest.mark.parametrize("name", VOICES)
def test_phoneme_ids_are_those_of_the_reference(name: str, voices_dir: Path) -> None:
    reference = Reference.load(voices_dir / f"{name}.onnx")
    id_map = read_config(voices_dir / f"{name}.onnx").phoneme_id_map
    for text in texts_for(name):
        ours = [IdSequence(sentence, id_map).ids for sentence in phonemes_of(text, name)]
        theirs = [reference.phonemes_to_ids(sentence) for sentence in reference.phonemize(text) if sentence]
        assert ours == theirs


@pytest.mark.parametrize("name", VOICES)
def test_any_phonemes_become_the_ids_of_the_reference(name: str, voices_dir: Path) -> None:
    reference = Reference.load(voices_dir / f"{name}.onnx")
    id_map = read_config(voices_dir / f"{name}.onnx").phoneme_id_map
    for text in (*TEXTS["en"], *TEXTS["vi"], "One more door: store 1,250 @ 5%… ñ ☺"):
        for sentence in reference.phonemize(text):
            assert IdSequence(Phonemes(symbols=tuple(sentence)), id_map).ids == reference.phonemes_to_ids(sentence)


@pytest.mark.parametrize("name", VOICES)
def test_without_noise_the_samples_are_those_of_the_reference(name: str, voices_dir: Path, cache_dir: Path) -> None:
    path = voices_dir / f"{name}.onnx"
    info = describe(path)
    reference = Reference.load(path)
    with PiperEngine(cache_dir, 2, OnnxRuntime, PiperSettings(even_loudness=False)).load(info) as voice:  # type: ignore[arg-type]
        for text in texts_for(name)[:2]:
            for speaker in (0, 3) if "multi" in name else (None,):
                config = SynthesisConfig(
                    noise_scale=0, noise_w_scale=0, length_scale=1.2, speaker_id=speaker, normalize_audio=False
                )
                theirs = np.concatenate([chunk.audio_float_array for chunk in reference.synthesize(text, config)])
                ours = speak(
                    voice,
                    text,
                    name,
                    [Turn(piece_s=0.2)],
                    noise_scale=0.0,
                    noise_w=0.0,
                    speed=1 / 1.2,
                    speaker=speaker,
                )
                assert len(ours) == len(theirs)
                assert snr_db(theirs, ours) > 100


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.builds(Turn, piece_s=st.floats(0.01, 2), threads=st.integers(1, 2)), min_size=1, max_size=20),
    st.sampled_from(["tiny", "tiny_multi-vi"]),
)
def test_pieces_of_any_size_add_up_to_the_uncut_model_with_its_noise(
    voices_dir: Path, cache_dir: Path, turns: list[Turn], name: str
) -> None:
    info = describe(voices_dir / f"{name}.onnx")
    text = texts_for(name)[0]
    with PiperEngine(cache_dir, 2, OnnxRuntime, PiperSettings(even_loudness=False)).load(info) as voice:  # type: ignore[arg-type]
        whole = speak(voice, text, name, [Turn(piece_s=1000, threads=1)], seed=5)
        assert snr_db(whole, speak(voice, text, name, turns, seed=5)) > 100


def test_the_same_seed_sounds_the_same_and_another_one_does_not(voices_dir: Path, cache_dir: Path) -> None:
    info = describe(voices_dir / "tiny.onnx")
    with PiperEngine(cache_dir, 2, OnnxRuntime, PiperSettings(even_loudness=False)).load(info) as voice:  # type: ignore[arg-type]
        first, second, other = (speak(voice, "Hello world.", "tiny", [Turn()], seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first, second)
    assert len(other) != len(first) or not np.allclose(first, other)


def test_the_loudness_factor_is_one_for_all_sentences(voices_dir: Path, tmp_path: Path) -> None:
    info = describe(voices_dir / "tiny.onnx")
    with PiperEngine(tmp_path, 1, OnnxRuntime, PiperSettings(even_loudness=False)).load(info) as voice:  # type: ignore[arg-type]
        plain = speak(voice, "Hello world. Yes.", "tiny", [Turn()])
    gains = set()
    for _ in range(2):  # measured, then kept
        with PiperEngine(tmp_path, 1, OnnxRuntime, PiperSettings(even_loudness=True)).load(info) as voice:  # type: ignore[arg-type]
            even = speak(voice, "Hello world. Yes.", "tiny", [Turn()])
        inside = np.abs(even) < 0.999
        ratio = even[inside & (np.abs(plain) > 0.01)] / plain[inside & (np.abs(plain) > 0.01)]
        assert np.allclose(ratio, ratio[0], rtol=1e-3)
        gains.add(round(float(ratio[0]), 4))
    assert len(gains) == 1
