"""What a WebSocket client may not do, and what becomes of it; the others notice nothing."""

import asyncio
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.protocols.http.conftest import LIMIT_S, Gate, eventually
from tests.protocols.http.live.conftest import Live, OpenLive
from vitts_server.speech.stream import Stream
from vitts_server.testing import SECONDS_PER_CHARACTER, TonePlugin

HANDSHAKE = (
    b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


async def refusal(url: str, **options: object) -> tuple[int, Headers, bytes]:
    """Status, headers and body of the answer to a handshake that fails."""
    with pytest.raises(InvalidStatus) as refused:
        async with connect(url, proxy=None, **options):  # type: ignore[arg-type]
            pass
    answer = refused.value.response
    return answer.status_code, answer.headers, bytes(answer.body)


async def test_a_message_that_is_too_long_ends_the_connection(open_live: OpenLive) -> None:
    async with open_live(live={"max-message-bytes": 2000}) as live, live.client() as client:
        await client.say("a" * 1900)
        assert (await client.listen()).end["type"] == "done"
        await client.say("a" * 2001)
        with pytest.raises(ConnectionClosed):
            await client.listen()
        assert client.socket.close_code == 1009


async def test_there_is_room_for_so_many_and_again_when_one_leaves(open_live: OpenLive) -> None:
    async with open_live(live={"max-connections": 1}) as live:
        async with live.client():
            status, headers, body = await refusal(live.url)
            assert (status, headers["Retry-After"]) == (503, "1")
            assert b"all 1 WebSockets are taken" in body
        await eventually(lambda: live.server.speech.status().connections["websocket"] == 0)
        async with live.client() as client:
            await client.say("a")
            assert (await client.listen()).end["type"] == "done"


async def test_web_sockets_count_among_all_connections(open_live: OpenLive) -> None:
    async with open_live(http={"max-connections": 1}) as live, live.client():
        status, _, body = await refusal(live.url)
        assert (status, b"Too many connections" in body) == (503, True)


async def test_so_many_utterances_may_wait(open_live: OpenLive, gate: Gate) -> None:
    async with open_live(live={"max-waiting-utterances": 2}) as live, live.client() as client:
        gate.close(passes=0)
        for number in range(4):
            await client.say("abc", id=str(number))
        refused: list[dict[str, Any]] = []
        while not refused:
            heard = await client.hear()
            refused = [heard] if isinstance(heard, dict) and heard["type"] == "error" else []
        assert (refused[0]["code"], refused[0]["id"]) == ("busy", "3")
        gate.open()
        ends = [(await client.listen()).end for _ in range(3)]
        assert [(end["type"], end["id"]) for end in ends] == [("done", "0"), ("done", "1"), ("done", "2")]


async def test_too_much_waiting_text_is_refused_and_the_rest_is_spoken(open_live: OpenLive, gate: Gate) -> None:
    async with open_live(live={"max-waiting-chars": 100}) as live, live.client() as client:
        gate.close(passes=0)
        await client.say("a" * 90, id="spoken")
        await asyncio.to_thread(gate.is_reached.wait, 60)
        await client.say("b" * 90, id="waits")
        await client.say("c" * 11, "d", id="too-much")
        gate.open()
        ends = [(await client.listen()).end for _ in range(3)]
        assert [end["id"] for end in ends] == ["spoken", "waits", "too-much"]
        assert [end["type"] for end in ends] == ["done", "done", "error"]
        assert ends[2]["code"] == "busy"


async def test_a_text_that_is_too_long_is_an_error_of_its_utterance(open_live: OpenLive, gate: Gate) -> None:
    async with open_live(speech={"max-text-chars": 100}) as live, live.client() as client:
        gate.close(passes=1)
        await client.send("start", id="a")
        await client.send("text", text="Câu một. " * 11)
        await client.hear_sound()
        await client.send("text", text="aa")
        await client.send("text", text="bb")
        gate.open()
        end = (await client.listen()).end
        assert (end["code"], end["field"], end["id"]) == ("bad-request", "text", "a")
        assert "allowed are 100" in end["message"]
        await client.say("b")
        assert (await client.listen()).end["type"] == "done"


@pytest.mark.parametrize("is_open", [True, False])
async def test_whoever_says_nothing_for_long_is_told_and_hung_up_on(open_live: OpenLive, is_open: bool) -> None:
    async with open_live(live={"idle-s": 0.2}) as live, live.client() as client:
        if is_open:
            await client.send("start")
            assert isinstance(await client.hear(), dict)
        error = await client.hear()
        assert isinstance(error, dict)
        assert (error["code"], error["message"]) == ("bad-request", "no message came for 0.2 s")
        with pytest.raises(ConnectionClosed):
            await client.hear()
        assert (client.socket.close_code, client.socket.close_reason) == (1000, "idle")


async def test_whoever_is_being_spoken_to_is_not_idle(open_live: OpenLive, gate: Gate) -> None:
    async with open_live(live={"idle-s": 0.1}) as live, live.client() as client:
        gate.close(passes=0)
        await client.say("a" * 20)
        await asyncio.to_thread(gate.is_reached.wait, 60)
        await asyncio.sleep(0.4)
        gate.open()
        assert (await client.listen()).end["type"] == "done"


async def test_pages_of_other_origins_come_in_as_the_settings_say(open_live: OpenLive) -> None:
    async with open_live(http={"cors-origin": ["https://good.example"]}) as live:
        status, headers, body = await refusal(live.url, origin="https://evil.example")
        assert (status, body) == (403, b'{"error": "Pages of this origin may not use the server"}')
        assert headers["Content-Type"].startswith("application/json")
        own = live.url.replace("ws:", "http:").removesuffix("/ws")
        for origin in ("https://good.example", own, None):
            async with live.client(origin=origin) as client:
                await client.say("a")
                assert (await client.listen()).end["type"] == "done"
    async with open_live() as live, live.client(origin="https://anything.example"):
        pass


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_whoever_asks_for_no_web_socket_is_told_to(live: Live, method: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.request(method, live.url.replace("ws:", "http:"))
        assert (answer.status_code, answer.headers["Upgrade"]) == (426, "websocket")
        assert answer.text == ("" if method == "HEAD" else '{"error": "This path speaks WebSocket"}')
        assert (await http.post(live.url.replace("ws:", "http:"))).status_code == 405


@pytest.mark.parametrize("missing", [b"Sec-WebSocket-Key", b"Connection", b"Sec-WebSocket-Version"])
async def test_a_handshake_that_is_not_complete_is_refused(live: Live, missing: bytes) -> None:
    lines = [line for line in HANDSHAKE.split(b"\r\n") if not line.startswith(missing)]
    host, port = live.url.removeprefix("ws://").removesuffix("/ws").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"\r\n".join(lines))
    async with asyncio.timeout(LIMIT_S):
        assert (await reader.readline()).split()[1] in (b"400", b"426")
    writer.close()
    assert live.server.speech.status().connections["websocket"] == 0


async def test_a_client_whose_machine_has_vanished_is_noticed(open_live: OpenLive) -> None:
    async with open_live(live={"ping-s": 0.1}) as live:
        host, port = live.url.removeprefix("ws://").removesuffix("/ws").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(HANDSHAKE)
        await eventually(lambda: live.server.speech.status().connections["websocket"] == 1)
        async with asyncio.timeout(LIMIT_S):
            assert b"101 Switching Protocols" in await reader.read()
        writer.close()
        assert live.server.speech.status().connections["websocket"] == 0
        async with live.client() as client:
            await asyncio.sleep(0.4)
            await client.say("a")
            assert (await client.listen()).end["type"] == "done"


async def test_a_client_that_takes_nothing_is_hung_up_on(open_live: OpenLive, tones: TonePlugin) -> None:
    async with open_live(http={"send-timeout-s": 0.2}) as live, live.client(max_queue=1) as client:
        await client.say("a" * 20_000, speed=0.25)
        await eventually(lambda: len(tones.spoken) > 1)
        await eventually(lambda: live.server.speech.status().running == 0)
        assert tones.speaking == 0
        assert tones.pieces / 10 < 20_000 * SECONDS_PER_CHARACTER / 0.25


async def test_a_client_that_takes_its_time_slows_only_its_own_work(open_live: OpenLive, tones: TonePlugin) -> None:
    async with open_live() as live, live.client(max_queue=1) as slow, live.client() as quick:
        await slow.say("a" * 20_000, speed=0.25)
        await eventually(lambda: len(tones.spoken) > 1)
        for _ in range(5):
            await quick.say("b" * 100)
            assert (await quick.listen()).end["audio_s"] == pytest.approx(100 * SECONDS_PER_CHARACTER)
        assert live.server.speech.status().running == 1
        before = tones.pieces
        await slow.send("cancel")
        while not (isinstance(message := await slow.hear(), dict) and message["type"] == "cancelled"):
            pass
        assert message["audio_s"] < 20_000 * SECONDS_PER_CHARACTER / 0.25
        assert tones.pieces - before < 200


async def test_to_speak_now_is_remembered_once_for_text_that_waits(
    open_live: OpenLive, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushes: list[str] = []
    flush = Stream.flush

    def counted_flush(stream: Stream) -> None:
        flushes.append("flush")
        flush(stream)

    monkeypatch.setattr(Stream, "flush", counted_flush)
    async with open_live() as live, live.client() as client:
        gate.close(passes=0)
        await client.say("a", id="spoken")
        await asyncio.to_thread(gate.is_reached.wait, 60)
        await client.send("start", id="waits")
        await client.send("text", text="b")
        for _ in range(50):
            await client.send("flush")
        await client.send("end")
        await client.send("nonsense")  # once that is refused, all before it was taken
        while (heard := await client.hear()) and not (isinstance(heard, dict) and heard["type"] == "error"):
            pass
        gate.open()
        ends = [(await client.listen()).end["type"] for _ in range(2)]
    assert (ends, len(flushes)) == (["done", "done"], 1)
