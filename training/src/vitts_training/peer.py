"""eSpeak NG's own voice, to compare with. It speaks in a process of its own: its library changes the working folder."""

from concurrent.futures import ProcessPoolExecutor
from functools import cache
from typing import TypeAlias

import espeakng_loader
import numpy as np

from vitts_espeak import catalogue
from vitts_espeak.library import Library
from vitts_server.languages import match
from vitts_training.audio import Array
from vitts_training.workers import WORKERS

_WORDS_PER_MINUTE = 165
Sound: TypeAlias = tuple[Array, int]
"""Samples and how many there are in a second."""


def espeak(text: str, language: str = "en-us") -> Sound:
    """One utterance. Raises `LookupError` for a language that it does not have."""
    return _process().submit(_speak, _voice(language), text).result()


@cache
def _process() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=WORKERS)


@cache
def _voice(language: str) -> str:
    """What eSpeak NG's library calls the voice of a language."""
    best = max(catalogue.voices(every=True), key=lambda voice: match(language, voice.languages))
    if best.path is None or not match(language, best.languages):
        raise LookupError(f"eSpeak NG has no voice for {language}")
    return catalogue.voice_file(best.path)


@cache
def _library() -> Library:
    return Library(espeakng_loader.get_library_path(), espeakng_loader.get_data_path())


def _speak(voice: str, text: str) -> Sound:
    _library().prepare(voice, _WORDS_PER_MINUTE, 1)
    blocks: list[bytes] = []

    def take(block: bytes, words: object) -> bool:
        blocks.append(block)
        return True

    _library().speak(text, take)
    samples = np.frombuffer(b"".join(blocks), dtype="<i2").astype(np.float32) / np.float32(32768)
    return samples.astype(np.float32), _library().sample_rate_hz
