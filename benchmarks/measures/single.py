"""One client on an idle machine: first audio and the whole answer, for texts of three lengths, at every door."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

from benchmarks.clients import Door, Failed
from benchmarks.stage import SHORT_WORDS, Stage, doors_of, rest, rotated
from benchmarks.systems import library
from benchmarks.voices import for_sherpa

LONG_WORDS, SENTENCES = 40, 8
CASES = ("5 words", "40 words", "8 sentences")
_TIMES = (3, 2, 1)
"""Short texts are said more often: they take little time, and little time is hard to measure."""


async def single(stage: Stage) -> None:
    """Every system says the same text, then the next text is drawn."""
    async with stage.servers(stage.recipes()) as systems, AsyncExitStack() as stack:
        doors: list[tuple[str, Door]] = [*doors_of(systems)]
        for kind, model, name in _libraries(stage):
            try:
                door = await stack.enter_async_context(library(stage.setting, kind, model))
                await door.speak(stage.texts.words(SHORT_WORDS))
                doors.append((f"{name}, {door.kind}", door))
            except Failed as error:
                stage.ledger.remarks.append(f"{stage.voice.name}: {name} is missing: {error}; see its log")
        for number in stage.plan.single.spend():
            await _round(stage, rotated(doors, number))


async def _round(stage: Stage, doors: list[tuple[str, Door]]) -> None:
    draws: tuple[Callable[[], str], ...] = (
        lambda: stage.texts.words(SHORT_WORDS),
        lambda: stage.texts.words(LONG_WORDS),
        lambda: stage.texts.paragraph(SENTENCES),
    )
    for case, times, draw in zip(CASES, _TIMES, draws, strict=True):
        for _ in range(times):
            await _say(stage, doors, case, draw())


async def _say(stage: Stage, doors: list[tuple[str, Door]], case: str, text: str) -> None:
    for name, door in doors:
        await rest()
        answer = await door.speak(text)
        stage.note("single", "first_audio_ms", case, name, 1000 * answer.first_audio_s)
        stage.note("single", "total_ms", case, name, 1000 * answer.total_s)
        stage.note("single", "audio_s_per_s", case, name, answer.audio_s / answer.total_s)


def _libraries(stage: Stage) -> list[tuple[str, Path, str]]:
    sherpa_model = for_sherpa(stage.voice, stage.setting.work / "sherpa" / stage.voice.name)
    return [("piper", stage.voice.path, "piper-tts"), ("sherpa", sherpa_model, "sherpa-onnx")]
