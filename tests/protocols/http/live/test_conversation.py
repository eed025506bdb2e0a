"""Live text over a real WebSocket: heard while it is written, and silent when told to be."""

import asyncio
import io
import random
import wave
from itertools import pairwise
from typing import Any, cast

import numpy as np
import pytest

from tests.protocols.http.conftest import Gate, eventually
from tests.protocols.http.live.conftest import Client, Live, OpenLive
from vitts_server import SynthesisRequest, audio
from vitts_server.testing import SECONDS_PER_CHARACTER, TonePlugin

TEXT = "Xin chào các bạn. Hôm nay trời đẹp! Chúng ta đi đâu?"


async def spoken_by_the_core(live: Live, text: str, **request: object) -> bytes:
    wanted = SynthesisRequest(text=text, **request)  # type: ignore[arg-type]
    return b"".join([audio.pcm16(chunk.samples) async for chunk in live.server.speech.synthesize(wanted)])


async def test_an_utterance_is_announced_spoken_and_summed_up(live: Live, client: Client) -> None:
    await client.say(TEXT, id="a")
    heard = await client.listen()
    started, *_, end = heard.messages
    assert started == {
        "type": "started",
        "id": "a",
        "voice": "mai",
        "speaker": None,
        "language": "vi-VN",
        "format": "pcm",
        "media_type": "audio/pcm",
        "sample_rate": 16000,
        "channels": 1,
        "warnings": [],
    }
    assert heard.audio == await spoken_by_the_core(live, TEXT)
    assert (end["type"], end["id"], end["characters"]) == ("done", "a", len(TEXT))
    assert end["audio_s"] == pytest.approx(len(heard.audio) / 32000)
    assert end["first_audio_s"] >= 0


async def test_the_first_sentence_is_heard_before_the_second_is_written(client: Client) -> None:
    await client.send("start")
    for piece in ("Xin ch", "ào. ", "T"):
        await client.send("text", text=piece)
    await client.hear_sound()
    await client.send("text", text="ôi")
    await client.send("end")
    assert (await client.listen()).end["characters"] == len("Xin chào. Tôi")


@pytest.mark.parametrize("seed", range(8))
async def test_any_cutting_of_the_text_sounds_like_the_whole_text(live: Live, client: Client, seed: int) -> None:
    chance = random.Random(seed)
    text = " ".join(chance.choices([*TEXT.split(), "3.5", "v.v.", "😀", "\n\n", "Tp."], k=40))
    cuts = sorted({0, len(text), *chance.choices(range(len(text)), k=chance.choice([1, 5, 60]))})
    await client.say(*(text[a:b] for a, b in pairwise(cuts)))
    heard = await client.listen()
    assert heard.end["type"] == "done"
    assert heard.audio == await spoken_by_the_core(live, text)


async def test_flush_speaks_what_is_there_and_more_may_follow(client: Client, tones: TonePlugin) -> None:
    await client.send("start")
    await client.send("text", text="chưa hết c")
    await client.send("flush")
    await client.hear_sound()
    await client.send("text", text="âu")
    await client.send("end")
    assert (await client.listen()).end["type"] == "done"
    assert [utterance.text for utterance in tones.spoken[-2:]] == ["chưa hết c", "âu"]


async def test_utterances_are_spoken_one_after_the_other_under_their_names(client: Client) -> None:
    for name, text in (("a", "một"), ("b", "hai ba"), ("c", "bốn năm sáu")):
        await client.say(text, id=name)
    for name, text in (("a", "một"), ("b", "hai ba"), ("c", "bốn năm sáu")):
        heard = await client.listen()
        assert {message["id"] for message in heard.messages} == {name}
        assert heard.end["audio_s"] == pytest.approx(len(text) * SECONDS_PER_CHARACTER)


