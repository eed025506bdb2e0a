"""How long reading takes: markup and text rules for ordinary sentences, and for text that is meant to hurt.

`python -m benchmarks.reading` prints a table. Ordinary text are the sentences of the tables in `tests/text/cases`.
"""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.text.cases import cases
from vitts_server import SpeechService, SynthesisRequest
from vitts_server.testing import TonePlugin, open_server, tone_voice

_LANGUAGES = {"vi": "vi-VN", "en": "en-US"}
_HOSTILE = ("1", ".", "1/", "a", "(", "[[", "1.1,", "@a.", "A.", "**", "`", "<", "&", "1-", "$1", "&amp;", "|a", "ạ́")
_HOSTILE_CHARS = 20_000
_ROUNDS = 5


async def measure() -> Table:
    """Milliseconds for a hundred characters, by language: median and worst sentence, and each hostile text."""
    table = Table("text", *_LANGUAGES, title="ms for 100 characters, best of several")
    voices = [tone_voice(name, tag) for name, tag in _LANGUAGES.items()]
    settings: dict[str, dict[str, object]] = {
        "voices": {"preload": False},
        "speech": {"max-text-chars": 10 * _HOSTILE_CHARS},
    }
    with tempfile.TemporaryDirectory() as folder:
        async with open_server(
            Path(folder), {"tones": TonePlugin(voices=voices)}, settings, adapters=False, disabled=("espeak", "shipped")
        ) as server:
            ordinary = {name: await _ordinary(server.speech, name) for name in _LANGUAGES}
            table.add_row("ordinary, median", *(f"{statistics.median(ordinary[name]):.2f}" for name in _LANGUAGES))
            table.add_row("ordinary, worst", *(f"{max(ordinary[name]):.2f}" for name in _LANGUAGES))
            for piece in _HOSTILE:
                text = (piece * _HOSTILE_CHARS)[:_HOSTILE_CHARS]
                took = [await _ms(server.speech, text, name) for name in _LANGUAGES]
                table.add_row(f"{piece!r} again and again", *(f"{value:.2f}" for value in took))
    return table


async def _ordinary(speech: SpeechService, language: str) -> list[float]:
    """Ten sentences at a time: a single one is too short to be measured."""
    written = [case.written for case in cases(language)]
    texts = ["\n\n".join(written[start : start + 10]) for start in range(0, len(written), 10)]
    return [min([await _ms(speech, text, language) for _ in range(_ROUNDS)]) for text in texts]


async def _ms(speech: SpeechService, text: str, voice: str) -> float:
    started_s = time.perf_counter()
    await speech.read(SynthesisRequest(text=text, voice=voice))
    return 1000 * (time.perf_counter() - started_s) * 100 / len(text)


if __name__ == "__main__":
    Console().print(asyncio.run(measure()))
