"""`/livez` and `/readyz`: what an orchestrator asks, and what it may conclude."""

import asyncio
import threading
from pathlib import Path

import httpx
import pytest

from tests.protocols.http.conftest import LIMIT_S, OpenHttp, eventually
from vitts_server.app import Server
from vitts_server.testing import TonePlugin, address, open_server


async def test_a_server_that_can_speak_is_alive_and_ready(http: httpx.AsyncClient) -> None:
    live, ready = await http.get("/livez"), await http.get("/readyz")
    assert (live.status_code, live.json()["status"]) == (200, "alive")
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")


async def test_while_shutting_down_it_is_alive_but_takes_nothing_new(http: httpx.AsyncClient, server: Server) -> None:
    await server.drain()
    live, ready = await http.get("/livez"), await http.get("/readyz")
    assert live.status_code == 200
    assert (ready.status_code, ready.json()["status"]) == (503, "draining")


async def test_without_a_voice_it_is_not_ready(open_http: OpenHttp, tones: TonePlugin) -> None:
    tones.voices = []
    async with open_http() as http:
        assert (await http.get("/readyz")).json()["status"] == "unhealthy"
        assert (await http.get("/livez")).status_code == 200


async def test_nobody_is_let_in_before_the_default_voice_is_loaded(tmp_path: Path, tones: TonePlugin) -> None:
    is_loading, may_load = threading.Event(), threading.Event()

    def slowly(_info: object) -> None:
        is_loading.set()
        may_load.wait(LIMIT_S)

    tones.on_load = slowly
    opening = open_server(tmp_path, {"tones": tones})
    async with asyncio.TaskGroup() as tasks:
        started = tasks.create_task(opening.__aenter__())
        await eventually(is_loading.is_set)
        assert not started.done()
        may_load.set()
    server = started.result()
    try:
        async with httpx.AsyncClient(base_url=address(server, "http"), trust_env=False) as http:
            assert (await http.get("/readyz")).status_code == 200
        assert tones.loads == ["mai"]
    finally:
        await opening.__aexit__(None, None, None)


async def test_before_it_is_ready_it_says_so(
    http: httpx.AsyncClient, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server.service, "_state", "starting")
    answer = await http.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "starting")


async def test_the_core_knows_how_many_clients_each_door_has(http: httpx.AsyncClient, server: Server) -> None:
    assert server.speech.status().connections == {"wyoming": 0, "http": 0, "websocket": 0}
    await http.get("/livez")
    host, _, port = address(server, "tcp").removeprefix("tcp://").rpartition(":")
    _, writer = await asyncio.open_connection(host, int(port))
    await eventually(lambda: server.speech.status().connections == {"wyoming": 1, "http": 1, "websocket": 0})
    writer.close()
    await http.aclose()
    await eventually(lambda: set(server.speech.status().connections.values()) == {0})