async def test_the_client_chooses_voice_speaker_speed_format_and_rate(live: Live, client: Client) -> None:
    await client.say("hello", voice="duo", speaker="bob", speed=0.5, format="wav", sample_rate=8000)
    heard = await client.listen()
    started = heard.messages[0]
    assert (started["voice"], started["speaker"], started["media_type"]) == ("duo", "bob", "audio/wav")
    assert started["sample_rate"] == 8000
    with wave.open(io.BytesIO(heard.audio)) as file:
        assert file.getframerate() == 8000
    assert (len(heard.audio) - 44) / 16000 == pytest.approx(5 * SECONDS_PER_CHARACTER / 0.5, abs=0.001)
    await client.say("xin chào", language="fr")
    assert "fr" in (await client.listen()).messages[0]["warnings"][0]


async def test_words_are_marked_before_they_are_heard(
    open_live: OpenLive, voices_dir: object, cache_dir: object
) -> None:
    text = "Xin chào các bạn. Hôm nay trời đẹp."
    folders = {"voices": {"dir": [str(voices_dir)]}, "server": {"cache-dir": str(cache_dir)}}
    async with open_live(**cast("Any", folders)) as live, live.client() as client:
        await client.say(text[:10], text[10:], voice="tiny-vi")
        position_s, words = 0.0, []
        rate_hz = 0
        while (message := await client.hear()) and not (isinstance(message, dict) and message["type"] == "done"):
            if isinstance(message, bytes):
                position_s += len(message) / 2 / rate_hz
            elif message["type"] == "started":
                rate_hz = message["sample_rate"]
            else:
                words += message["marks"]
                assert all(word["start_s"] >= position_s - 0.001 for word in message["marks"])
        assert isinstance(message, dict)
        assert message["audio_s"] == pytest.approx(position_s, abs=0.001)
        assert [text[slice(*word["span"])] for word in words] == [word["word"] for word in words]
        assert [word["word"].strip(".") for word in words] == text.replace(".", "").split()
        assert all(word["start_s"] < word["end_s"] <= message["audio_s"] for word in words)

        await client.say(text, voice="tiny-vi", marks=False)
        assert [said["type"] for said in (await client.listen()).messages] == ["started", "done"]


async def test_places_that_ssml_marks_are_told_when_they_are_reached(client: Client) -> None:
    await client.say('<speak>Một hai.<mark name="here"/> Ba.</speak>', text_format="ssml")
    told = [mark for message in (await client.listen()).messages for mark in message.get("marks", [])]
    (place,) = [mark for mark in told if "mark" in mark]
    assert place["mark"] == "here"
    assert place["start_s"] >= len("Một hai.") * SECONDS_PER_CHARACTER


async def test_barge_in_silences_what_is_spoken_and_what_waits(
    live: Live, client: Client, tones: TonePlugin, gate: Gate
) -> None:
    gate.close(passes=1)
    await client.say("a" * 1000, id="long")
    await client.say("b", id="waits")
    first = await client.hear_sound()
    await asyncio.to_thread(gate.is_reached.wait, 60)
    await client.send("cancel")
    await client.is_understood()
    gate.open()
    heard = await client.listen()
    assert (heard.end["type"], heard.end["id"], heard.audio) == ("cancelled", "long", b"")
    assert heard.end["audio_s"] == pytest.approx(len(first) / 32000)
    assert (await client.listen()).end == {"type": "cancelled", "id": "waits", "audio_s": 0.0, "first_audio_s": None}
    assert tones.speaking == 0
    assert live.server.speech.status().running == 0
    assert [utterance.text for utterance in tones.spoken if utterance.text == "b"] == []

    await client.say("và nói tiếp", id="next")
    assert (await client.listen()).end["type"] == "done"


async def test_one_utterance_can_be_cancelled_among_others(client: Client, gate: Gate, tones: TonePlugin) -> None:
    gate.close(passes=1)
    await client.say("a" * 20, id="first")
    await client.say("b" * 20, id="second")
    await client.send("cancel", id="second")
    await client.send("cancel", id="nobody")
    await client.hear_sound()
    await client.is_understood()
    gate.open()
    assert (await client.listen()).end["type"] == "done"
    assert (await client.listen()).end["type"] == "cancelled"
    assert all("b" not in utterance.text for utterance in tones.spoken[1:])


