"""A speaker that tests hold in their hands, a clock that they turn, and a store on a real folder."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pytest

from vitts_server import AudioChunk, Encoder, Mark, SynthesisRequest
from vitts_server.config import StoreSettings
from vitts_server.speech.encoders import PcmEncoder, WavEncoder
from vitts_server.speech.store import Store

RATE_HZ = 8000
FORMATS: Sequence[Encoder] = (WavEncoder(), PcmEncoder())


@dataclass
class Speaker:
    """Speaks each text as 100 samples for each of its letters, in one piece a letter."""

    version: str = "1"
    spoken: list[SynthesisRequest] = field(default_factory=list)
    closed: int = 0
    gate: asyncio.Event | None = None
    """If set, all pieces but the first wait for it."""
    error: Exception | None = None

    async def synthesize(self, request: SynthesisRequest) -> AsyncGenerator[AudioChunk, None]:
        self.spoken.append(request)
        try:
            for number, letter in enumerate(request.text):
                if number == 1 and self.gate is not None:
                    await self.gate.wait()
                if self.error is not None:
                    raise self.error
                samples = np.full(100, ord(letter) % 100 / 100, dtype=np.float32)
                word = Mark(kind="word", text=letter, start_s=number / 80, end_s=(number + 1) / 80, span=(number,) * 2)
                phoneme = Mark(kind="phoneme", text=letter, start_s=number / 80, end_s=(number + 1) / 80)
                yield AudioChunk(samples=samples, sample_rate_hz=RATE_HZ, marks=(word, phoneme))
        finally:
            self.closed += 1

    def fingerprint(self, request: SynthesisRequest) -> str:
        identity = f"{request.text}|{request.voice}|{request.speed}|{self.version}"
        return hashlib.sha256(identity.encode()).hexdigest()


@dataclass
class Clock:
    """Stands still until a test turns it."""

    now_s: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now_s


class OpenStore(Protocol):
    def __call__(
        self, encoders: Sequence[Encoder] = FORMATS, **settings: Any
    ) -> AbstractAsyncContextManager[Store]: ...


class Eventually(Protocol):
    async def __call__(self, condition: Callable[[], object]) -> None: ...


def names(folder: Path, pattern: str = "*") -> list[str]:
    """What lies in the folder."""
    return sorted(path.name for path in folder.glob(pattern))


@pytest.fixture
def speaker() -> Speaker:
    return Speaker()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "audio"


@pytest.fixture
def open_store(speaker: Speaker, clock: Clock, folder: Path) -> OpenStore:
    """Opens a store on `folder`; each opening stands for a start of the server."""

    @asynccontextmanager
    async def open_it(encoders: Sequence[Encoder] = FORMATS, **settings: Any) -> AsyncIterator[Store]:
        kept = StoreSettings(**settings)
        async with Store(kept, folder, speaker.synthesize, speaker.fingerprint, encoders, clock) as store:
            yield store

    return open_it


@pytest.fixture
async def store(open_store: OpenStore) -> AsyncIterator[Store]:
    async with open_store() as opened:
        yield opened


@pytest.fixture
def eventually() -> Eventually:
    """Waits until something is true; the limit only keeps a failing test from hanging."""

    async def wait(condition: Callable[[], object]) -> None:
        async with asyncio.timeout(20):
            while not condition():
                await asyncio.sleep(0.005)

    return wait
