"""The announcement on the network; here the network is loopback."""

from __future__ import annotations

import asyncio
import builtins
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from vitts_server import ConfigError
from vitts_server.protocols.wyoming.zeroconf import SERVICE_TYPE, reachable

if TYPE_CHECKING:
    from tests.protocols.wyoming.conftest import Serve


@pytest.fixture
def name() -> str:
    """One that no other run of the tests announces."""
    return f"vitts-{uuid.uuid4().hex[:12]}"


async def found(name: str) -> AsyncServiceInfo:
    """What another program on loopback finds."""
    finder = AsyncZeroconf(interfaces=["127.0.0.1"])
    service = AsyncServiceInfo(SERVICE_TYPE, f"{name}.{SERVICE_TYPE}")
    try:
        async with asyncio.timeout(30):
            while not await service.async_request(finder.zeroconf, 1_000):
                pass
    finally:
        await finder.async_close()
    return service


async def test_the_server_is_found_at_its_address(serve: Serve, name: str) -> None:
    async with serve(zeroconf=True, zeroconf_name=name) as server:
        service = await found(name)
        assert service.parsed_addresses() == ["127.0.0.1"]
        assert service.port == server.port


async def test_another_address_can_be_announced(serve: Serve, name: str) -> None:
    async with serve(zeroconf=True, zeroconf_name=name, zeroconf_address="192.0.2.7"):
        assert (await found(name)).parsed_addresses() == ["192.0.2.7"]


async def test_nothing_is_announced_unless_it_is_asked_for(serve: Serve, name: str) -> None:
    async with serve(zeroconf_name=name), asyncio.timeout(30):
        finder = AsyncZeroconf(interfaces=["127.0.0.1"])
        service = AsyncServiceInfo(SERVICE_TYPE, f"{name}.{SERVICE_TYPE}")
        assert not await service.async_request(finder.zeroconf, 300)
        await finder.async_close()


def test_a_wildcard_is_never_announced() -> None:
    assert reachable("192.0.2.1") == "192.0.2.1"
    try:
        found = reachable("0.0.0.0")  # noqa: S104 - nothing is bound
    except OSError:
        pytest.skip("there is no network")
    assert found != "0.0.0.0"  # noqa: S104


async def test_a_missing_extra_is_a_fault_of_the_settings(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    real_import = builtins.__import__

    def without_zeroconf(name: str, *arguments: Any, **options: Any) -> Any:
        if name == "zeroconf":
            raise ImportError(name)
        return real_import(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without_zeroconf)
    with pytest.raises(ConfigError, match=r"install vitts-server\[zeroconf\]"):
        async with serve(zeroconf=True):
            pass


async def test_a_network_that_can_t_be_used_is_only_logged(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    async with serve(zeroconf=True, zeroconf_name="no\x01name") as server, server.client():
        pass
    assert "can't be announced" in caplog.text
    caplog.clear()
