"""Addresses as people write them."""

import pytest

from vitts_server import BadRequest
from vitts_server.cli.doctor.target import Target, parse_target


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("http://127.0.0.1:8888", Target(scheme="http", host="127.0.0.1", port=8888)),
        ("HTTP://Host.local:8888/api/tts/", Target(scheme="http", host="host.local", port=8888, path="/api/tts/")),
        ("http://host", Target(scheme="http", host="host", port=80)),
        ("https://host/", Target(scheme="https", host="host", port=443)),
        ("tcp://host", Target(scheme="tcp", host="host", port=10200)),
        ("http://[::1]:8888", Target(scheme="http", host="::1", port=8888)),
        (" host:10200 ", Target(host="host", port=10200)),
        ("[fe80::1]:8888", Target(host="fe80::1", port=8888)),
    ],
)
def test_an_address_names_one_place(address: str, target: Target) -> None:
    assert parse_target(address) == [target]


@pytest.mark.parametrize("address", ["localhost", "::1"])
def test_a_bare_host_means_both_usual_ports(address: str) -> None:
    assert [(target.host, target.scheme, target.port) for target in parse_target(address)] == [
        (address, "http", 8888),
        (address, "tcp", 10200),
    ]


@pytest.mark.parametrize(
    "address", ["", "ftp://host", "http://", "host:port", "host:99999", "two words", "http://[::1", "unix:///run/x"]
)
def test_what_is_no_address_is_told_what_is(address: str) -> None:
    with pytest.raises(BadRequest, match="write http://HOST:PORT"):
        parse_target(address)


def test_an_address_is_written_as_a_url_again() -> None:
    target = Target(host="::1", port=8888)
    assert target.url() == "[::1]:8888"
    assert target.url("tcp") == "tcp://[::1]:8888"
