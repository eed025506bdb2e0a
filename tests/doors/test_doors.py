"""One sentence through every door: the same samples, and one file for all who want a file."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import numpy as np
import pytest

from tests.doors.doors import DOORS, PATIENCE_S, VOICE, Reach, Samples16
from tests.listener import Listener
from vitts_server import Resampler, SynthesisRequest, audio
from vitts_server.app import BUILT_IN_PLUGINS
from vitts_server.testing import address, open_server

TEXT = "Xin chào các bạn. Hôm nay trời đẹp, 23 độ! Chúng ta đi chơi nhé?"
LEAST_LIKENESS_DB = 70
"""Pieces are cut differently for each client, and floats do not add up to the last bit; nobody hears that."""

SAYS_NOTHING = {
    "http-voices",
    "http-health",
    "http-probes",
    "http-normalize",
    "http-metrics",
    "http-activity",
    "http-models",
    "http-openapi",
    "http-page",
}
"""Doors without speech; whoever adds a plugin puts it here or among the doors."""


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
async def reach(tmp_path: Path, voices_dir: Path, cache_dir: Path, listener: Listener) -> AsyncIterator[Reach]:
    """Pauses in the text mean nothing, however slow the machine is."""
    settings: dict[str, dict[str, object]] = {
        "voices": {"dir": [str(voices_dir)]},
        "speech": {"default-voice": VOICE, "stream-wait-s": PATIENCE_S},
        "server": {"cache-dir": str(cache_dir)},
    }
    async with open_server(tmp_path, {"listener": listener}, settings) as server:
        async with httpx.AsyncClient(base_url=address(server, "http"), timeout=PATIENCE_S, trust_env=False) as http:
            yield Reach(server, http)


async def as_the_core_speaks(reach: Reach, rate_hz: int) -> Samples16:
    """At the rate that a door has."""
    chunks = [chunk async for chunk in reach.server.speech.synthesize(SynthesisRequest(text=TEXT))]
    resampler = Resampler(chunks[0].sample_rate_hz, rate_hz)
    samples = np.concatenate([*(resampler.feed(chunk.samples) for chunk in chunks), resampler.finish()])
    return np.frombuffer(audio.pcm16(samples), "<i2")


def likeness_db(heard: Samples16, spoken: Samples16) -> float:
    """How much louder the sound is than what differs in it."""
    difference = heard.astype(float) - spoken.astype(float)
    return float(10 * np.log10(np.square(spoken.astype(float)).sum() / max(np.square(difference).sum(), 1)))


@pytest.mark.parametrize("name", DOORS)
async def test_every_door_gives_the_same_samples(reach: Reach, name: str) -> None:
    heard = await DOORS[name](reach, TEXT)
    spoken = await as_the_core_speaks(reach, heard.rate_hz)
    assert len(heard.samples) == len(spoken)
    assert np.abs(spoken).max() > 1000
    assert likeness_db(heard.samples, spoken) > LEAST_LIKENESS_DB


def test_every_plugin_that_speaks_is_among_the_doors() -> None:
    doors = {name for name in BUILT_IN_PLUGINS if name == "wyoming" or name.startswith("http-")}
    assert {name.partition(" ")[0] for name in DOORS} == doors - SAYS_NOTHING


FILES = ["http-tts /tts", "http-xtts file in the answer", "http-xtts file behind a link"]
"""Doors that make files."""


@pytest.mark.parametrize("second", FILES)
@pytest.mark.parametrize("first", FILES)
async def test_a_file_made_at_one_door_is_there_at_the_other(
    reach: Reach, listener: Listener, first: str, second: str
) -> None:
    made = await DOORS[first](reach, TEXT)
    files = reach.server.speech.store.status().files
    listener.reports.clear()
    found = await DOORS[second](reach, TEXT)
    assert [report.is_cached for report in listener.reports] == [True]
    assert found.rate_hz == made.rate_hz
    assert found.samples.tobytes() == made.samples.tobytes()
    assert reach.server.speech.store.status().files == files == 1
