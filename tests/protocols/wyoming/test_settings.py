"""Where to listen, and what is refused before anything is opened."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from vitts_server.protocols.wyoming import WyomingSettings
from vitts_server.protocols.wyoming.addresses import StdioAddress, TcpAddress, UnixAddress, parse_address


def test_the_default_is_where_assistants_look() -> None:
    assert WyomingSettings().listen == ("tcp://0.0.0.0:10200",)


def test_several_addresses_fit_into_one_variable() -> None:
    settings = WyomingSettings.model_validate({"listen": "tcp://127.0.0.1:1, unix:///run/tts.sock, stdio://"})
    assert len(settings.listen) == 3


@pytest.mark.parametrize(
    ("uri", "address"),
    [
        ("tcp://0.0.0.0:10200", TcpAddress("0.0.0.0", 10200)),  # noqa: S104 - only parsed
        ("tcp://localhost", TcpAddress("localhost", 10200)),
        ("tcp://127.0.0.1:0", TcpAddress("127.0.0.1", 0)),
        ("tcp://[::1]:80", TcpAddress("::1", 80)),
        ("unix:///run/tts.sock", UnixAddress(Path("/run/tts.sock"))),
        ("unix://tts.sock", UnixAddress(Path("tts.sock"))),
        ("stdio://", StdioAddress()),
    ],
)
def test_an_address_is_read_and_written(uri: str, address: object) -> None:
    assert parse_address(uri) == address
    assert parse_address(str(address)) == address


@pytest.mark.parametrize(
    "uri",
    ["", "localhost:10200", "http://localhost", "tcp://", "tcp://:10200", "tcp://a:b", "tcp://a:70000", "unix://"],
)
def test_an_address_that_is_none_is_refused(uri: str) -> None:
    with pytest.raises(ValidationError, match="listen"):
        WyomingSettings(listen=(uri,))


def test_standard_input_can_be_had_only_once() -> None:
    with pytest.raises(ValidationError, match="only once"):
        WyomingSettings(listen=("stdio://", "stdio://"))
