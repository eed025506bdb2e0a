"""How long reading takes: markup and text rules for ordinary sentences, and for text that is meant to hurt.

`python -m benchmarks.reading` prints a table. Ordinary text are the sentences of the tables in `tests/text/cases`: each
has something in it that is written otherwise than it is said, so they cost more than what people write. The first two
rows are the text rules alone, the others the whole way of `/normalize`, with what each rule did.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.text.cases import cases
from vitts_server import Normalizer, SpeechService, SynthesisRequest, TextContext, languages
from vitts_server.app import load_registry, load_settings
from vitts_server.testing import TonePlugin, open_server, tone_voice
from vitts_server.text import vitts_normalizers

_LANGUAGES = {"vi": "vi-VN", "en": "en-US"}
_HOSTILE = ("1", ".", "1/", "a", "(", "[[", "1.1,", "@a.", "A.", "**", "`", "<", "&", "1-", "$1", "&amp;", "|a", "ạ́")
_HOSTILE_CHARS = 20_000
_ROUNDS = 5
_SENTENCES = 10


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
            alone = {name: _alone(name, tag) for name, tag in _LANGUAGES.items()}
            table.add_row("rules alone, median", *(f"{statistics.median(alone[name]):.2f}" for name in _LANGUAGES))
            table.add_row("rules alone, worst", *(f"{max(alone[name]):.2f}" for name in _LANGUAGES))
            ordinary = {name: await _ordinary(server.speech, name) for name in _LANGUAGES}
            table.add_row("ordinary, median", *(f"{statistics.median(ordinary[name]):.2f}" for name in _LANGUAGES))
            table.add_row("ordinary, worst", *(f"{max(ordinary[name]):.2f}" for name in _LANGUAGES))
            for piece in _HOSTILE:
                text = (piece * _HOSTILE_CHARS)[:_HOSTILE_CHARS]
                took = [await _ms(server.speech, text, name) for name in _LANGUAGES]
                table.add_row(f"{piece!r} again and again", *(f"{value:.2f}" for value in took))
    return table


def _alone(language: str, tag: str) -> list[float]:
    """Each rule's work on the text that the one before it left."""
    registry = load_registry(("espeak",))
    found = sorted(vitts_normalizers(config=load_settings(registry)), key=lambda one: one.priority)
    serving = [one for one in found if "*" in one.languages or languages.match(tag, one.languages)]
    context = TextContext(language=tag, voice="")
    return [
        min(_rules_ms(serving, written[start : start + _SENTENCES], context) for _ in range(_ROUNDS))
        for written in [[case.written for case in cases(language)]]
        for start in range(0, len(written), _SENTENCES)
    ]


def _rules_ms(normalizers: Sequence[Normalizer], sentences: Sequence[str], context: TextContext) -> float:
    took_s = 0.0
    for sentence in sentences:
        text = sentence
        for normalizer in normalizers:
            started_s = time.perf_counter()
            edits = normalizer.edits(text, context)
            took_s += time.perf_counter() - started_s
            for edit in reversed(edits):
                text = text[: edit.span[0]] + edit.text + text[edit.span[1] :]
    return 1000 * took_s * 100 / sum(map(len, sentences))


async def _ordinary(speech: SpeechService, language: str) -> list[float]:
    """Some sentences at a time: a single one is too short to be measured."""
    written = [case.written for case in cases(language)]
    texts = ["\n\n".join(written[start : start + _SENTENCES]) for start in range(0, len(written), _SENTENCES)]
    return [min([await _ms(speech, text, language) for _ in range(_ROUNDS)]) for text in texts]


async def _ms(speech: SpeechService, text: str, voice: str) -> float:
    started_s = time.perf_counter()
    await speech.read(SynthesisRequest(text=text, voice=voice))
    return 1000 * (time.perf_counter() - started_s) * 100 / len(text)


if __name__ == "__main__":
    Console().print(asyncio.run(measure()))
