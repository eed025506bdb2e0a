"""What each technique gives: our server as shipped beside itself with one technique changed."""

import asyncio

from benchmarks.measures.crowd import crowd_at, fitting_sentences
from benchmarks.measures.single import LONG_WORDS
from benchmarks.stage import SHORT_WORDS, Stage, rest, rotated
from benchmarks.systems import Recipe, System, ours
from benchmarks.variants import VARIABLE, VARIANTS

_CLIENTS = 8
_SINGLES_A_ROUND = 3
_SENTENCES_TO_LEARN = 16


async def techniques(stage: Stage) -> None:
    """All variants side by side, each measured alone: a short and a long sentence, then a crowd."""
    async with stage.servers(recipes(stage)) as systems:
        for system in systems:
            await system.main_door.speak(stage.texts.paragraph(_SENTENCES_TO_LEARN))
        await asyncio.sleep(max(variant.learns_s for variant in VARIANTS.values()))
        sentences = await fitting_sentences(stage, systems[0].main_door, stage.plan.techniques_paragraph_s)
        for number in stage.plan.techniques.spend():
            await _round(stage, rotated(systems, number), sentences)


def recipes(stage: Stage) -> list[Recipe]:
    """One for each variant."""
    return [
        ours(
            stage.setting,
            name=name,
            module="benchmarks.variant_server",
            **{VARIABLE: name, **variant.environment},
        )
        for name, variant in VARIANTS.items()
    ]


async def _round(stage: Stage, systems: list[System], sentences: int) -> None:
    for single in range(_SINGLES_A_ROUND):
        for case, words in (("5 words", SHORT_WORDS), ("40 words", LONG_WORDS)):
            text = stage.texts.words(words)
            for system in rotated(systems, single):
                await rest()
                answer = await system.main_door.speak(text)
                stage.note("techniques", "first_audio_ms", case, system.name, 1000 * answer.first_audio_s)
    texts = [stage.texts.paragraph(sentences) for _ in range(_CLIENTS)]
    for system in systems:
        await crowd_at(stage, "techniques", system.name, system.main_door, texts)
