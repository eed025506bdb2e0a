"""Whatever a client does: each utterance has one end, sound belongs to the one announced last, and nothing is left."""

import random
from typing import Any

import pytest

from tests.protocols.http.conftest import eventually
from tests.protocols.http.live.conftest import Client, Live
from vitts_server.testing import TonePlugin

ENDS = {"done", "cancelled", "error"}
FAULTS: list[dict[str, Any]] = [{}, {}, {}, {"voice": "nobody"}, {"speed": 99}, {"marks": "?"}, {"format": "x"}]
JUNK: list[str | bytes] = ["{", b"\0", '{"type": 1}', "[]", '{"type": "text"}']


async def chatter(client: Client, chance: random.Random) -> list[str]:
    """Says anything in any order; the ids of all utterances that were begun."""
    begun: list[str] = []
    for _ in range(30):
        match chance.choice(["start", "start", "text", "text", "text", "flush", "end", "cancel", "cancel one", "junk"]):
            case "start":
                begun.append(f"u{len(begun)}")
                await client.send("start", id=begun[-1], **chance.choice(FAULTS))
            case "text":
                await client.send("text", text=chance.choice(["Một. ", "hai b", "a", "?! ", "\n\n", "1", "**"]))
            case "cancel one":
                await client.send("cancel", id=f"u{chance.randrange(10)}")
            case "junk":
                await client.socket.send(chance.choice(JUNK))
            case kind:
                await client.send(kind)
    await client.send("end")
    await client.say("cuối", id="last")
    return [*begun, "last"]


@pytest.mark.parametrize("seed", range(12))
async def test_each_utterance_has_one_end_and_sound_follows_its_announcement(
    live: Live, tones: TonePlugin, seed: int
) -> None:
    async with live.client() as client:
        begun = await chatter(client, random.Random(seed))
        ends: list[str] = []
        speaking: str | None = None
        while "last" not in ends:
            message: dict[str, Any] | bytes = await client.hear()
            if isinstance(message, bytes):
                assert speaking is not None
                continue
            if message["type"] == "started":
                assert speaking is None
                speaking = message["id"]
            elif message["type"] == "marks":
                assert message["id"] == speaking
            elif message["id"] is not None:
                assert message["type"] in ENDS
                ends.append(message["id"])
                speaking = None if message["id"] == speaking else speaking
        assert sorted(ends) == sorted(begun)
    await eventually(lambda: live.server.speech.status().running == 0)
    assert tones.speaking == 0
