"""The use case through its public face: a real service with real threads, and voices that do as told."""

import asyncio
import random
import threading
from pathlib import Path

import pytest

from tests.speech.speaking import listen, speaking, until
from vitts_server import (
    BadRequest,
    Busy,
    NoVoice,
    SynthesisRequest,
    Utterance,
    VoiceFailed,
    VoiceInfo,
)
from vitts_server.app import Server
from vitts_server.testing import SECONDS_PER_CHARACTER, TonePlugin, open_server, tone_voice


async def test_all_of_the_text_is_spoken_once(tmp_path: Path) -> None:
    tones = TonePlugin()
    async with speaking(tmp_path, tones) as server:
        samples = await listen(server, "Một hai ba. Bốn năm sáu!")
    assert [utterance.text for utterance in tones.spoken] == ["Một hai ba.", "Bốn năm sáu!"]
    assert len(samples) == round(len("Một hai ba." + "Bốn năm sáu!") * SECONDS_PER_CHARACTER * 16000)


async def test_the_pause_between_sentences_is_a_whole_number_of_samples(tmp_path: Path) -> None:
    async with speaking(tmp_path, TonePlugin()) as server:
        without = await listen(server, "Một. Hai. Ba.")
        with_pause = await listen(server, "Một. Hai. Ba.", sentence_pause_s=0.10003)
    assert len(with_pause) - len(without) == 2 * round(0.10003 * 16000)


async def test_chunks_say_where_they_begin_in_the_answer(tmp_path: Path) -> None:
    async with speaking(tmp_path, TonePlugin()) as server:
        position_s = 0.0
        async for chunk in server.speech.synthesize(SynthesisRequest(text="Một hai. Ba bốn.")):
            assert chunk.start_s == pytest.approx(position_s)
            position_s += len(chunk.samples) / chunk.sample_rate_hz


async def test_text_that_arrives_in_pieces_is_spoken_while_it_arrives(tmp_path: Path) -> None:
    tones = TonePlugin()
    async with speaking(tmp_path, tones) as server, server.speech.open_stream(SynthesisRequest()) as stream:
        chunks = aiter(stream)
        for piece in ("Xin ch", "ào. T", "ôi"):
            stream.feed(piece)
        first = await anext(chunks)
        assert first.samples.size
        assert [utterance.text for utterance in tones.spoken] == ["Xin chào."]
        stream.finish()
        rest = [chunk async for chunk in chunks]
        assert rest
    assert [utterance.text for utterance in tones.spoken] == ["Xin chào.", "Tôi"]


async def test_text_without_an_end_in_sight_is_spoken_when_it_pauses(tmp_path: Path) -> None:
    tones = TonePlugin()
    async with speaking(tmp_path, tones, speech={"stream-wait-s": 0.05}) as server:
        async with server.speech.open_stream(SynthesisRequest()) as stream:
            stream.feed("một hai b")
            async with asyncio.timeout(20):
                await anext(aiter(stream))
            assert [utterance.text for utterance in tones.spoken] == ["một hai"]


async def test_what_has_arrived_can_be_spoken_at_once_and_more_may_follow(tmp_path: Path) -> None:
    tones = TonePlugin()
    async with speaking(tmp_path, tones, speech={"stream-wait-s": 60}) as server:
        async with server.speech.open_stream(SynthesisRequest()) as stream:
            chunks = aiter(stream)
            stream.feed("một hai b")
            stream.flush()
            async with asyncio.timeout(20):
                await anext(chunks)
            assert [utterance.text for utterance in tones.spoken] == ["một hai b"]
            stream.flush()
            stream.feed("ba. Bốn")
            stream.finish()
            stream.flush()
            assert [chunk async for chunk in chunks]
    assert [utterance.text for utterance in tones.spoken] == ["một hai b", "ba.", "Bốn"]


async def test_what_markup_holds_back_is_spoken_too_when_it_has_to_be(tmp_path: Path) -> None:
    async with speaking(tmp_path, TonePlugin(), speech={"stream-wait-s": 60}) as server:
        async with server.speech.open_stream(SynthesisRequest()) as stream:
            stream.feed("12")  # a list may begin like that
            stream.flush()
            async with asyncio.timeout(20):
                assert (await anext(aiter(stream))).samples.size


