"""eSpeak NG's own voice, to compare with."""

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import espeakng_loader
import numpy as np

from vitts_training.audio import Array

if TYPE_CHECKING:
    from vitts_espeak.library import Library

_WORDS_PER_MINUTE = 165
Sound = tuple[Array, int]
"""Samples and how many there are in a second."""


def espeak(text: str, language: str = "en-us") -> Sound:
    """One utterance. Needs `vitts-espeak`."""
    library = _library()
    library.prepare(_voice(language), _WORDS_PER_MINUTE, 1)
    blocks: list[bytes] = []

    def take(block: bytes, words: object) -> bool:
        blocks.append(block)
        return True

    library.speak(text, take)
    samples = np.frombuffer(b"".join(blocks), dtype="<i2").astype(np.float32) / np.float32(32768)
    return samples, library.sample_rate_hz


@cache
def _library() -> "Library":
    from vitts_espeak.library import Library

    here = Path.cwd()
    try:
        return Library(espeakng_loader.get_library_path(), espeakng_loader.get_data_path())
    finally:
        os.chdir(here)  # the library has to be in its data's folder while it starts


@cache
def _voice(language: str) -> str:
    """What eSpeak NG's library calls the voice of a language."""
    from vitts_espeak import catalogue

    for voice in catalogue.voices(every=True):
        if voice.path is not None and language.lower() in (tag.lower() for tag in voice.languages):
            return catalogue.voice_file(voice.path)
    raise LookupError(f"eSpeak NG has no voice for {language}")
