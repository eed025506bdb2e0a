"""docs/protocols.md lists every path of every built-in plugin with its methods, and no other."""

import re
from pathlib import Path

from tornado.web import RequestHandler

from vitts_server.app import BUILT_IN_PLUGINS, Server, load_registry, load_settings
from vitts_server.protocols.http import Route
from vitts_server.protocols.http.handler import METHODS

PAGE = (Path(__file__).parents[3] / "docs" / "protocols.md").read_text(encoding="utf-8")
HEADING = re.compile(r"^### `(?P<plugin>[\w-]+)`.*$", re.MULTILINE)
ROW = re.compile(r"^\| `(?P<path>/[^`]*)` \| (?P<methods>[A-Z, ]+) \| ", re.MULTILINE)
PLACEHOLDER = re.compile(r"<[\w-]+>|\{[\w-]+\}")


def documented() -> dict[str, dict[str, set[str]]]:
    """Plugin -> path -> methods, as the page says."""
    _, *parts = HEADING.split(PAGE.split("\n## HTTP endpoints\n")[1].split("\n## ")[0])
    return {
        plugin: {row["path"]: set(row["methods"].split(", ")) for row in ROW.finditer(section)}
        for plugin, section in zip(parts[::2], parts[1::2], strict=True)
    }


def methods(route: Route) -> set[str]:
    """Those that are not there for every path."""
    return {
        method
        for method in METHODS
        if method != "HEAD" and getattr(route.handler, method.lower()) is not getattr(RequestHandler, method.lower())
    }


async def test_every_path_of_every_plugin_is_listed_with_its_methods_and_no_other(server: Server) -> None:
    registry = load_registry(("espeak",))
    config = load_settings(registry)
    offered = registry.gather("vitts_http_routes", config=config, speech=server.speech)
    actual = {plugin: routes for plugin, routes in offered if plugin in BUILT_IN_PLUGINS}
    said = documented()
    assert said.keys() == actual.keys()
    for plugin, routes in actual.items():
        assert isinstance(routes, list)
        found = {
            route.name: {
                path: methods(route)
                for path in said[plugin]
                if re.fullmatch(route.pattern, PLACEHOLDER.sub("x", path)) is not None
            }
            for route in routes
        }
        assert [name for name, paths in found.items() if not paths] == [], f"{plugin}: paths that are not listed"
        merged = {path: names for paths in found.values() for path, names in paths.items()}
        assert said[plugin] == merged
