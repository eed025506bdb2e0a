"""Speeds, ranges, addresses and header values, without a server."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitts_server.protocols.http.addresses import EVERYWHERE, Address, parse_address
from vitts_server.protocols.http.headers import ascii_text, forwarded_host, request_id
from vitts_server.protocols.http.ranges import Unsatisfiable, parse_range
from vitts_server.protocols.http.speed import LENGTH_SCALES, parse_speed


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.none(), st.lists(st.integers())))
def test_a_speed_is_within_bounds_or_an_error(value: object) -> None:
    try:
        speed = parse_speed(value)
    except ValueError as error:
        assert str(error).startswith("Invalid speed parameter.")  # noqa: PT017 - both ends are fine
    else:
        assert 0.25 <= speed.factor <= 4


@given(st.floats(0.25, 4))
def test_a_number_keeps_its_value_under_its_name(factor: float) -> None:
    speed = parse_speed(factor)
    assert speed == parse_speed(str(factor)) == parse_speed(speed.name)
    assert speed.factor == factor


@pytest.mark.parametrize("word", LENGTH_SCALES)
def test_a_word_stands_for_a_length_scale(word: str) -> None:
    assert math.isclose(parse_speed(f" {word} ").factor * LENGTH_SCALES[word], 1)


@given(st.integers(0, 10_000), st.one_of(st.text(), st.from_regex(r"bytes=\d*-\d*", fullmatch=True)))
def test_a_range_lies_within_the_file(size_bytes: int, header: str) -> None:
    try:
        part = parse_range(header, size_bytes)
    except Unsatisfiable:
        return
    assert part is None or (0 <= part.start < part.stop <= size_bytes and part.step == 1)


@pytest.mark.parametrize(
    ("header", "size_bytes", "part"),
    [
        ("bytes=0-4", 10, range(5)),
        ("bytes=5-", 10, range(5, 10)),
        ("bytes=-3", 10, range(7, 10)),
        ("bytes=-30", 10, range(10)),
        ("bytes=0-30", 10, range(10)),
        ("bytes=9-9", 10, range(9, 10)),
        ("bytes=00000000000000000000000000-4", 10, range(5)),
        ("bytes=5-" + "9" * 5000, 10, range(5, 10)),
        ("bytes=-", 10, None),
        (None, 10, None),
    ],
)
def test_ranges_as_the_standard_has_them(header: str | None, size_bytes: int, part: range | None) -> None:
    assert parse_range(header, size_bytes) == part


@pytest.mark.parametrize(
    ("header", "size_bytes"), [("bytes=10-", 10), ("bytes=-0", 10), ("bytes=0-0", 0), ("bytes=-5", 0)]
)
def test_a_range_without_a_byte_can_not_be_satisfied(header: str, size_bytes: int) -> None:
    with pytest.raises(Unsatisfiable):
        parse_range(header, size_bytes)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("8888", Address(EVERYWHERE, 8888)),
        (":8888", Address(EVERYWHERE, 8888)),
        ("127.0.0.1:0", Address("127.0.0.1", 0)),
        ("localhost:65535", Address("localhost", 65535)),
        ("[::1]:80", Address("::1", 80)),
        (" [::]:80 ", Address("::", 80)),
    ],
)
def test_addresses_as_operators_write_them(text: str, address: Address) -> None:
    assert parse_address(text) == address
    assert parse_address(str(address)) == address


@pytest.mark.parametrize("text", ["", "host", "host:", "host:65536", "host:-1", "::1:80", "http://x:80", "a b:80", "٣"])
def test_what_is_no_address_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="write host:port"):
        parse_address(text)


@given(st.text())
def test_any_text_fits_into_a_header(text: str) -> None:
    value = ascii_text(text.encode("utf-8", "replace").decode())
    assert value.isascii()
    assert value.isprintable() or not value


@given(st.text())
def test_a_request_id_fits_into_a_header(text: str) -> None:
    made = request_id(text)
    assert made.isascii()
    assert made.isprintable()
    assert made


@pytest.mark.parametrize(
    ("claimed", "host"),
    [
        ("voice.example", "voice.example"),
        ("a.example, b.example:8443", "b.example:8443"),
        ("[::1]:80", "[::1]:80"),
        ("", "own"),
        (None, "own"),
        ("a/b", "own"),
        ("user@a", "own"),
        ("a b", "own"),
    ],
)
def test_a_forwarded_host_is_a_host_or_ignored(claimed: str | None, host: str) -> None:
    assert forwarded_host(claimed, "own") == host
