"""Bytes to events and back, with the protocol's own library as the oracle."""

import asyncio
import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wyoming.event import Event, async_read_event, async_write_event

from vitts_server.protocols.wyoming.wire import Frame, FrameReader, Malformed, WireLimits, encode

LIMITS = WireLimits(header_bytes=2_000, data_bytes=3_000, payload_bytes=5_000, depth=8)

scalars = st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=20)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
events = st.builds(
    Event,
    type=st.text(max_size=20),
    data=st.dictionaries(st.text(max_size=8), values, max_size=3),
    payload=st.none() | st.binary(min_size=1, max_size=300),
)


class Written:
    """What the library's writer would have sent."""

    def __init__(self) -> None:
        self.data = b""

    def write(self, data: bytes) -> None:
        self.data += data

    def writelines(self, lines: tuple[bytes, ...]) -> None:
        self.data += b"".join(lines)

    async def drain(self) -> None:
        return


def written(sent: list[Event]) -> bytes:
    writer = Written()
    for event in sent:
        asyncio.run(async_write_event(event, writer))  # type: ignore[arg-type]
    return writer.data


def read(data: bytes, limits: WireLimits = LIMITS) -> list[Frame]:
    reader = FrameReader(limits)
    return reader.feed(data) + reader.finish()


def header(**fields: Any) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def only_reason(frames: list[Frame]) -> str:
    assert len(frames) == 1
    assert isinstance(frames[0], Malformed)
    return frames[0].reason


@given(st.lists(events, max_size=4), st.lists(st.integers(0, 2_000), max_size=12))
def test_any_cut_of_what_the_library_writes_is_read_the_same(sent: list[Event], cuts: list[int]) -> None:
    data = written(sent)
    places = sorted({0, len(data), *(min(cut, len(data)) for cut in cuts)})
    reader = FrameReader(LIMITS)
    frames = [frame for start, end in pairwise(places) for frame in reader.feed(data[start:end])]
    assert frames + reader.finish() == [Event(event.type, event.data) for event in sent]


@given(events)
def test_the_library_reads_what_is_written(event: Event) -> None:
    async def by_the_library() -> Event | None:
        reader = asyncio.StreamReader()
        reader.feed_data(encode(event))
        reader.feed_eof()
        return await async_read_event(reader)

    assert asyncio.run(by_the_library()) == event


@given(st.binary(max_size=300), st.integers(1, 50))
def test_no_bytes_are_too_strange(data: bytes, step: int) -> None:
    reader = FrameReader(LIMITS)
    for start in range(0, len(data), step):
        reader.feed(data[start : start + step])
    reader.finish()


@given(st.binary(max_size=100))
def test_nothing_is_read_after_a_malformed_event(rest: bytes) -> None:
    reader = FrameReader(LIMITS)
    assert len(reader.feed(b"GET / HTTP/1.1\r\n")) == 1
    assert reader.feed(rest + header(type="describe")) == []
    assert reader.finish() == []


def test_half_a_surrogate_pair_can_be_sent() -> None:
    assert read(encode(Event("pong", {"text": "\ud800"}))) == [Event("pong", {"text": "\ud800"})]


def test_data_behind_the_header_is_merged_over_the_data_in_it() -> None:
    line = header(type="synthesize", data={"text": "old", "voice": {}}, data_length=14)
    assert read(line + b'{"text":"new"}') == [Event("synthesize", {"text": "new", "voice": {}})]


def test_nulls_stand_for_what_is_left_out() -> None:
    assert read(header(type="ping", data=None, data_length=None, payload_length=None)) == [Event("ping")]


def test_events_before_a_malformed_one_are_read() -> None:
    frames = read(header(type="describe") + b"junk\n")
    assert frames[0] == Event("describe")
    assert isinstance(frames[1], Malformed)


def test_a_payload_is_skipped_and_never_held() -> None:
    reader = FrameReader(WireLimits(header_bytes=256, data_bytes=256, payload_bytes=2**40, depth=8))
    assert reader.feed(header(type="audio-chunk", payload_length=2**40)) == []
    for _ in range(100):
        assert reader.feed(bytes(10_000)) == []
        assert not reader._buffer


def test_a_header_without_an_end_is_refused_at_its_limit() -> None:
    reader = FrameReader(LIMITS)
    assert reader.feed(b"{" + b" " * (LIMITS.header_bytes - 1)) == []
    assert "longer than 2000 bytes" in only_reason(reader.feed(b" "))


def test_a_header_of_exactly_the_limit_is_read() -> None:
    line = header(type="describe")
    assert read(line, WireLimits(header_bytes=len(line) - 1, data_bytes=0, payload_bytes=0, depth=8)) == [
        Event("describe")
    ]
    assert "longer" in only_reason(
        read(line, WireLimits(header_bytes=len(line) - 2, data_bytes=0, payload_bytes=0, depth=8))
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "no Wyoming event"),
        (b"GET / HTTP/1.1\r\nHost: here\r\n\r\n", "no Wyoming event"),
        (b"\n", "no Wyoming event"),
        (b'["describe"]\n', "no Wyoming event"),
        (b'{"type": "describe"\n', "not valid JSON"),
        (b'{"type": "\xff"}\n', "not UTF-8"),
        (header(), "type must be a string"),
        (header(type=7), "type must be a string"),
        (header(type=None), "type must be a string"),
        (header(type="ping", data=[]), "data must be an object"),
        (header(type="ping", data="text"), "data must be an object"),
        (header(type="ping", data_length=-1), "data_length must be a whole number"),
        (header(type="ping", data_length=True), "data_length must be a whole number"),
        (header(type="ping", data_length="5"), "data_length must be a whole number"),
        (header(type="ping", data_length=1.5), "data_length must be a whole number"),
        (header(type="ping", data_length=10**30), "data_length is more than the 3000 bytes"),
        (header(type="ping", payload_length=-(10**30)), "payload_length must be a whole number"),
        (header(type="ping", payload_length=5_001), "payload_length is more than the 5000 bytes"),
        (b'{"type":"ping","data_length":' + b"9" * 1_900 + b"}\n", "data_length is more than"),
        (header(type="ping", data_length=2) + b"[]", "data can't be read: it is not a JSON object"),
        (header(type="ping", data_length=4) + b"null", "data can't be read: it is not a JSON object"),
        (header(type="ping", data_length=2) + b"{[", "data can't be read: it is not valid JSON"),
        (header(type="ping", data_length=2_000) + b'{"a":' + b"[" * 1_995, "nested deeper than 8 levels"),
        (b'{"type":"ping","data":' + b'{"a":' * 200 + b"1" + b"}" * 201 + b"\n", "nested deeper than 8 levels"),
        (header(type="ping", data_length=5) + b"{", "ended in the middle"),
        (header(type="ping", payload_length=5) + b"abc", "ended in the middle"),
        (b'{"type"', "ended in the middle"),
    ],
)
def test_what_is_wrong_is_said(data: bytes, reason: str) -> None:
    assert reason in only_reason(read(data))
