"""A real server for tests: real sockets on free ports, real threads, folders of its own."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from vitts_server.app import Server, load_registry, load_settings, running


@asynccontextmanager
async def open_server(
    folder: Path,
    plugins: Mapping[str, object] | None = None,
    settings: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    disabled: tuple[str, ...] = ("espeak", "shipped"),
    adapters: bool = True,
) -> AsyncIterator[Server]:
    """Runs while the context is open. `folder` takes all it writes; `settings` as section -> name -> value.

    The Wyoming and HTTP adapters listen on free ports of 127.0.0.1 unless the settings say otherwise.
    """
    registry = load_registry(disabled, plugins)
    free_ports: dict[str, dict[str, Any]] = {
        "server": {"data-dir": folder / "data", "cache-dir": folder / "cache"},
        "wyoming": {"listen": ["tcp://127.0.0.1:0"]},
        "http": {"listen": ["127.0.0.1:0"]},
    }
    sections = {kind.section for kind in registry.settings()} | {"server", "speech", "voices", "store"}
    merged = {name: {**free_ports.get(name, {}), **(settings or {}).get(name, {})} for name in sections}
    async with running(load_settings(registry, overrides=merged), registry, adapters=adapters) as server:
        yield server


def address(server: Server, scheme: str) -> str:
    """The first address with this scheme, such as `http` or `tcp`. Raises `LookupError`."""
    for found in server.addresses:
        if found.startswith(f"{scheme}://"):
            return found
    raise LookupError(f"the server has no {scheme} address, only {', '.join(server.addresses)}")
