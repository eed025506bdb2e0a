"""eSpeak NG's own voice, to compare with."""

from functools import cache

import numpy as np

from vitts_training.audio import Array

_WORDS_PER_MINUTE = 165
Sound = tuple[Array, int]
"""Samples and how many there are in a second."""


def espeak(text: str, voice: str = "en-us") -> Sound:
    """One utterance. Needs `vitts-espeak`."""
    library = _library()
    library.prepare(voice, _WORDS_PER_MINUTE, 1)
    blocks: list[bytes] = []

    def take(block: bytes, words: object) -> bool:
        blocks.append(block)
        return True

    library.speak(text, take)
    samples = np.frombuffer(b"".join(blocks), dtype="<i2").astype(np.float32) / np.float32(32768)
    return samples, library.sample_rate_hz


@cache
def _library():  # type: ignore[no-untyped-def]
    import os

    import espeakng_loader
    from vitts_espeak.library import Library

    here = os.getcwd()
    try:
        return Library(espeakng_loader.get_library_path(), espeakng_loader.get_data_path())
    finally:
        os.chdir(here)
