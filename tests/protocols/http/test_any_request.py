"""Requests that schemathesis makes up from `/openapi.json`, right ones and wrong ones, against a real server.

Whatever comes in, no path fails, and every answer is one that the description knows.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, checks
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from vitts_server.testing import TonePlugin, address, open_server, tone_voice

CHECKS = [checks.not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@contextmanager
def server_on_a_thread(folder: Path) -> Iterator[str]:
    """Yields its address; requests here block, so it needs an event loop of its own."""
    found: list[str] = []
    is_up, may_end = threading.Event(), threading.Event()

    async def serve() -> None:
        tones = TonePlugin(voices=[tone_voice("mai"), tone_voice("duo", "en-US", speakers=("ann", "bob"))])
        async with open_server(folder, {"tones": tones}) as server:
            found.append(address(server, "http"))
            is_up.set()
            await asyncio.to_thread(may_end.wait)

    def run() -> None:
        try:
            asyncio.run(serve())
        finally:
            is_up.set()

    thread = threading.Thread(target=run)
    thread.start()
    is_up.wait()
    try:
        yield found[0]
    finally:
        may_end.set()
        thread.join()


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseSchema]:
    with server_on_a_thread(tmp_path_factory.mktemp("server")) as url:
        yield schemathesis.openapi.from_url(f"{url}/openapi.json")


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_any_request_gets_an_answer_that_is_described(api: BaseSchema, mode: GenerationMode) -> None:
    failures: list[str] = []
    asked = 0
    for found in api.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        try:
            ask_anything(operation, mode)
        except FailureGroup as failed:
            failures.append(f"{operation.label}: {failed}")
        except Unsatisfiable:  # what takes no parameters can't be asked wrongly
            continue
        asked += 1
    assert not failures, "\n\n".join(failures)
    assert asked >= 5


def ask_anything(operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode) -> None:
    """Raises `FailureGroup` for the first request that is answered otherwise than described."""

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=5, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    def ask(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(checks=CHECKS, timeout=60)

    ask()
