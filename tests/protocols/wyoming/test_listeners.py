"""Ports and Unix sockets: what is opened, what is left behind, what is never touched."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from wyoming.client import AsyncUnixClient
from wyoming.info import Describe

from vitts_server import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.protocols.wyoming.conftest import Serve


async def describe(path: Path) -> str:
    async with AsyncUnixClient(path, read_timeout=20) as client:
        await client.write_event(Describe().event())
        event = await client.read_event()
        assert event is not None
        return str(event.type)


async def test_port_0_becomes_a_real_port(serve: Serve) -> None:
    async with serve(listen=("tcp://127.0.0.1:0", "tcp://127.0.0.1:0")) as server:
        ports = [urlsplit(uri).port for uri in server.uris]
        assert len(set(ports)) == 2
        for port in ports:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            await writer.wait_closed()


async def test_no_address_means_no_listening(serve: Serve) -> None:
    async with serve(listen=()) as server:
        assert server.uris == ()


async def test_nobody_listens_afterwards(serve: Serve) -> None:
    async with serve() as server:
        port = server.port
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)


async def test_a_port_that_is_taken_is_a_fault_of_the_settings(serve: Serve) -> None:
    async with serve() as server:
        with pytest.raises(ConfigError, match=rf"can't listen on {server.uris[0]}: Address already in use"):
            async with serve(listen=("tcp://127.0.0.1:0", server.uris[0])):
                pass


async def test_an_error_inside_passes_through_as_it_is(serve: Serve) -> None:
    with pytest.raises(LookupError, match="of the caller"):
        async with serve():
            raise LookupError("of the caller")


async def test_a_unix_socket_is_served_and_removed(serve: Serve, tmp_path: Path) -> None:
    path = tmp_path / "tts.sock"
    async with serve(listen=(f"unix://{path}", "tcp://127.0.0.1:0")) as server:
        assert server.uris[0] == f"unix://{path}"
        assert await describe(path) == "info"
    assert not path.exists()


async def test_a_stale_socket_is_replaced(serve: Serve, tmp_path: Path) -> None:
    path = tmp_path / "tts.sock"
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(str(path))
    async with serve(listen=(f"unix://{path}",)):
        assert await describe(path) == "info"


async def test_a_socket_that_is_listened_on_is_left_alone(serve: Serve, tmp_path: Path) -> None:
    path = tmp_path / "tts.sock"
    async with serve(listen=(f"unix://{path}",)):
        with pytest.raises(ConfigError, match="another program listens there"):
            async with serve(listen=(f"unix://{path}",)):
                pass
        assert await describe(path) == "info"


@pytest.mark.parametrize("kind", ["file", "folder", "link"])
async def test_what_is_no_socket_is_never_removed(serve: Serve, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "precious"
    if kind == "file":
        path.write_text("data")
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ConfigError, match="a file that is no socket"):
        async with serve(listen=(f"unix://{path}",)):
            pass
    assert path.is_symlink() or path.is_file() or path.is_dir()


async def test_somebody_else_s_socket_at_the_same_path_is_not_removed(serve: Serve, tmp_path: Path) -> None:
    path = tmp_path / "tts.sock"
    with socket.socket(socket.AF_UNIX) as other:
        async with serve(listen=(f"unix://{path}",)):
            path.rename(tmp_path / "moved.sock")
            other.bind(str(path))
        assert path.is_socket()


@pytest.mark.parametrize("name", ["missing/tts.sock", "x" * 150])
async def test_a_path_that_can_t_be_had_is_a_fault_of_the_settings(serve: Serve, tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="can't listen on unix://"):
        async with serve(listen=(f"unix://{tmp_path / name}",)):
            pass
