"""What must never hang, crash, fill the memory or disturb anybody else: one clear error, or a close."""

from __future__ import annotations

import asyncio
import json
import socket
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from wyoming.error import Error
from wyoming.event import Event
from wyoming.info import Describe
from wyoming.ping import Ping
from wyoming.tts import Synthesize, SynthesizeChunk, SynthesizeStart

from vitts_server.protocols.wyoming.wire import encode

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from tests.protocols.wyoming.conftest import FakeSpeech, RawClient, RunningServer, Serve

    Until = Callable[[Callable[[], bool]], Coroutine[Any, Any, None]]

JUNK = {
    "a TLS hello": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)),
    "an HTTP request": b"GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: curl\r\n\r\n",
    "an SSH greeting": b"SSH-2.0-OpenSSH_9.6\r\n",
    "zeros": bytes(5_000),
    "empty lines": b"\r\n\r\n",
    "a list": b'["describe"]\n',
    "half an object": b'{"type": "describe"\n',
    "no type": b"{}\n",
    "a type that is a number": b'{"type": 1}\n',
    "data that is a list": b'{"type": "ping", "data": []}\n',
    "a negative length": b'{"type": "ping", "data_length": -1}\n',
    "a length that is true": b'{"type": "ping", "payload_length": true}\n',
    "a huge length": b'{"type": "ping", "data_length": 1e400}\n',
    "more data than allowed": b'{"type": "synthesize", "data_length": 1048577}\n',
    "more payload than allowed": b'{"type": "audio-chunk", "payload_length": 99999999999}\n',
    "a number of 5000 digits": b'{"type": "ping", "data_length": ' + b"1" * 5_000 + b"}\n",
    "an endless header": b'{"type": "' + b"a" * 70_000,
    "deep nesting": b'{"type": "ping", "data": {"text": ' + b"[" * 30_000 + b"]" * 30_000 + b"}}\n",
    "data that is no JSON": b'{"type": "ping", "data_length": 5}\nhello',
    "data that is no UTF-8": b'{"type": "ping", "data_length": 5}\n"\xff\xfe\xfd"',
}


async def assert_well(server: RunningServer) -> None:
    """Somebody else finds the server as it should be."""
    async with server.client() as client:
        await client.write_event(Describe().event())
        event = await client.read_event()
        assert event is not None
        assert event.type == "info"
        await client.write_event(Synthesize("a").event())
        types = set()
        while "audio-stop" not in types:
            event = await client.read_event()
            assert event is not None
            types.add(event.type)


def codes(events: list[Event]) -> list[str | None]:
    """Codes of the error events; there must be nothing else."""
    assert {event.type for event in events} <= {"error"}
    return [Error.from_event(event).code for event in events]


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK.keys())
async def test_junk_is_answered_by_one_error_and_a_close(serve: Serve, junk: bytes) -> None:
    async with serve() as server, server.connected() as client:
        client.send(junk)
        assert codes(await client.all_events()) == ["bad-request"]
        await assert_well(server)


async def test_junk_behind_a_request_ends_its_speech(serve: Serve, until: Until) -> None:
    async with serve() as server, server.connected() as client:
        client.send(encode(Synthesize("wait").event()))
        await until(lambda: server.speech.running == 1)
        client.send(b"junk\n")
        assert codes(await client.all_events()) == ["bad-request"]
        assert server.speech.running == 0


async def test_a_client_that_goes_on_sending_still_reads_why(serve: Serve) -> None:
    async with serve() as server, server.connected() as client:
        client.send(b'{"type": "synthesize", "data_length": 50000000}\n' + bytes(5_000_000))
        assert codes(await client.all_events()) == ["bad-request"]


@pytest.mark.parametrize(
    "part",
    [b"", b'{"type"', b'{"type": "ping", "data_length": 9}\n{', b'{"type": "ping", "payload_length": 9}\nabc'],
    ids=["nothing", "half a header", "half the data", "half a payload"],
)
async def test_an_event_cut_short_by_a_hang_up_is_no_event(serve: Serve, part: bytes) -> None:
    async with serve() as server:
        async with server.connected() as client:
            client.send(part)
            client.writer.write_eof()
            assert await client.all_events() == []
        await assert_well(server)


@pytest.mark.parametrize("part", [b"", b'{"type": "describe"', b'{"type": "ping", "data_length": 100}\n{'])
async def test_a_client_whose_first_event_does_not_come_is_hung_up_on(serve: Serve, part: bytes) -> None:
    async with serve(handshake_s=0.2) as server, server.connected() as client:
        client.send(part)
        assert await client.all_events() == []


async def test_a_client_that_drips_is_hung_up_on(serve: Serve) -> None:
    async with serve(handshake_s=0.3) as server, server.connected() as client:

        async def drip() -> None:
            client.send(b"{")
            while True:
                client.send(b" ")
                await asyncio.sleep(0.02)

        async with asyncio.TaskGroup() as tasks:
            dripping = tasks.create_task(drip())
            assert await client.all_events() == []
            dripping.cancel()


async def test_an_idle_connection_is_closed(serve: Serve) -> None:
    async with serve(idle_s=0.2) as server, server.connected() as client:
        client.send(encode(Ping().event()))
        assert [event.type for event in await client.all_events()] == ["pong"]


async def test_a_stream_left_alone_is_ended_before_its_connection_is_closed(serve: Serve) -> None:
    async with serve(idle_s=0.2) as server, server.connected() as client:
        client.send(encode(SynthesizeStart().event()) + encode(SynthesizeChunk("a b").event()))
        types = [event.type for event in await client.all_events()]
        assert types[-3:] == ["error", "audio-stop", "synthesize-stopped"]
        assert server.speech.running == 0


