"""What the store makes, under which name, and how often."""

import asyncio
import io
import wave
from pathlib import Path

import pytest

from tests.speech.store.conftest import Eventually, OpenStore, Speaker, names
from vitts_server import BadRequest, PluginError, SynthesisRequest, VoiceFailed
from vitts_server.speech.encoders import WavEncoder
from vitts_server.speech.store import Store

PLAIN = "0123456789abcdef"


def request(text: str = "hello", *, is_live: bool = True) -> SynthesisRequest:
    return SynthesisRequest(text=text, is_live=is_live)


async def test_a_file_has_its_plain_id_and_true_sizes_in_its_header(store: Store, folder: Path) -> None:
    made = await store.make(request("hello"), plain_id=PLAIN)

    assert (made.id, made.path) == (PLAIN, folder / f"{PLAIN}.wav")
    assert (made.size_bytes, made.duration_s, made.sample_rate_hz) == (44 + 5 * 100 * 2, 5 * 100 / 8000, 8000)
    assert made.path.stat().st_size == made.size_bytes
    assert int.from_bytes(made.path.read_bytes()[4:8], "little") == made.size_bytes - 8
    with wave.open(str(made.path)) as wav:
        assert (wav.getnframes(), wav.getframerate(), wav.getsampwidth(), wav.getnchannels()) == (500, 8000, 2, 1)


async def test_the_same_request_again_is_not_spoken_again(store: Store, speaker: Speaker) -> None:
    first = await store.make(request(), plain_id=PLAIN)
    again = await store.make(request(), plain_id=PLAIN)

    assert (again.id, again.created_at_s) == (first.id, first.created_at_s)
    assert len(speaker.spoken) == 1


async def test_work_for_a_file_yields_to_those_who_listen(store: Store, speaker: Speaker) -> None:
    await store.make(request(is_live=True), plain_id=PLAIN)

    assert [spoken.is_live for spoken in speaker.spoken] == [False]


async def test_twenty_equal_requests_at_once_are_one_synthesis(
    store: Store, speaker: Speaker, eventually: Eventually
) -> None:
    speaker.gate = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        makers = [group.create_task(store.make(request(), plain_id=PLAIN)) for _ in range(20)]
        await eventually(lambda: speaker.spoken)
        speaker.gate.set()

    assert len(speaker.spoken) == 1
    assert {maker.result() for maker in makers} == {makers[0].result()}


async def test_the_work_goes_on_when_only_the_first_client_leaves(
    store: Store, speaker: Speaker, eventually: Eventually
) -> None:
    speaker.gate = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        leader = group.create_task(store.make(request(), plain_id=PLAIN))
        await eventually(lambda: speaker.spoken)
        follower = group.create_task(store.make(request(), plain_id=PLAIN))
        await asyncio.sleep(0)
        leader.cancel()
        await asyncio.wait([leader])
        speaker.gate.set()

    assert follower.result().id == PLAIN
    assert len(speaker.spoken) == 1


async def test_the_work_ends_when_nobody_waits_any_more(
    store: Store, speaker: Speaker, folder: Path, eventually: Eventually
) -> None:
    speaker.gate = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        makers = [group.create_task(store.make(request(), plain_id=PLAIN)) for _ in range(3)]
        await eventually(lambda: names(folder, "*.part-*"))
        for maker in makers:
            maker.cancel()

    await eventually(lambda: speaker.closed == 1 and not names(folder))
    speaker.gate.set()
    assert (await store.make(request(), plain_id=PLAIN)).id == PLAIN


async def test_a_failing_voice_fails_for_all_who_wait_and_leaves_nothing(
    store: Store, speaker: Speaker, folder: Path
) -> None:
    speaker.error = VoiceFailed("the voice is hoarse")
    results = await asyncio.gather(*(store.make(request(), plain_id=PLAIN) for _ in range(5)), return_exceptions=True)

    assert results == [speaker.error] * 5
    assert names(folder) == []
    speaker.error = None
    assert (await store.make(request(), plain_id=PLAIN)).id == PLAIN


async def test_a_text_without_any_sound_is_refused(store: Store, folder: Path) -> None:
    with pytest.raises(BadRequest, match="nothing that can be spoken"):
        await store.make(request(""), plain_id=PLAIN)
    assert names(folder) == []


async def test_the_plain_id_of_other_audio_is_not_taken_over(store: Store, speaker: Speaker) -> None:
    first = await store.make(request(), plain_id=PLAIN)
    content = first.path.read_bytes()
    speaker.version = "2"
    second = await store.make(request("other"), plain_id=PLAIN)

    assert second.id != first.id
    assert first.path.read_bytes() == content
    assert (await store.make(request("other"), plain_id=PLAIN)).id == second.id
    assert len(speaker.spoken) == 2