async def test_text_that_takes_its_time_is_spoken_to_the_end(tmp_path: Path) -> None:
    tones = TonePlugin()
    async with speaking(tmp_path, tones, speech={"request-timeout-s": 0.5, "stream-wait-s": 9}) as server:
        async with server.speech.open_stream(SynthesisRequest()) as stream, asyncio.TaskGroup() as group:

            async def spoken() -> int:
                return sum([len(chunk.samples) async for chunk in stream])

            listening = group.create_task(spoken())
            await asyncio.sleep(0.8)
            stream.feed("một hai. Ba")
            await asyncio.sleep(0.8)
            stream.feed(" bốn. ")
            stream.finish()
    expected = sum(len(utterance.text) for utterance in tones.spoken) * SECONDS_PER_CHARACTER * 16000
    assert [utterance.text for utterance in tones.spoken] == ["một hai.", "Ba bốn."]
    assert listening.result() == round(expected)


async def test_a_lone_surrogate_is_not_spoken_and_harms_nothing(tmp_path: Path) -> None:
    tones = TonePlugin()
    settings = {"voices": {"preload": False}}
    disabled = ("espeak", "shipped", "text")
    async with open_server(tmp_path, {"tones": tones}, settings, adapters=False, disabled=disabled) as server:
        assert (await listen(server, "xin \ud800 chào")).size
        assert server.service.fingerprint(SynthesisRequest(text="xin \ud800 chào"))


async def test_an_empty_stream_ends_without_audio(tmp_path: Path) -> None:
    async with speaking(tmp_path, TonePlugin()) as server, server.speech.open_stream(SynthesisRequest()) as stream:
        stream.finish()
        assert [chunk async for chunk in stream] == []


async def test_hang_up_stops_the_voice_within_one_step_and_frees_it(tmp_path: Path) -> None:
    tones = TonePlugin()
    async with speaking(tmp_path, tones) as server:
        chunks = server.speech.synthesize(SynthesisRequest(text="một hai ba bốn năm sáu bảy tám chín mười " * 20))
        await anext(chunks)
        await chunks.aclose()
        assert tones.speaking == 0
        assert server.speech.status().running == 0
        steps = tones.pieces
        await asyncio.sleep(0.05)
        assert tones.pieces == steps


async def test_hang_up_while_a_step_runs_waits_for_that_step_only(tmp_path: Path) -> None:
    begun, gate = threading.Event(), threading.Event()

    def before_piece(_utterance: Utterance, number: int) -> None:
        if number == 1:
            begun.set()
            gate.wait(20)

    tones = TonePlugin(before_piece=before_piece)
    async with speaking(tmp_path, tones) as server:
        chunks = server.speech.synthesize(SynthesisRequest(text="một hai ba bốn năm sáu bảy tám chín mười"))
        await anext(chunks)
        await until(begun.is_set)
        closing = asyncio.gather(chunks.aclose())
        await asyncio.sleep(0.02)
        assert not closing.done()
        gate.set()
        await closing
        assert tones.speaking == 0
        assert tones.pieces == 2


async def test_a_client_that_takes_nothing_stops_its_work_after_a_while(tmp_path: Path) -> None:
    tones = TonePlugin()
    async with speaking(tmp_path, tones, speech={"max-ahead-s": 1.0}) as server:
        async with server.speech.open_stream(SynthesisRequest()) as stream:
            stream.feed("một hai ba bốn năm sáu bảy tám chín mười. " * 20)
            stream.finish()
            await until(lambda: tones.pieces >= 10)
            await asyncio.sleep(0.05)
            assert tones.pieces <= 11
            assert len([chunk async for chunk in stream]) > 100


async def test_two_clients_at_once_are_both_heard_at_once(tmp_path: Path) -> None:
    both = threading.Barrier(2, timeout=20)
    tones = TonePlugin(before_piece=lambda _utterance, number: both.wait() if number == 0 else None)
    async with speaking(tmp_path, tones, speech={"threads": 2}) as server:
        first, second = await asyncio.gather(listen(server, "xin chào các bạn"), listen(server, "tạm biệt các bạn"))
    assert first.size
    assert second.size


