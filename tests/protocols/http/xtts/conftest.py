"""A server with voices of two languages, a clock that tests turn, and requests as the interface takes them."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from vitts_server.app import Server
from vitts_server.speech.store import Store
from vitts_server.testing import TonePlugin

TEXT = "Good morning, dear reader."

Synthesize = Callable[..., Coroutine[Any, Any, httpx.Response]]


@dataclass
class Clock:
    """Stands still until a test turns it."""

    now_s: float = 1_900_000_000.0

    def __call__(self) -> float:
        return self.now_s

    def turn(self, hours: float) -> None:
        self.now_s += hours * 3600


@pytest.fixture
def clock(server: Server, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the running server's store."""
    clock, store = Clock(), server.service.store
    assert isinstance(store, Store)
    monkeypatch.setattr(store, "_now", clock)
    monkeypatch.setattr(store._inventory, "_now", clock)
    return clock


@pytest.fixture
def synthesize(http: httpx.AsyncClient) -> Synthesize:
    """POST /api/tts/synthesize with these fields."""

    async def post(headers: dict[str, str] | None = None, **fields: Any) -> httpx.Response:
        return await http.post("/api/tts/synthesize", json={"text": TEXT, **fields}, headers=headers)

    return post


def spoken(tones: TonePlugin) -> list[str]:
    """What was spoken since the server warmed up."""
    return [utterance.text for utterance in tones.spoken[1:]]
