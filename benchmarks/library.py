"""Runs a peer that is a library, in the peers' own environment: `python library.py piper|sherpa MODEL THREADS`.

Stands alone, so that it imports nothing but the peer. Reads texts as lines of JSON and answers each with a line of
what it measured: seconds after the text when audio came, and how much.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Speak = Callable[[str, Callable[[float], None]], None]
"""Speaks a text and tells the seconds of each audio as it comes."""


def piper(model: str, threads: int) -> Speak:
    """piper-tts with its own choice of threads: it takes all cores."""
    from piper import PiperVoice

    voice = PiperVoice.load(model)

    def speak(text: str, heard: Callable[[float], None]) -> None:
        for chunk in voice.synthesize(text):
            heard(len(chunk.audio_int16_bytes) / 2 / chunk.sample_rate)

    return speak


def sherpa(model: str, threads: int) -> Speak:
    """sherpa-onnx, sentence by sentence."""
    import piper
    import sherpa_onnx  # type: ignore[import-not-found]

    data = Path(piper.__file__).parent / "espeak-ng-data"
    vits = sherpa_onnx.OfflineTtsVitsModelConfig(
        model=model, tokens=str(Path(model).with_name("tokens.txt")), data_dir=str(data)
    )
    settings = sherpa_onnx.OfflineTtsModelConfig(vits=vits, num_threads=threads)
    voice: Any = sherpa_onnx.OfflineTts(sherpa_onnx.OfflineTtsConfig(model=settings, max_num_sentences=1))

    def speak(text: str, heard: Callable[[float], None]) -> None:
        def on_audio(samples: Any, _progress: float) -> int:
            heard(len(samples) / voice.sample_rate)
            return 1

        voice.generate(text, sid=0, speed=1.0, callback=on_audio)

    return speak


def answers(speak: Speak) -> Iterator[str]:
    """A line for each line of standard input."""
    for line in sys.stdin:
        arrivals: list[tuple[float, float]] = []
        began_s = time.perf_counter()

        def heard(audio_s: float, began_s: float = began_s, arrivals: list[tuple[float, float]] = arrivals) -> None:
            arrivals.append((time.perf_counter() - began_s, audio_s))

        speak(json.loads(line), heard)
        yield json.dumps({"arrivals": arrivals, "total_s": time.perf_counter() - began_s})


if __name__ == "__main__":
    speaker = {"piper": piper, "sherpa": sherpa}[sys.argv[1]](sys.argv[2], int(sys.argv[3]))
    for answer in answers(speaker):
        print(answer, flush=True)
