"""Voices as programs of all ages write them: they load, they are cut, and they say what the reference says."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from piper import PiperVoice as Reference
from piper import SynthesisConfig
from piper.patch_voice_with_alignment import add_alignment_output
from piper.phonemize_espeak import EspeakPhonemizer as ReferencePhonemizer

from vitts_server import Phonemes, SynthesisRequest
from vitts_server.testing import open_server
from vitts_server.voices.piper.ids import IdSequence

TEXT = "Hello world, the quick brown fox."


def written(folder: Path, source: Path, config: Mapping[str, Any]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "en_US-mine-medium.onnx"
    shutil.copy(source, path)
    path.with_name(path.name + ".json").write_text(json.dumps(config))
    return path


def config_of(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.with_name(path.name + ".json").read_text())
    return found


async def spoken(tmp_path: Path, folder: Path) -> tuple[np.ndarray, int]:
    """What the server says, and how many word marks there are."""
    settings: dict[str, dict[str, object]] = {"voices": {"dir": [str(folder)]}, "piper": {"even-loudness": False}}
    async with open_server(tmp_path / "server", settings=settings, adapters=False) as server:
        request = SynthesisRequest(text=TEXT, voice="en_US-mine-medium", noise_scale=0, noise_w=0)
        chunks = [chunk async for chunk in server.speech.synthesize(request)]
    marks = [mark for chunk in chunks for mark in chunk.marks if mark.kind == "word"]
    return np.concatenate([chunk.samples for chunk in chunks]), len(marks)


def reference(path: Path) -> np.ndarray:
    silent = SynthesisConfig(noise_scale=0, noise_w_scale=0, normalize_audio=False)
    return np.concatenate([chunk.audio_float_array for chunk in Reference.load(path).synthesize(TEXT, silent)])


@pytest.mark.parametrize("age", ["2023", "2026"])
async def test_voices_of_old_and_new_exports_speak_as_the_reference_does(
    age: str, voices_dir: Path, tmp_path: Path
) -> None:
    source, folder = voices_dir / "tiny.onnx", tmp_path / "voices"
    config = config_of(source)
    if age == "2023":
        kept = ("audio", "espeak", "inference", "phoneme_id_map", "num_symbols", "num_speakers", "speaker_id_map")
        path = written(folder, source, {key: config[key] for key in kept})
    else:
        more = {"phoneme_type": "espeak", "hop_length": 256, "default_speaker_id": 0, "piper_version": "1.8.0"}
        path = written(folder, source, {**config, **more})
        model = onnx.load(path)
        add_alignment_output(model)
        onnx.save(model, path)
    ours, words = await spoken(tmp_path, folder)
    assert words == 6
    assert np.allclose(ours, reference(path), atol=1e-4)


def test_vowels_that_a_voice_knows_as_one_are_merged_as_the_reference_does() -> None:
    clusters = {("a", "ɪ"), ("o", "ʊ"), ("e", "ɪ"), ("a", "ɪ", "ə")}
    text = "Fire and ice, I know the way home."
    (plain,) = ReferencePhonemizer().phonemize("en-us", text)
    (merged,) = ReferencePhonemizer().phonemize("en-us", text, vowel_clusters=clusters)
    assert plain != merged
    id_map = {symbol: [number] for number, symbol in enumerate(["_", "^", "$", *sorted({*plain, *merged})])}
    ours = IdSequence(Phonemes(symbols=tuple(plain)), id_map, frozenset(map("".join, clusters)))
    assert ours.ids == IdSequence(Phonemes(symbols=tuple(merged)), id_map).ids


async def test_a_voice_with_clusters_speaks_with_them(voices_dir: Path, tmp_path: Path) -> None:
    config = config_of(voices_dir / "tiny.onnx")
    config["phoneme_id_map"] = {**config["phoneme_id_map"], "oʊ": [100]}
    path = written(tmp_path / "voices", voices_dir / "tiny.onnx", {**config, "vowel_clusters": [["o", "ʊ"]]})
    ours, _ = await spoken(tmp_path, path.parent)
    assert np.allclose(ours, reference(path), atol=1e-4)
