"""The decoder in eight-bit integers: learned from the voice's own speech, and used only if it is close enough."""

import errno
import threading
from pathlib import Path

import numpy as np
import pytest

from vitts_server import Backend, BadVoice, Samples, Turn, Utterance, Voice
from vitts_server.voices.piper import PiperEngine, PiperSettings
from vitts_server.voices.piper.folder import describe
from vitts_server.voices.piper.int8 import Int8
from vitts_server.voices.piper.phonemes import EspeakPhonemizer
from vitts_server.voices.piper.runtime import OnnxRuntime

TEXT = "The quick brown fox jumps over the lazy dog and runs away."


def say(voice: Voice) -> Samples:
    phonemes = tuple(EspeakPhonemizer().phonemize(TEXT, "en-us"))
    utterance = Utterance(text=TEXT, language="en", phonemes=phonemes, turn=lambda: Turn(piece_s=0.3))
    return np.concatenate([piece.samples for piece in voice.speak(utterance)])


def before_and_after(voices_dir: Path, cache_dir: Path, backend: Backend) -> tuple[Samples, Samples]:
    """What the voice says first, and what it says when it has heard itself for a while."""
    info = describe(voices_dir / "tiny.onnx")
    assert not isinstance(info, BadVoice)
    settings = PiperSettings(even_loudness=False)
    with PiperEngine(cache_dir, 2, lambda: backend, settings).load(info) as voice:
        first = say(voice)
        for _ in range(12):
            say(voice)
        for thread in threading.enumerate():
            if thread.name == "quantise":
                thread.join(120)
        return first, say(voice)


def snr_db(exact: Samples, found: Samples) -> float:
    return float(10 * np.log10(np.sum(exact**2) / np.sum((exact - found) ** 2)))


@pytest.fixture(scope="module")
def exact(voices_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Samples:
    return before_and_after(voices_dir, tmp_path_factory.mktemp("exact"), OnnxRuntime())[0]


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*int8*/*") if path.is_file()]


def test_a_voice_learns_from_its_own_speech_and_remembers(voices_dir: Path, tmp_path: Path, exact: Samples) -> None:
    first, later = before_and_after(voices_dir, tmp_path, Int8(least_snr_db=10.0))
    assert np.array_equal(first, exact)
    assert 10.0 < snr_db(exact, later) < 100.0
    assert [path.name for path in kept(tmp_path)] == ["graph.onnx"]
    at_once, _ = before_and_after(voices_dir, tmp_path, Int8(least_snr_db=10.0))
    assert np.array_equal(at_once, later)


def test_a_decoder_that_is_not_close_enough_is_not_used(voices_dir: Path, tmp_path: Path, exact: Samples) -> None:
    _, later = before_and_after(voices_dir, tmp_path, Int8(least_snr_db=200.0))
    assert np.array_equal(later, exact)
    assert not kept(tmp_path)


def test_a_damaged_file_of_an_earlier_run_is_made_anew(voices_dir: Path, tmp_path: Path, exact: Samples) -> None:
    before_and_after(voices_dir, tmp_path, Int8(least_snr_db=10.0))
    (path,) = kept(tmp_path)
    path.write_bytes(b"not a graph")
    first, later = before_and_after(voices_dir, tmp_path, Int8(least_snr_db=10.0))
    assert np.array_equal(first, exact)
    assert snr_db(exact, later) > 10.0


def test_a_disk_that_is_full_leaves_no_half_of_a_file(
    voices_dir: Path, tmp_path: Path, exact: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_to_sync(_file: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr("vitts_server.voices.piper.int8.os.fsync", fail_to_sync)
    _, later = before_and_after(voices_dir, tmp_path, Int8(least_snr_db=10.0))
    assert snr_db(exact, later) < 100.0
    assert not kept(tmp_path)