async def test_cancelling_while_the_text_is_still_open_ends_it(client: Client) -> None:
    await client.send("start", id="a")
    await client.send("text", text="Một. Hai")
    await client.send("cancel")
    await client.send("text", text=" ba")
    await client.send("end")
    assert (await client.listen()).end["type"] == "cancelled"
    await client.say("b", id="b")
    assert (await client.listen()).end["id"] == "b"


async def test_a_text_without_words_is_done_without_sound(client: Client) -> None:
    await client.say()
    heard = await client.listen()
    assert (heard.audio, heard.end["type"], heard.end["audio_s"]) == (b"", "done", 0)
    assert heard.end["first_audio_s"] is None


async def test_an_error_is_about_its_utterance_alone(client: Client) -> None:
    await client.say("a", id="a", voice="nobody")
    await client.say("b", id="b", speed=99)
    await client.say("c", id="c", format="8-track")
    await client.say("<speak>d", id="d", text_format="ssml")
    await client.say("e", id="e")
    ends = [(await client.listen()).end for _ in range(5)]
    assert [(end.get("code"), end.get("field"), end["id"]) for end in ends] == [
        ("unknown-voice", "voice", "a"),
        ("bad-request", "speed", "b"),
        ("bad-request", "format", "c"),
        ("bad-request", "text", "d"),
        (None, None, "e"),
    ]
    assert "installed are: mai, duo" in ends[0]["message"]


async def test_a_voice_that_fails_ends_its_utterance_with_an_error(
    client: Client, tones: TonePlugin, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_utterance: object, number: int) -> None:
        if number == 2:
            raise RuntimeError("hoarse")

    tones.before_piece = fail
    await client.say("a" * 100, id="a")
    heard = await client.listen()
    assert (heard.end["code"], heard.pieces) == ("voice-failed", 2)
    tones.before_piece = None
    await client.say("b")
    assert (await client.listen()).end["type"] == "done"
    caplog.clear()


async def test_an_unexpected_failure_does_not_show_its_inside(
    live: Live, client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def crash() -> None:
        raise RuntimeError("secret inside")

    with monkeypatch.context() as patch:
        patch.setattr(live.server.service, "encoders", crash)
        await client.say("bí mật")
        end = (await client.listen()).end
    assert (end["code"], end["message"]) == ("internal", "The server failed; its log says why.")
    assert "secret inside" in caplog.text
    assert "bí mật" not in caplog.text
    await client.say("b")
    assert (await client.listen()).end["type"] == "done"


async def test_hanging_up_frees_the_voice_at_once(live: Live, tones: TonePlugin, gate: Gate) -> None:
    warm_up = tones.pieces
    gate.close(passes=1)
    async with live.client() as client:
        await client.say("a" * 1000)
        await client.hear_sound()
        await asyncio.to_thread(gate.is_reached.wait, 60)
        assert live.server.speech.status().connections["websocket"] == 1
        client.socket.transport.abort()
    await eventually(lambda: live.server.speech.status().connections["websocket"] == 0)
    gate.open()
    await eventually(lambda: tones.speaking == 0 and live.server.speech.status().running == 0)
    assert tones.pieces - warm_up == 2


async def test_many_write_and_listen_at_the_same_time(live: Live) -> None:
    async def one(number: int) -> np.ndarray:
        async with live.client() as client:
            for _ in range(3):
                await client.say(f"câu số {'mười' if number > 9 else 'ba'}. ", TEXT)
                heard = await client.listen()
            return np.frombuffer(heard.audio, "<i2")

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(number)) for number in range(20)]
    lengths = {len(task.result()) for task in tasks}
    assert len(lengths) == 2  # shorter and longer sentences


async def test_leaving_the_server_says_goodbye(open_live: OpenLive) -> None:
    async with open_live() as live:
        opened = live.client()
        client = await opened.__aenter__()
        await client.say("a")
        assert (await client.listen()).end["type"] == "done"
        await live.server.drain()
        await client.say("b", id="late")
        end = (await client.listen()).end
        assert (end["code"], end["id"]) == ("busy", "late")
        closing = asyncio.gather(client.socket.wait_closed())
    await closing
    assert (client.socket.close_code, client.socket.close_reason) == (1001, "the server is shutting down")
    await opened.__aexit__(None, None, None)
