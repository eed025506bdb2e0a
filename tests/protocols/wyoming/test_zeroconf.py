"""The announcement on the network; here the network is loopback."""

from __future__ import annotations

import asyncio
import builtins
from typing import TYPE_CHECKING, Any

import pytest
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from vitts_server import ConfigError
from vitts_server.protocols.wyoming.zeroconf import SERVICE_TYPE, reachable

if TYPE_CHECKING:
    from tests.protocols.wyoming.conftest import Serve


async def test_the_server_is_found_at_its_address_until_it_leaves(serve: Serve) -> None:
    finder = AsyncZeroconf(interfaces=["127.0.0.1"])
    name = f"vitts-test.{SERVICE_TYPE}"
    try:
        async with serve(zeroconf=True, zeroconf_name="vitts-test") as server:
            found = AsyncServiceInfo(SERVICE_TYPE, name)
            async with asyncio.timeout(20):
                while not await found.async_request(finder.zeroconf, 1_000):
                    pass
            assert found.parsed_addresses() == ["127.0.0.1"]
            assert found.port == server.port
    finally:
        await finder.async_close()


async def test_another_address_can_be_announced(serve: Serve) -> None:
    finder = AsyncZeroconf(interfaces=["127.0.0.1"])
    try:
        async with serve(zeroconf=True, zeroconf_name="vitts-elsewhere", zeroconf_address="192.0.2.7"):
            found = AsyncServiceInfo(SERVICE_TYPE, f"vitts-elsewhere.{SERVICE_TYPE}")
            async with asyncio.timeout(20):
                while not await found.async_request(finder.zeroconf, 1_000):
                    pass
            assert found.parsed_addresses() == ["192.0.2.7"]
    finally:
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
