"""`/openapi.json` describes every path truly, and `/docs` shows it."""

import re
from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from tornado.web import RequestHandler

from tests.protocols.http.conftest import OpenHttp
from vitts_server import Config, SpeechService, hookimpl
from vitts_server.app import BUILT_IN_PLUGINS, Server, load_registry, load_settings
from vitts_server.protocols.http import Answer, Handler, Operation, Route
from vitts_server.protocols.http.openapi.document import describe, template_of
from vitts_server.protocols.http.routes import checked_routes

METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture
def routes(server: Server) -> Sequence[Route]:
    registry = load_registry(("espeak",))
    config = load_settings(registry)
    return checked_routes(registry.gather("vitts_http_routes", config=config, speech=server.speech))


@pytest.fixture
async def document(http: httpx.AsyncClient) -> Any:
    answer = await http.get("/openapi.json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json; charset=UTF-8")
    return answer.json()


async def test_the_description_is_valid(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()


async def test_every_method_of_every_built_in_path_is_described_and_no_other(routes: Sequence[Route]) -> None:
    described = {f"{route.plugin}: {route.name}": set(route.operations) for route in routes}
    there = {
        f"{route.plugin}: {route.name}": {
            method for method in METHODS if getattr(route.handler, method) is not getattr(RequestHandler, method)
        }
        for route in routes
        if route.plugin in BUILT_IN_PLUGINS
    }
    assert {name: described[name] for name in there} == there


async def test_every_template_is_a_path_of_its_route(routes: Sequence[Route]) -> None:
    for route in routes:
        path = re.sub(r"\{\w+\}", "x", template_of(route))
        assert re.fullmatch(route.pattern, path), f"{route.name}: {path} is no path of {route.pattern}"


async def test_every_operation_says_what_it_is_for_and_answers_something(document: dict[str, Any]) -> None:
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations) >= 10
    for operation in operations:
        assert operation["summary"]
        assert not operation["summary"].endswith(".")
        assert any(int(status) < 400 for status in operation["responses"])
        for parameter in operation["parameters"]:
            assert parameter["in"] == "path" or parameter.get("description"), operation["operationId"]


async def test_parameters_bodies_and_answers_come_from_the_models(document: dict[str, Any]) -> None:
    link = document["paths"]["/tts"]
    by_name = {parameter["name"]: parameter for parameter in link["get"]["parameters"]}
    assert by_name["text"]["required"]
    assert not by_name["subtitles"]["required"]
    assert set(link["post"]["requestBody"]["content"]) == {
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    }
    answer = link["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
    assert "audio_url" in document["components"]["schemas"][answer.rpartition("/")[2]]["required"]
    assert {"audio/wav", "audio/mpeg", "audio/ogg"} <= set(
        document["paths"]["/tts/stream"]["get"]["responses"]["200"]["content"]
    )
    assert {"400", "413", "415", "500", "503"} <= set(link["post"]["responses"])


async def test_errors_look_as_each_interface_says(open_http: OpenHttp) -> None:
    async with open_http(max_body_bytes=1024) as http:
        document = (await http.get("/openapi.json")).json()
        posted = [path for path, methods in document["paths"].items() if "requestBody" in methods.get("post", {})]
        assert len(posted) >= 8
        for path in posted:
            answer = await http.post(re.sub(r"\{\w+\}", "x", path), content=b"x" * 2000)
            described = document["paths"][path]["post"]["responses"][str(answer.status_code)]["content"]
            media_type = answer.headers["Content-Type"].partition(";")[0]
            assert (answer.status_code, list(described)) == (413, [media_type]), path
            if media_type == "application/json":
                name = described[media_type]["schema"]["$ref"].rpartition("/")[2]
                fields = document["components"]["schemas"][name]["properties"]
                found = {field: isinstance(value, dict) for field, value in answer.json().items()}
                assert found == {field: "$ref" in schema for field, schema in fields.items()}, path


class Extra(Handler):
    def get(self, name: str) -> None:
        self.send_json({"name": name})


class ExtraPlugin:
    """Somebody else's path."""

    @hookimpl
    def vitts_http_routes(self, config: Config, speech: SpeechService) -> Sequence[Route]:
        described = {"get": Operation(summary="A name", answers=[Answer(description="It.")])}
        return [
            Route(pattern="/named/([^/]+)", path="/named/{name}", handler=Extra, name="named", operations=described),
            Route(pattern="/silent/([^/]+)", handler=Extra, name="silent"),
        ]


async def test_paths_of_other_plugins_are_described_if_they_say_what_they_do(open_http: OpenHttp) -> None:
    async with open_http({"extra": ExtraPlugin()}) as http:
        document = (await http.get("/openapi.json")).json()
    OpenAPIV31SpecValidator(document).validate()
    named = document["paths"]["/named/{name}"]["get"]
    assert (named["tags"], named["parameters"][0]["name"], "404" in named["responses"]) == (["extra"], "name", True)
    assert not any(path.startswith("/silent") for path in document["paths"])


def test_a_server_without_described_paths_has_a_valid_description() -> None:
    OpenAPIV31SpecValidator(describe([])).validate()


async def test_the_page_is_whole_and_loads_nothing_from_elsewhere(http: httpx.AsyncClient) -> None:
    page = await http.get("/docs")
    assert page.headers["Content-Type"] == "text/html; charset=UTF-8"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert 'fetch("openapi.json")' in page.text
    assert re.findall(r"https?://|@import|url\(", page.text) == []
