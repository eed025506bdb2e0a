"""Puts the questions in order: the address's own way first, others only to explain a failure, its path last."""

from vitts_server.cli.doctor.answers import Answer
from vitts_server.cli.doctor.diagnosis import Diagnosis, diagnose, diagnose_path, is_ours, is_settled, schemes_to_try
from vitts_server.cli.doctor.probes import TIMEOUT_S, ask
from vitts_server.cli.doctor.target import Scheme, Target
from vitts_server.cli.exits import ExitCode


async def examine(target: Target, timeout_s: float = TIMEOUT_S) -> Diagnosis:
    """What is at `target`. `timeout_s` holds for each connection and for each answer."""
    answers: dict[Scheme, Answer] = {}
    for scheme in schemes_to_try(target):
        answers[scheme] = await ask(target, scheme, timeout_s=timeout_s)
        if is_settled(answers[scheme]):
            break
    found = diagnose(target, answers)
    if found.code is ExitCode.OK and target.scheme in ("http", "https") and target.path != "/":
        return await _examine_path(target, target.scheme, timeout_s) or found
    return found


async def _examine_path(target: Target, scheme: Scheme, timeout_s: float) -> Diagnosis | None:
    """A base address such as `/api/tts` counts as there if it has a `health` of its own."""
    below = await ask(target, scheme, path=f"{target.path.rstrip('/')}/health", timeout_s=timeout_s)
    if is_ours(below):
        return None
    return diagnose_path(target, await ask(target, scheme, path=target.path, method="HEAD", timeout_s=timeout_s))
