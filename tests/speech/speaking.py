"""Speaking through a real service with tone voices, for the tests of the core."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np

from vitts_server import SynthesisRequest
from vitts_server.app import Server
from vitts_server.testing import TonePlugin, open_server


@asynccontextmanager
async def speaking(
    folder: Path,
    tones: TonePlugin,
    *,
    speech: Mapping[str, object] | None = None,
    voices: Mapping[str, object] | None = None,
) -> AsyncIterator[Server]:
    settings = {"speech": {"sentence-pause-s": 0, **(speech or {})}, "voices": {"preload": False, **(voices or {})}}
    async with open_server(folder, {"tones": tones}, settings, adapters=False) as server:
        yield server


async def listen(server: Server, text: str, **request: object) -> np.ndarray:
    chunks = server.speech.synthesize(SynthesisRequest(text=text, **request))  # type: ignore[arg-type]
    return np.concatenate([chunk.samples async for chunk in chunks] or [np.zeros(0, np.float32)])


async def until(condition: Callable[[], object]) -> None:
    """Wait for something that other threads bring about."""
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.005)
