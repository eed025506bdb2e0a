"""What several doors do with one store: one file for equal audio, ids and names of their own, lifetimes, notes."""

import asyncio
from pathlib import Path

import pytest

from tests.speech.store.conftest import Clock, Eventually, OpenStore, Speaker, names
from vitts_server import BadRequest, Busy, StoredAudio, StoreStatus, Sweep, SynthesisRequest
from vitts_server.speech.store import Store
from vitts_server.speech.store.shelf import Shelf

HOUR_S = 3600


def request(text: str = "hello") -> SynthesisRequest:
    return SynthesisRequest(text=text, voice="mai", speaker="1")


async def found(store: Store, name: str) -> StoredAudio:
    stored = await store.find(name)
    assert stored is not None, name
    return stored


async def said(store: Store, name: str) -> str:
    transcript = await store.transcript(name)
    assert transcript is not None, name
    return transcript.text


async def test_a_file_made_through_one_door_is_a_hit_through_another(store: Store, speaker: Speaker) -> None:
    first = await store.make(request(), plain_id="first")
    second = await store.make(request(), plain_id="second")
    third = await store.make(request())

    assert (first.id, second.id, third.id) == ("first", "second", "first")
    assert first.path == second.path == third.path == (await found(store, "second")).path
    assert len(speaker.spoken) == 1


async def test_without_a_wish_the_id_depends_on_the_audio_alone(open_store: OpenStore, clock: Clock) -> None:
    async with open_store() as store:
        made, other = await store.make(request()), await store.make(request("other"))
        await store.delete(made.id)
        clock.now_s += 1
        again = await store.make(request())
    assert again.id == made.id != other.id
    assert again.created_at_s > made.created_at_s


async def test_those_who_wait_for_one_file_each_get_it_under_their_own_id(
    store: Store, speaker: Speaker, eventually: Eventually
) -> None:
    speaker.gate = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        makers = [group.create_task(store.make(request(), plain_id=name, names=[f"r.{name}"])) for name in "abc"]
        await eventually(lambda: speaker.spoken)
        speaker.gate.set()

    assert [maker.result().id for maker in makers] == ["a", "b", "c"]
    assert len({(await found(store, name)).path for name in ("a", "b", "c", "r.a", "r.b", "r.c")}) == 1
    assert len(speaker.spoken) == 1


async def test_an_id_that_was_handed_out_never_means_other_audio(open_store: OpenStore, speaker: Speaker) -> None:
    async with open_store() as store:
        await store.make(request(), plain_id="a")
        await store.make(request(), plain_id="b", names=["r1"])
        other = await store.make(request("other"), plain_id="b", names=["r1", "r2"])
        named = await store.make(request("third"), plain_id="r1")
    async with open_store() as store:
        assert await said(store, "b") == await said(store, "r1") == "hello"
        assert (await found(store, "r2")).id == other.id != "b"
        record = await asyncio.to_thread(other.path.with_suffix(".json").read_text)
        assert "r1" not in record, "another start could read it first"
        assert await said(store, named.id) == "third"
        assert named.id != "r1"
    assert len(speaker.spoken) == 3


async def test_a_name_is_not_taken_from_a_file_that_is_being_made_under_it(
    store: Store, speaker: Speaker, eventually: Eventually
) -> None:
    await store.make(request("other"))
    speaker.gate = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        making = group.create_task(store.make(request(), plain_id="a"))
        await eventually(lambda: len(speaker.spoken) == 2)
        await store.make(request("other"), names=["a"])
        speaker.gate.set()

    assert making.result().id == "a"
    assert await said(store, "a") == "hello"


async def test_a_name_is_not_taken_from_a_file_that_is_being_made_for_it(
    store: Store, speaker: Speaker, eventually: Eventually
) -> None:
    other = await store.make(request("other"))
    speaker.gate = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(store.make(request(), plain_id="a", names=["r"]))
        await eventually(lambda: len(speaker.spoken) == 2)
        await store.make(request("other"), names=["r"])
        speaker.gate.set()

    assert await said(store, "r") == "hello"
    assert '"r"' not in await asyncio.to_thread(other.path.with_suffix(".json").read_text)


async def test_links_names_and_notes_are_known_again_after_a_restart(open_store: OpenStore, clock: Clock) -> None:
    async with open_store() as store:
        await store.make(request(), plain_id="a", names=["r:1"], notes={"model": "x", "asked": "1"})
        await store.make(request(), plain_id="b", names=["r:2"], notes={"asked": "2"})
        clock.now_s += 60
        before = await store.make(request(), plain_id="a")
    async with open_store() as store:
        for name in ("a", "b", "r:1", "r:2"):
            assert await found(store, name) == before
    assert (before.voice, before.speaker) == ("mai", "1")
    assert before.notes == {"model": "x", "asked": "2"}


