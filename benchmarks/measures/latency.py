"""How quickly a server answers a question that needs no speech while eight clients make it speak."""

import asyncio
import time
from collections.abc import Sequence

from benchmarks.clients import Failed, NetworkDoor
from benchmarks.ledger import quantile
from benchmarks.measures.crowd import fitting_sentences
from benchmarks.stage import Stage

_CLIENTS = 8
_EVERY_S = 0.03
_PARAGRAPH_S = 1.0
CASE = "8 clients"
SHARES = {"p50_ms": 0.5, "p99_ms": 0.99}


async def latency(stage: Stage) -> None:
    """Every door of every server, one after the other."""
    async with stage.servers(stage.recipes()) as systems:
        sentences = await fitting_sentences(stage, systems[0].main_door, _PARAGRAPH_S)
        for system in systems:
            for door in system.recipe.doors:
                waits_s = await _under_load(stage, door, sentences)
                for metric, share in SHARES.items():
                    value = 1000 * quantile(waits_s, share)
                    stage.note("latency", metric, CASE, f"{system.name}, {door.question}", value)


async def _under_load(stage: Stage, door: NetworkDoor, sentences: int) -> Sequence[float]:
    """Seconds that each answer took."""
    is_over = asyncio.Event()

    async def speak() -> None:
        while not is_over.is_set():
            await door.speak(stage.texts.paragraph(sentences))

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(_CLIENTS):
                group.create_task(speak())
            waits_s = await _ask(door, stage.plan.latency_s)
            is_over.set()
    except* Failed as errors:
        raise Failed(str(errors.exceptions[0])) from errors
    return waits_s


async def _ask(door: NetworkDoor, for_s: float) -> Sequence[float]:
    waits_s: list[float] = []
    end_s = time.perf_counter() + for_s
    while time.perf_counter() < end_s:
        await asyncio.sleep(_EVERY_S)
        began_s = time.perf_counter()
        await door.ping()
        waits_s.append(time.perf_counter() - began_s)
    return waits_s