async def test_a_voice_that_is_not_thread_safe_is_stepped_one_at_a_time(tmp_path: Path) -> None:
    tones = TonePlugin(concurrency=1, before_piece=lambda *_: threading.Event().wait(0.002))
    async with speaking(tmp_path, tones, speech={"threads": 4}) as server:
        await asyncio.gather(*(listen(server, f"xin chào {number}") for number in range(6)))
    assert tones.most_stepped == 1


async def test_a_full_queue_answers_busy_at_once(tmp_path: Path) -> None:
    gate = threading.Event()
    tones = TonePlugin(before_piece=lambda *_: gate.wait(20))
    async with speaking(tmp_path, tones, speech={"max-waiting-requests": 2}) as server:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(listen(server, f"câu {number}")) for number in range(2)]
            await until(lambda: server.speech.status().waiting == 2)
            with pytest.raises(Busy) as refused:
                await listen(server, "một câu nữa")
            assert refused.value.retry_after_s >= 1
            gate.set()
        assert all(task.result().size for task in tasks)
        assert (await listen(server, "bây giờ được")).size


async def test_a_voice_that_fails_harms_only_its_own_request(tmp_path: Path) -> None:
    def fail(utterance: Utterance, number: int) -> None:
        if "hỏng" in utterance.text and number == 1:
            raise ValueError("the net is broken")

    async with speaking(tmp_path, TonePlugin(before_piece=fail)) as server:
        async with asyncio.TaskGroup() as group:
            good = group.create_task(listen(server, "câu này tốt lắm"))
            with pytest.raises(VoiceFailed, match="the net is broken"):
                await listen(server, "câu này hỏng rồi")
        assert good.result().size
        assert (await listen(server, "vẫn nói được")).size


async def test_a_voice_that_cannot_be_loaded_says_why(tmp_path: Path) -> None:
    def refuse(info: VoiceInfo) -> None:
        raise OSError("no such device")

    async with speaking(tmp_path, TonePlugin(on_load=refuse)) as server:
        with pytest.raises(VoiceFailed, match="no such device"):
            await listen(server, "xin chào")


async def test_a_default_voice_that_does_not_work_is_listed_with_its_reason_and_replaced(tmp_path: Path) -> None:
    def refuse(info: VoiceInfo) -> None:
        if info.name == "broken":
            raise OSError("no such device")

    tones = TonePlugin(voices=[tone_voice("broken", rank=900), tone_voice("good")], on_load=refuse)
    async with speaking(tmp_path, tones, voices={"preload": True}) as server:
        assert [voice.name for voice in server.speech.voices()] == ["good"]
        assert "no such device" in server.speech.bad_voices()[0].reason
        assert (await listen(server, "xin chào")).size


@pytest.mark.parametrize(
    ("request_fields", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "dài " * 20}, "text"),
        ({"text": "a", "speed": 0.01}, "speed"),
        ({"text": "a", "volume": -1}, "volume"),
        ({"text": "a", "noise_w": float("nan")}, "noise_w"),
        ({"text": "a", "sentence_pause_s": 99}, "sentence_pause_s"),
        ({"text": "a", "text_format": "html"}, "text_format"),
    ],
)
async def test_bad_requests_name_the_field(tmp_path: Path, request_fields: dict[str, object], field: str) -> None:
    async with speaking(tmp_path, TonePlugin(), speech={"max-text-chars": 50}) as server:
        with pytest.raises(BadRequest) as refused:
            await listen(server, **request_fields)  # type: ignore[arg-type]
        assert refused.value.field == field


async def test_a_stream_that_grows_too_long_is_refused_and_not_cut_silently(tmp_path: Path) -> None:
    async with speaking(tmp_path, TonePlugin(), speech={"max-text-chars": 50}) as server:
        async with server.speech.open_stream(SynthesisRequest()) as stream:
            stream.feed("x" * 50)
            with pytest.raises(BadRequest, match="51"):
                stream.feed("x")