async def test_each_request_may_say_how_long_it_wants_the_file(open_store: OpenStore, clock: Clock) -> None:
    async with open_store(expiry_h=24) as store:
        start_s = clock.now_s
        short = await store.make(request(), lifetime_s=2 * HOUR_S)
        assert (short.expires_at_s, short.lifetime_s) == (start_s + 2 * HOUR_S, 2 * HOUR_S)
        assert (await store.make(request())).expires_at_s == start_s + 24 * HOUR_S
        again = await store.make(request(), lifetime_s=1 * HOUR_S)
        assert again.expires_at_s == start_s + 24 * HOUR_S, "what was promised is kept"
        clock.now_s += 24 * HOUR_S - 1
        last = await store.make(request(), lifetime_s=2 * HOUR_S)
        assert last.expires_at_s == clock.now_s + 2 * HOUR_S
    async with open_store() as store:
        assert (await found(store, last.id)).expires_at_s == last.expires_at_s
        clock.now_s += 2 * HOUR_S
        assert await store.find(last.id) is None


async def test_the_names_of_a_dead_file_are_free_again(open_store: OpenStore, clock: Clock) -> None:
    async with open_store() as store:
        await store.make(request(), plain_id="a", names=["r"], lifetime_s=HOUR_S)
        clock.now_s += HOUR_S
        other = await store.make(request("other"), plain_id="b", names=["r"])
        await store.sweep()
        assert await found(store, "r") == other
    async with open_store() as store:
        assert await found(store, "r") == other


async def test_a_deleted_file_is_gone_under_all_its_names(store: Store, folder: Path, speaker: Speaker) -> None:
    await store.make(request("other"), plain_id="other")
    await store.make(request(), plain_id="a", names=["r"])
    await store.make(request(), plain_id="b")

    assert await store.delete("r")
    assert [await store.find(name) for name in ("a", "b", "r")] == [None] * 3
    assert [await store.delete(name) for name in ("a", "b", "r")] == [False] * 3
    assert names(folder) == ["other.json", "other.marks", "other.wav"]
    assert (await store.make(request(), plain_id="a")).id == "a"
    assert len(speaker.spoken) == 3


async def test_deleting_what_somebody_else_removed_says_that_it_was_gone(store: Store, folder: Path) -> None:
    (await store.make(request(), plain_id="a")).path.unlink()

    assert not await store.delete("a")
    assert names(folder) == []


async def test_two_who_delete_one_file_do_it_once(store: Store) -> None:
    await store.make(request(), plain_id="a")
    assert sorted(await asyncio.gather(store.delete("a"), store.delete("a"))) == [False, True]


@pytest.mark.parametrize("hostile", ["", "../x", "a/b", "a\0", "a\n", "é", "a" * 129, "a b"])
async def test_a_hostile_name_names_nothing(store: Store, folder: Path, hostile: str) -> None:
    assert not await store.delete(hostile)
    with pytest.raises(BadRequest) as raised:
        await store.make(request(), names=[hostile])
    assert raised.value.field == "name"
    assert names(folder) == []


async def test_two_dots_are_a_name_like_any_other_and_lead_nowhere(store: Store, folder: Path) -> None:
    made = await store.make(request(), names=["..", "."])
    assert (await found(store, "..")).path == (await found(store, ".")).path == made.path
    assert await store.delete("..")
    assert names(folder) == []


async def test_many_names_do_not_pile_up(store: Store) -> None:
    for number in range(300):
        made = await store.make(request(), plain_id=f"link{number}", names=[f"r{number}"])
        assert (await found(store, made.id)).path == made.path
    assert await store.find("r0") is None
    assert await found(store, "r299") == await found(store, "link0")
    assert made.path.with_suffix(".json").stat().st_size < 10_000


async def test_the_status_counts_files_and_bytes(open_store: OpenStore, clock: Clock, folder: Path) -> None:
    async with open_store() as store:
        assert store.status() == StoreStatus(folder=folder, files=0, expired_files=0, size_bytes=0)
        short = await store.make(request(), lifetime_s=HOUR_S)
        long = await store.make(request("longer"))
        clock.now_s += HOUR_S
        size_bytes = short.size_bytes + long.size_bytes
        assert store.status() == StoreStatus(folder=folder, files=2, expired_files=1, size_bytes=size_bytes)
        assert await store.sweep() == Sweep(files=1, size_bytes=short.size_bytes)
        assert await store.sweep() == Sweep(files=0, size_bytes=0)
        assert store.status() == StoreStatus(folder=folder, files=1, expired_files=0, size_bytes=long.size_bytes)
    assert names(folder, "*.wav") == [long.path.name]


async def test_a_closed_store_is_not_swept(open_store: OpenStore) -> None:
    async with open_store() as store:
        pass
    with pytest.raises(Busy):
        await store.sweep()


async def test_what_is_on_disk_is_never_replaced_by_something_older(store: Store, folder: Path) -> None:
    """Changes reach the disk on threads, in any order."""
    await store.make(request(), plain_id="a")
    shelf = Shelf(folder)
    (record,) = shelf.open()
    first = record.model_copy(update={"revision": 1, "names": ("x",)})
    second = record.model_copy(update={"revision": 2, "names": ("x", "y")})

    assert shelf.note(second)
    assert shelf.note(first)
    assert shelf.open()[0].names == ("x", "y")