async def test_a_client_that_waits_for_its_speech_is_not_idle(serve: Serve, speech: FakeSpeech) -> None:
    async with serve(idle_s=0.1, handshake_s=0.1) as server, server.client() as client:
        await client.write_event(Synthesize("wait").event())
        await asyncio.sleep(0.5)
        speech.go_on.set()
        await client.write_event(Ping().event())
        types: set[str] = set()
        while not types >= {"audio-stop", "pong"}:
            event = await client.read_event()
            assert event is not None
            types.add(event.type)


async def test_a_client_that_sends_what_nobody_knows_is_not_idle(serve: Serve) -> None:
    async with serve(idle_s=1.0, handshake_s=0.8) as server, server.connected() as client:
        client.send(encode(Event("unheard-of")))
        for _ in range(15):
            await asyncio.sleep(0.1)
            client.send(encode(Event("unheard-of")))
        assert await answer_to_ping(client) == "pong"


async def test_a_client_that_never_reads_costs_little_and_is_hung_up_on(serve: Serve, until: Until) -> None:
    async with serve(write_s=0.5) as server:
        with socket.socket() as deaf:
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            deaf.connect(("127.0.0.1", server.port))
            deaf.sendall(encode(Synthesize("forever").event()))
            await until(lambda: server.speech.running == 1)
            await assert_well(server)
            await until(lambda: server.speech.running == 0)
            assert server.speech.pieces < 2_000


async def test_a_flood_of_events_from_a_client_that_never_reads_is_not_taken_in(serve: Serve) -> None:
    async with serve(write_s=0.5) as server:
        with socket.socket() as deaf:
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            deaf.connect(("127.0.0.1", server.port))
            deaf.setblocking(False)
            loop = asyncio.get_running_loop()
            flood = encode(Describe().event()) * 1_000_000
            with pytest.raises(OSError, match=r"reset|Broken pipe"):
                await loop.sock_sendall(deaf, flood)
        await assert_well(server)


async def test_a_flood_of_events_leaves_room_for_others(serve: Serve) -> None:
    async with serve() as server, server.connected() as client:
        client.send(b'{"type": "unheard-of"}\n' * 100_000 + encode(Ping().event()))
        await assert_well(server)
        async with asyncio.timeout(20):
            assert b"pong" in await client.reader.readline()


async def test_answers_to_floods_are_given_by_turns(serve: Serve, speech: FakeSpeech, until: Until) -> None:
    flood = encode(Describe().event()) * 50
    async with serve() as server, server.connected() as one, server.connected() as other:
        assert await answer_to_ping(one) == await answer_to_ping(other) == "pong"
        one.send(flood)
        other.send(flood)
        await until(lambda: len(speech.asked_by) == 100)
    turns = sum(before is not after for before, after in pairwise(speech.asked_by))
    assert turns > 1  # one after the other would be a single change


async def test_requests_beyond_the_queue_wait_unread(serve: Serve, speech: FakeSpeech, until: Until) -> None:
    request = encode(Synthesize("x" * 900).event())
    async with serve(max_waiting_requests=3) as server, server.connected() as client:
        client.send(encode(Synthesize("wait").event()) + request * 200)
        await until(lambda: speech.running == 1)
        await assert_well(server)
        speech.go_on.set()
        stops = 0
        async with asyncio.timeout(20):
            while stops < 201:
                line = json.loads(await client.reader.readline())
                stops += line["type"] == "audio-stop"
                await client.reader.readexactly(line.get("data_length", 0) + line.get("payload_length", 0))


async def test_probes_of_the_port_go_unnoticed(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    async with serve() as server:
        for number in range(50):
            async with server.connected() as client:
                if number % 2:
                    client.reset()
        await assert_well(server)
    assert [record for record in caplog.records if record.name.startswith("vitts")] == [
        record for record in caplog.records if record.name.startswith("vitts") and record.levelname == "DEBUG"
    ]


@pytest.mark.parametrize("limit", ["max_connections", "max_connections_per_address"])
async def test_a_client_too_many_is_told_so_and_a_free_place_is_given_away(serve: Serve, limit: str) -> None:
    async with serve(**{limit: 2}) as server, server.client() as first:
        async with server.connected() as second:
            assert await answer_to_ping(second) == "pong"
            async with server.connected() as third:
                assert codes(await third.all_events()) == ["busy"]
        while True:
            async with server.connected() as fourth:
                if await answer_to_ping(fourth) == "pong":
                    break
        await first.write_event(Ping().event())
        assert await first.read_event() is not None


async def answer_to_ping(client: RawClient) -> str:
    client.send(encode(Ping().event()))
    async with asyncio.timeout(20):
        return str(json.loads(await client.reader.readline())["type"])


async def test_a_thousand_clients_too_many_disturb_nobody(serve: Serve) -> None:
    async with serve(max_connections_per_address=2) as server, server.client() as client, server.connected() as other:
        await client.write_event(Synthesize("forever").event())
        assert await client.read_event() is not None
        other.send(encode(Ping().event()))
        await other.reader.readline()

        async def intrude() -> None:
            async with server.connected() as intruder:
                assert codes(await intruder.all_events()) == ["busy"]

        for _ in range(20):
            async with asyncio.TaskGroup() as intruders:
                for _ in range(50):
                    intruders.create_task(intrude())
            assert await client.read_event() is not None
