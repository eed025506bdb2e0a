"""How long files live, and that links do not dangle."""

from pathlib import Path

import pytest

from tests.speech.store.conftest import Clock, Eventually, OpenStore, Speaker, names
from vitts_server import SynthesisRequest
from vitts_server.speech.store import Store

MEGABYTE = 1_000_000


def request(text: str = "hello") -> SynthesisRequest:
    return SynthesisRequest(text=text)


def large(letter: str) -> SynthesisRequest:
    """A text whose file is a little over 0.4 MB."""
    return SynthesisRequest(text=letter * 2000)


async def test_a_file_is_kept_for_its_time_after_it_was_last_handed_out(
    open_store: OpenStore, clock: Clock, speaker: Speaker
) -> None:
    async with open_store(expiry_h=1) as store:
        made = await store.make(request(), plain_id="a")
        assert made.expires_at_s == clock.now_s + 3600
        clock.now_s += 3000
        again = await store.make(request(), plain_id="a")
        assert again.expires_at_s == clock.now_s + 3600
        clock.now_s += 3599
        assert await store.find("a") == again
        clock.now_s += 1
        assert await store.find("a") is None
        await store.make(request(), plain_id="a")
    assert len(speaker.spoken) == 2


async def test_reading_a_file_does_not_lengthen_its_life(open_store: OpenStore, clock: Clock) -> None:
    async with open_store(expiry_h=1) as store:
        made = await store.make(request(), plain_id="a")
        clock.now_s += 3000
        found = await store.find("a")
        assert found is not None
        assert found.expires_at_s == made.expires_at_s


async def test_expired_files_are_swept_from_the_disk(
    open_store: OpenStore, clock: Clock, folder: Path, eventually: Eventually
) -> None:
    async with open_store(expiry_h=1, sweep_s=0.01) as store:
        await store.make(request(), plain_id="old")
        clock.now_s += 1800
        await store.make(request("other"), plain_id="young")
        clock.now_s += 1800
        await eventually(lambda: names(folder, "old.*") == [])
        assert await store.find("young") is not None
    assert names(folder) == ["young.json", "young.marks", "young.wav"]


async def test_what_was_handed_out_longest_ago_makes_room(
    open_store: OpenStore, clock: Clock, folder: Path, eventually: Eventually
) -> None:
    async with open_store(max_mb=1, keep_s=10) as store:
        for name in ("a", "b"):
            await store.make(large(name), plain_id=name)
            clock.now_s += 20
        await store.make(large("a"), plain_id="a")
        clock.now_s += 20
        await store.make(large("c"), plain_id="c")

        await eventually(lambda: not (folder / "b.wav").exists() and not (folder / "b.json").exists())
        assert [name for name in "abc" if await store.find(name)] == ["a", "c"]


async def test_a_link_that_was_just_handed_out_never_dangles(
    open_store: OpenStore, clock: Clock, folder: Path, eventually: Eventually
) -> None:
    async with open_store(max_mb=1, keep_s=60, sweep_s=0.01) as store:
        for name in ("a", "b", "c", "d"):
            await store.make(large(name), plain_id=name)
            clock.now_s += 10
        assert [name for name in "abcd" if await store.find(name)] == ["a", "b", "c", "d"]
        clock.now_s += 51
        await eventually(lambda: names(folder, "*.wav") == ["c.wav", "d.wav"])


async def test_another_voice_file_gets_the_plain_id_only_after_the_old_link_died(
    open_store: OpenStore, clock: Clock, speaker: Speaker
) -> None:
    async with open_store(expiry_h=1) as store:
        old = await store.make(request(), plain_id="a")
        speaker.version = "2"
        assert (await store.make(request(), plain_id="a")).id != old.id
        clock.now_s += 3600
        new = await store.make(request(), plain_id="a")
    assert new.id == old.id
    assert new.created_at_s > old.created_at_s


async def test_files_are_known_again_after_a_restart(open_store: OpenStore, clock: Clock, speaker: Speaker) -> None:
    async with open_store(expiry_h=1) as store:
        await store.make(request(), plain_id="a")
        clock.now_s += 3000
        made = await store.make(request(), plain_id="a")
    clock.now_s += 3000
    async with open_store(expiry_h=24) as store:
        assert await store.find("a") == made
        await store.make(request(), plain_id="a")
    assert len(speaker.spoken) == 1


async def test_a_file_that_expired_while_the_server_was_down_is_gone(
    open_store: OpenStore, clock: Clock, folder: Path, eventually: Eventually
) -> None:
    async with open_store(expiry_h=1) as store:
        await store.make(request(), plain_id="a")
    clock.now_s += 3600
    async with open_store() as store:
        assert await store.find("a") is None
        await eventually(lambda: not names(folder))


@pytest.mark.parametrize("damage", [b"", b"RIFF", b"x" * 5000])
async def test_a_damaged_file_is_not_served_but_made_anew(store: Store, speaker: Speaker, damage: bytes) -> None:
    made = await store.make(request(), plain_id="a")
    content = made.path.read_bytes()
    made.path.write_bytes(damage)

    assert await store.find("a") is None
    assert (await store.make(request(), plain_id="a")).id == "a"
    assert made.path.read_bytes() == content
    assert len(speaker.spoken) == 2


async def test_a_file_that_somebody_deleted_is_made_anew(store: Store, speaker: Speaker) -> None:
    made = await store.make(request(), plain_id="a")
    made.path.unlink()

    assert await store.find("a") is None
    assert (await store.make(request(), plain_id="a")).path.exists()
    assert len(speaker.spoken) == 2
