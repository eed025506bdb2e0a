"""Everything at once: whoever asks, deletes, leaves and sweeps, a link serves its own audio or nothing."""

import asyncio
import random
from contextlib import suppress
from pathlib import Path

import pytest

from tests.speech.store.conftest import Clock, OpenStore, Speaker, names
from vitts_server import SynthesisRequest
from vitts_server.speech.store import Store

TEXTS = ("aaa", "bbbb", "c", "dd")
NAMES = ("one", "two", "three", "four", "five")


class Storm:
    """Random requests on one store, all under way together."""

    def __init__(self, store: Store, clock: Clock, seed: int) -> None:
        self.store = store
        self.clock = clock
        self.random = random.Random(seed)

    async def run(self) -> None:
        deeds = (self.ask, self.ask, self.ask_and_leave, self.delete, self.look, self.sweep, self.wait)
        async with asyncio.TaskGroup() as group:
            for _ in range(150):
                group.create_task(self.random.choice(deeds)())
                if self.random.random() < 0.3:
                    await asyncio.sleep(self.random.choice([0, 0.001]))

    async def ask(self) -> None:
        text = self.random.choice(TEXTS)
        wish = self.random.choice([None, *NAMES])
        made = await self.store.make(
            SynthesisRequest(text=text),
            plain_id=wish,
            names=[self.random.choice(NAMES)],
            lifetime_s=self.random.choice([None, 60, 600]),
            notes={"text": text},
        )
        await self.check(made.id)

    async def ask_and_leave(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self.random.choice([0, 0.001, 0.003])):
                await self.ask()

    async def delete(self) -> None:
        await self.store.delete(self.random.choice(NAMES))

    async def look(self) -> None:
        await self.check(self.random.choice(NAMES))

    async def sweep(self) -> None:
        await self.store.sweep()

    async def wait(self) -> None:
        self.clock.now_s += self.random.choice([1, 30, 300])

    async def check(self, name: str) -> None:
        found = await self.store.find(name)
        if found is None:
            return
        with suppress(FileNotFoundError):  # deleted since
            assert found.path.stat().st_size == 44 + 200 * len(found.notes["text"])


@pytest.mark.parametrize("seed", range(12))
async def test_a_link_serves_its_own_audio_or_nothing(
    open_store: OpenStore, clock: Clock, speaker: Speaker, folder: Path, seed: int
) -> None:
    async with open_store(max_mb=1, keep_s=5) as store:
        storm = Storm(store, clock, seed)
        await storm.run()
        before = {name: await store.find(name) for name in NAMES}
        for name in NAMES:
            await storm.check(name)
    assert store.status().files == len(names(folder, "*.wav")) == len(names(folder, "*.json"))
    assert names(folder, "*.part-*") == []
    async with open_store(max_mb=1, keep_s=5) as store:
        assert {name: await store.find(name) for name in NAMES} == before
