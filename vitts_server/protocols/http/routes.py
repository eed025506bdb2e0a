"""A path of the HTTP door and who answers there: what `vitts_http_routes` returns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import BaseModel

from vitts_server import PluginError
from vitts_server.protocols.http.handler import Handler


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer of an operation, for the interface description."""

    description: str
    status: int = 200
    media_type: str = "application/json"
    model: type[BaseModel] | None = None
    """The shape of a JSON body; None for audio, text, JSON of any shape, and errors as the handler shapes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What one method of a path takes and answers: the models that validate the requests describe them too."""

    summary: str
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    """The fields of a JSON object or a form."""
    body_media_types: Sequence[str] = ("application/json",)
    body_file: str = ""
    """Media type of a body that is a file; it has no fields."""
    answers: Sequence[Answer] = ()
    """Errors that every path has need not be named: 400, 413, 415, 500 and 503, and 404 where the path varies."""


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
    path: str = ""
    """The same path as a template for people, such as `/audio/{id}.wav`; the pattern where it has no groups."""
    operations: Mapping[str, Operation] = field(default_factory=dict)
    """By method in small letters, such as `get`; HEAD and OPTIONS are not listed."""
    plugin: str = ""
    """Whose it is; the door fills it in."""


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
            routes.append(replace(route, plugin=plugin))
    return routes


def _routes_of(plugin: str, offered: object) -> Sequence[Route]:
    if isinstance(offered, Sequence) and all(isinstance(route, Route) for route in offered):
        return offered
    raise PluginError(f"plugin {plugin}: vitts_http_routes must return a list of Route, not {offered!r}")
