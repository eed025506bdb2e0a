"""From the start of the process to the first audio, and how long the first request takes once the port is open."""

import shutil
import time

from benchmarks.stage import SHORT_WORDS, Stage
from benchmarks.systems import OURS, Recipe, ours, started

COLD = f"{OURS}, nothing prepared"
UNLOADED = f"{OURS}, not preloaded"
_CASE = "start"


async def startup(stage: Stage) -> None:
    """Every server in turn; ours also as at its very first start, and without loading its voice at start."""
    recipes = [*stage.recipes(), ours(stage.setting, name=UNLOADED, VITTS_VOICES__PRELOAD="false")]
    async with stage.servers(recipes[:1]):
        pass  # ours has prepared the voice from now on
    for _ in range(stage.plan.startups):
        for recipe in [*recipes, _unprepared(stage)]:
            await _start(stage, recipe)


def _unprepared(stage: Stage) -> Recipe:
    shutil.rmtree(stage.setting.work / "cold", ignore_errors=True)
    return ours(stage.setting, name=COLD, cache="cold")


async def _start(stage: Stage, recipe: Recipe) -> None:
    began_s = time.perf_counter()
    async with started(recipe) as system:
        await system.listening()
        listening_s = time.perf_counter() - began_s
        answer = await system.main_door.speak(stage.texts.words(SHORT_WORDS))
    stage.note("startup", "listening_ms", _CASE, recipe.name, 1000 * listening_s)
    stage.note("startup", "first_request_ms", _CASE, recipe.name, 1000 * answer.first_audio_s)
    stage.note("startup", "first_audio_ms", _CASE, recipe.name, 1000 * (listening_s + answer.first_audio_s))
