"""How soon a voice is heard: processor time of one core until vitts-server has the first piece of a sentence."""

import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from vitts_server import Turn, Utterance, VoiceInfo
from vitts_server.voices.piper import PiperEngine, PiperSettings
from vitts_server.voices.piper.folder import describe
from vitts_server.voices.piper.phonemes import EspeakPhonemizer
from vitts_server.voices.piper.runtime import OnnxRuntime

_WORDS = (5, 40)
_TIMES = 12
_PIECE_S = 0.1


def first_audio_ms(voice: Path, language: str, texts: Sequence[str]) -> Mapping[str, float]:
    """Number of words -> median milliseconds, of sentences without a pause that are made out of `texts`.

    Raises `ValueError` if the file is no voice.
    """
    (info,) = (found for found in [describe(voice)] if isinstance(found, VoiceInfo))
    words = [word.strip(".,;:!?\"'") for text in texts for word in text.split()]
    phonemizer = EspeakPhonemizer()
    turn = Turn(piece_s=_PIECE_S, threads=1)
    found = {}
    with (
        tempfile.TemporaryDirectory() as cache,
        PiperEngine(Path(cache), 1, OnnxRuntime, PiperSettings(even_loudness=False)).load(info) as loaded,
    ):
        for count in _WORDS:
            text = " ".join(words[:count])
            took_ms = []
            for _ in range(_TIMES):
                began = time.thread_time()
                phonemes = tuple(phonemizer.phonemize(text, language))
                next(iter(loaded.speak(Utterance(text=text, language=language, phonemes=phonemes, turn=lambda: turn))))
                took_ms.append(1000 * (time.thread_time() - began))
            found[f"{count} words"] = round(float(np.median(took_ms)), 1)
    return found
