"""Speech over HTTP: the door, which other plugins fill with interfaces. A built-in plugin on the public API.

`vitts_http_routes` is the hook that it declares; `Route`, `Operation` and `Handler` are what an interface is made of.
"""

from collections.abc import Sequence

from vitts_server import Adapter, Config, Extensions, Section, hookimpl
from vitts_server.protocols.http import hookspecs
from vitts_server.protocols.http.adapter import HttpAdapter
from vitts_server.protocols.http.handler import Handler
from vitts_server.protocols.http.routes import Answer, Operation, Route
from vitts_server.protocols.http.settings import HttpSettings

__all__ = ["Answer", "Handler", "HttpAdapter", "HttpSettings", "Operation", "Route"]


@hookimpl
def vitts_settings() -> Sequence[type[Section]]:
    """The section [http]."""
    return [HttpSettings]


@hookimpl
def vitts_hookspecs() -> Sequence[object]:
    """The hook `vitts_http_routes`."""
    return [hookspecs]


@hookimpl
def vitts_adapters(config: Config, extensions: Extensions) -> Sequence[Adapter]:
    """The adapter that listens where the settings say."""
    return [HttpAdapter(config, extensions)]