async def test_without_a_voice_every_request_says_so(tmp_path: Path) -> None:
    async with speaking(tmp_path, TonePlugin(voices=[])) as server:
        if server.speech.voices():
            pytest.skip("a voice is installed on this machine")
        with pytest.raises(NoVoice):
            await listen(server, "xin chào")


async def test_voices_are_loaded_once_for_all_who_wait_and_the_least_recent_one_goes(tmp_path: Path) -> None:
    tones = TonePlugin(voices=[tone_voice(name) for name in "abc"])
    async with speaking(tmp_path, tones, voices={"max-loaded": 2}) as server:
        await asyncio.gather(*(listen(server, "xin chào", voice="a") for _ in range(5)))
        assert tones.loads == ["a"]
        await listen(server, "xin chào", voice="b")
        await listen(server, "xin chào", voice="a")
        await listen(server, "xin chào", voice="c")
        await until(lambda: tones.unloads == ["b"])
        assert sorted(loaded.name for loaded in server.speech.status().loaded) == ["a", "c"]
    assert sorted(tones.unloads) == ["a", "b", "c"], "all are unloaded at the end"


async def test_a_voice_is_never_unloaded_while_it_speaks(tmp_path: Path) -> None:
    tones = TonePlugin(voices=[tone_voice(name) for name in "ab"])
    async with speaking(tmp_path, tones, voices={"max-loaded": 1}) as server:
        async with server.speech.open_stream(SynthesisRequest(voice="a")) as stream:
            await listen(server, "xin chào", voice="b")
            await until(lambda: tones.unloads == ["b"] or len(server.speech.status().loaded) == 2)
            assert "a" not in tones.unloads
            stream.feed("vẫn nói.")
            stream.finish()
            assert [chunk async for chunk in stream]


async def test_draining_refuses_new_work_and_waits_for_what_runs(tmp_path: Path) -> None:
    gate = threading.Event()
    tones = TonePlugin(before_piece=lambda *_: gate.wait(20))
    async with speaking(tmp_path, tones) as server, asyncio.TaskGroup() as group:
        running = group.create_task(listen(server, "đang nói"))
        await until(lambda: server.speech.status().running == 1)
        draining = group.create_task(server.drain())
        await until(lambda: server.speech.status().state == "draining")
        with pytest.raises(Busy):
            await listen(server, "quá muộn")
        assert not draining.done()
        gate.set()
        await draining
        assert (await running).size


async def test_a_thousand_random_clients_leave_no_work_and_no_thread_behind(tmp_path: Path) -> None:
    chance = random.Random(7)
    tones = TonePlugin()

    async def client(server: Server, number: int) -> None:
        await asyncio.sleep(chance.uniform(0, 1.5))
        chunks = server.speech.synthesize(SynthesisRequest(text=f"câu số {number}. " * chance.randint(1, 4)))
        try:
            async for _ in chunks:
                if chance.random() < 0.2:
                    break
        except Busy:
            pass
        finally:
            await chunks.aclose()

    async with speaking(tmp_path, tones, speech={"max-requests": 5000, "max-waiting-requests": 5000}) as server:
        await asyncio.gather(*(client(server, number) for number in range(1000)))
        status = server.speech.status()
        assert (status.running, status.waiting, tones.speaking) == (0, 0, 0)
        assert all(loaded.leases == 0 for loaded in status.loaded)
    ours = [thread.name for thread in threading.enumerate() if thread.name.startswith(("speech", "load"))]
    assert ours == []


async def test_a_book_is_read_while_others_are_served(tmp_path: Path) -> None:
    tones = TonePlugin()
    text = "Một **câu** ngắn. " * 3000
    turns = 0
    async with speaking(tmp_path, tones) as server:

        async def others() -> None:
            nonlocal turns
            while True:
                await asyncio.sleep(0)
                turns += 1

        other = asyncio.ensure_future(others())  # noqa: TID251 - it never ends by itself
        chunks = server.speech.synthesize(SynthesisRequest(text=text))
        await anext(chunks)
        before_the_first_chunk = turns
        await chunks.aclose()
        other.cancel()
    assert before_the_first_chunk > len(text) / 4000
