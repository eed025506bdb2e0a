"""A path of the HTTP door and who answers there: what `vitts_http_routes` returns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vitts_server import PluginError
from vitts_server.protocols.http.handler import Handler


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One path pattern."""

    pattern: str
    """Regular expression for the whole path, such as `/audio/([^/]+)`; its groups are passed to the handler."""
    handler: type[Handler]
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    """Given to the handler's `initialize` at each request."""
    name: str
    """Short and unique, such as `tts`."""
    description: str = ""
    """One sentence for the list of endpoints."""


def checked_routes(gathered: Iterable[tuple[str, object]]) -> list[Route]:
    """The routes of all plugins. Raises `PluginError` for what is no route, and for two of one pattern or name."""
    routes: list[Route] = []
    owners: dict[str, str] = {}
    for plugin, offered in gathered:
        for route in _routes_of(plugin, offered):
            for key in (f"name {route.name}", f"pattern {route.pattern}"):
                if key in owners:
                    raise PluginError(f"plugins {owners[key]} and {plugin} both register an HTTP route with {key}")
                owners[key] = plugin
            routes.append(route)
    return routes


def _routes_of(plugin: str, offered: object) -> Sequence[Route]:
    if isinstance(offered, Sequence) and all(isinstance(route, Route) for route in offered):
        return offered
    raise PluginError(f"plugin {plugin}: vitts_http_routes must return a list of Route, not {offered!r}")