async def test_a_plain_id_is_kept_for_what_is_being_made_under_it(
    store: Store, speaker: Speaker, eventually: Eventually
) -> None:
    speaker.gate = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        first = group.create_task(store.make(request("first"), plain_id=PLAIN))
        await eventually(lambda: len(speaker.spoken) == 1)
        second = group.create_task(store.make(request("second"), plain_id=PLAIN))
        await eventually(lambda: len(speaker.spoken) == 2)
        speaker.gate.set()

    assert first.result().id == PLAIN != second.result().id
    assert first.result().size_bytes == 44 + 2 * 500


async def test_another_format_of_the_same_audio_is_another_file(store: Store) -> None:
    wav = await store.make(request(), plain_id=PLAIN)
    pcm = await store.make(request(), plain_id=PLAIN, encoder="pcm")

    assert pcm.path.suffix == ".pcm"
    assert pcm.id != wav.id
    assert wav.path.read_bytes()[44:] == pcm.path.read_bytes()


async def test_another_rate_of_the_same_audio_is_another_file(store: Store, speaker: Speaker) -> None:
    plain = await store.make(request("hello"), plain_id=PLAIN)
    faster = await store.make(request("hello"), plain_id=PLAIN, sample_rate_hz=16000)
    again = await store.make(request("hello"), plain_id=PLAIN, sample_rate_hz=16000)

    assert faster.id == again.id != plain.id
    assert (faster.sample_rate_hz, faster.duration_s) == (16000, plain.duration_s)
    with wave.open(str(faster.path)) as file:
        assert (file.getframerate(), file.getnframes()) == (16000, 1000)
    assert len(speaker.spoken) == 2


async def test_a_file_keeps_which_word_is_heard_when(open_store: OpenStore) -> None:
    async with open_store() as store:
        await store.make(request("hi"), plain_id=PLAIN)
    async with open_store() as store:
        transcript = await store.transcript(PLAIN)
        assert transcript is not None
        assert transcript.text == "hi"
        heard = [(word.kind, word.text, word.start_s, word.end_s, word.span) for word in transcript.words]
        assert heard == [("word", "h", 0, 1 / 80, (0, 0)), ("word", "i", 1 / 80, 2 / 80, (1, 1))]
        assert await store.transcript("unknown") is None
        assert await store.transcript("../x") is None


@pytest.mark.parametrize("damage", [b"", b"{", b'{"text": 1}', b'{"text": "x", "words": [{}]}'])
async def test_a_damaged_transcript_is_none_and_the_audio_stays(store: Store, folder: Path, damage: bytes) -> None:
    await store.make(request(), plain_id=PLAIN)
    (folder / f"{PLAIN}.marks").write_bytes(damage)

    assert await store.transcript(PLAIN) is None
    assert await store.find(PLAIN) is not None


@pytest.mark.parametrize("suffix", ["json", "marks"])
async def test_an_encoder_that_would_write_over_the_stores_own_files_stops_the_start(
    open_store: OpenStore, suffix: str
) -> None:
    encoder = WavEncoder()
    encoder.suffix = suffix
    with pytest.raises(PluginError, match="encoder wav"):
        async with open_store([encoder]):
            pass


async def test_two_readers_do_not_disturb_each_other(store: Store) -> None:
    made = await store.make(request("reader"), plain_id=PLAIN)
    first, second = ((await store.find(PLAIN)), (await store.find(PLAIN)))
    assert first is not None
    assert second is not None
    with io.BytesIO() as mixed, first.path.open("rb") as one, second.path.open("rb") as other:
        one.read(50)
        mixed.write(other.read())
        assert mixed.getvalue() == made.path.read_bytes()


@pytest.mark.parametrize(
    "hostile",
    ["", ".", "..", "../x", "a/b", "a\\b", "a.wav", "a\0", "a\n", "é", "٣", "a" * 129, "%2e%2e", "/etc/passwd", "~"],
)
async def test_a_hostile_id_finds_nothing_and_makes_nothing(store: Store, folder: Path, hostile: str) -> None:
    outside = folder.parent / "x.wav"
    outside.write_bytes(b"secret")

    assert await store.find(hostile) is None
    with pytest.raises(BadRequest):
        await store.make(request(), plain_id=hostile)
    assert names(folder) == []


async def test_an_unknown_format_is_refused_by_name(store: Store) -> None:
    with pytest.raises(BadRequest, match="no format 'mp9'; there are: wav, pcm") as raised:
        await store.make(request(), plain_id=PLAIN, encoder="mp9")
    assert raised.value.field == "format"


async def test_an_encoder_with_an_unsafe_suffix_stops_the_start(open_store: OpenStore) -> None:
    class Sneaky(WavEncoder):
        name = "sneaky"
        suffix = "../wav"

    with pytest.raises(PluginError, match="encoder sneaky"):
        async with open_store([Sneaky()]):
            pass
