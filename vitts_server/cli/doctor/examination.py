"""Puts the questions in order: the address's own way first, others only to explain a failure, its path last."""

import asyncio

from vitts_server.cli.doctor.answers import Answer
from vitts_server.cli.doctor.diagnosis import (
    Diagnosis,
    diagnose,
    diagnose_path,
    is_settled,
    says_health,
    schemes_to_try,
)
from vitts_server.cli.doctor.probes import TIMEOUT_S, ask
from vitts_server.cli.doctor.target import Scheme, Target
from vitts_server.cli.exits import ExitCode

_HEAD_START_S = 0.5
"""So long the address's own way has nobody beside it: a server that is well is asked no odd questions."""


async def examine(target: Target, timeout_s: float = TIMEOUT_S) -> Diagnosis:
    """What is at `target`. `timeout_s` holds for each connection and for each answer."""
    found = diagnose(target, await _answers(target, timeout_s))
    if found.code is ExitCode.OK and target.scheme in ("http", "https") and target.path != "/":
        return await _examine_path(target, target.scheme, timeout_s) or found
    return found


async def _answers(target: Target, timeout_s: float) -> dict[Scheme, Answer]:
    """In the order of asking; it ends with the first answer that settles the matter."""
    own, *others = schemes_to_try(target)
    asking: dict[Scheme, asyncio.Task[Answer]] = {}
    async with asyncio.TaskGroup() as tasks:
        asking[own] = tasks.create_task(ask(target, own, timeout_s=timeout_s))
        await asyncio.wait(asking.values(), timeout=_HEAD_START_S)
        if not _is_settled(asking[own]):
            asking |= {scheme: tasks.create_task(ask(target, scheme, timeout_s=timeout_s)) for scheme in others}
        await _first_settled(set(asking.values()))
        for task in asking.values():
            task.cancel()
    return {scheme: task.result() for scheme, task in asking.items() if not task.cancelled()}


async def _first_settled(waiting: set[asyncio.Task[Answer]]) -> None:
    while waiting:
        done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if any(map(_is_settled, done)):
            return


def _is_settled(task: asyncio.Task[Answer]) -> bool:
    return task.done() and is_settled(task.result())


async def _examine_path(target: Target, scheme: Scheme, timeout_s: float) -> Diagnosis | None:
    """A base address such as `/api/tts` counts as there if it has a `health` of its own."""
    below = await ask(target, scheme, path=f"{target.path.rstrip('/')}/health", timeout_s=timeout_s)
    if says_health(below):
        return None
    return diagnose_path(target, await ask(target, scheme, path=target.path, method="HEAD", timeout_s=timeout_s))
