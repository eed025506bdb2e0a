"""What every measure is given: one voice, the systems that can speak with it, texts, and where to write values."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from benchmarks.answers import Answer
from benchmarks.clients import Door, Failed, NetworkDoor
from benchmarks.ledger import Ledger, Sample
from benchmarks.plan import Plan
from benchmarks.systems import Recipe, Setting, System, ours, piper_http, running, wyoming_piper
from benchmarks.texts import Texts
from benchmarks.voices import Voice

T = TypeVar("T")

SHORT_WORDS = 5
_REST_S = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One voice's part of a run."""

    plan: Plan
    texts: Texts
    ledger: Ledger
    setting: Setting

    @property
    def voice(self) -> Voice:
        """Who speaks."""
        return self.setting.voice

    def note(self, measure: str, metric: str, case: str, system: str, value: float) -> None:
        """Write a value down."""
        sample = Sample(
            voice=self.voice.name, measure=measure, metric=metric, case=case, system=system, value=round(value, 4)
        )
        self.ledger.samples.append(sample)

    def recipes(self) -> list[Recipe]:
        """The servers, ours first."""
        return [ours(self.setting), wyoming_piper(self.setting), piper_http(self.setting)]

    @asynccontextmanager
    async def servers(self, recipes: Sequence[Recipe]) -> AsyncIterator[list[System]]:
        """All of them, side by side, each having spoken once. One that fails is left out, with a remark."""
        async with AsyncExitStack() as stack:
            systems: list[System] = []
            for recipe in recipes:
                try:
                    systems.append(await stack.enter_async_context(running(recipe, self.texts.words(SHORT_WORDS))))
                except Failed as error:
                    self.ledger.remarks.append(f"{self.voice.name}: {recipe.name} is missing: {error}")
            yield systems


def doors_of(systems: Sequence[System]) -> list[tuple[str, NetworkDoor]]:
    """Every door with a name for tables, such as `vitts-server, HTTP`."""
    return [(f"{system.name}, {door.kind}", door) for system in systems for door in system.recipe.doors]


async def rest() -> None:
    """Between the turns of two systems: threads of the one that has spoken go on spinning for a while."""
    await asyncio.sleep(_REST_S)


def rotated(items: Sequence[T], by: int) -> list[T]:
    """So that nobody is always first."""
    start = by % len(items) if items else 0
    return [*items[start:], *items[:start]]


async def together(door: Door, texts: Sequence[str], spread_s: float = 0.0) -> list[Answer]:
    """One client for each text, all begun within `spread_s`. Raises `Failed`."""

    async def client(text: str, delay_s: float) -> Answer:
        await asyncio.sleep(delay_s)
        return await door.speak(text)

    try:
        async with asyncio.TaskGroup() as group:
            step_s = spread_s / len(texts)
            tasks = [group.create_task(client(text, number * step_s)) for number, text in enumerate(texts)]
    except* Failed as errors:
        raise Failed(str(errors.exceptions[0])) from errors
    return [task.result() for task in tasks]
