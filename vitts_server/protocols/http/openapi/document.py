"""The description of an HTTP interface as OpenAPI 3.1, from what the routes say of themselves. Pure functions."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from vitts_server import __version__
from vitts_server.protocols.http.routes import Answer, Operation, Route

Json = dict[str, Any]
Mode = Literal["validation", "serialization"]

_JSON = "application/json"
_VERSION = "3.1.0"
_REF = "#/components/schemas/{model}"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def describe(routes: Sequence[Route]) -> Json:
    """The whole document."""
    schemas = _Schemas(routes)
    paths: Json = {}
    for route in routes:
        for method, operation in route.operations.items():
            described = _operation(route, method, operation, schemas)
            paths.setdefault(template_of(route), {})[method] = described
    tags = [{"name": name} for name in dict.fromkeys(route.plugin for route in routes if route.operations)]
    return {
        "openapi": _VERSION,
        "info": {
            "title": "vitts-server",
            "version": __version__,
            "description": "Speech from text. HEAD works wherever GET does, and OPTIONS everywhere.",
        },
        "servers": [{"url": "/"}],
        "tags": tags,
        "paths": paths,
        "components": {"schemas": schemas.components},
    }


def template_of(route: Route) -> str:
    """The path for people."""
    return route.path or route.pattern


class _Schemas:
    """The schemas of all models that the routes mention, each under a name of its own."""

    def __init__(self, routes: Iterable[Route]) -> None:
        models = dict.fromkeys(_models(routes))
        references, definitions = models_json_schema(list(models), ref_template=_REF)
        self.components: Json = definitions.get("$defs", {})
        self._references = references

    def reference(self, model: type[BaseModel], mode: Mode) -> Json:
        """Where the model is described."""
        return self._references[model, mode]

    def fields(self, model: type[BaseModel]) -> Json:
        """The description itself."""
        name = self.reference(model, "validation")["$ref"].rpartition("/")[2]
        described: Json = self.components[name]
        return described


def _models(routes: Iterable[Route]) -> Iterator[tuple[type[BaseModel], Mode]]:
    for route in routes:
        for operation in route.operations.values():
            yield from ((model, "validation") for model in (operation.query, operation.body) if model is not None)
            yield from ((answer.model, "serialization") for answer in _answers(route, operation) if answer.model)


def _operation(route: Route, method: str, operation: Operation, schemas: _Schemas) -> Json:
    described: Json = {
        "operationId": f"{method}-{route.name}",
        "tags": [route.plugin],
        "summary": operation.summary.rstrip("."),
        "description": route.description,
        "parameters": [*_path_parameters(route), *_query_parameters(operation, schemas)],
        "responses": _responses(_answers(route, operation), schemas),
    }
    if operation.body is not None:
        schema = schemas.reference(operation.body, "validation")
        content = {media_type: {"schema": schema} for media_type in operation.body_media_types}
        described["requestBody"] = {
            "required": bool(schemas.fields(operation.body).get("required")),
            "content": content,
        }
    if operation.body_file:
        content = {operation.body_file: {"schema": {"type": "string", "format": "binary"}}}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _path_parameters(route: Route) -> Iterator[Json]:
    for name in _PLACEHOLDER.findall(template_of(route)):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


def _query_parameters(operation: Operation, schemas: _Schemas) -> Iterator[Json]:
    if operation.query is None:
        return
    described = schemas.fields(operation.query)
    for name, schema in described.get("properties", {}).items():
        parameter = {"name": name, "in": "query", "required": name in described.get("required", ()), "schema": schema}
        if "description" in schema:
            parameter["description"] = schema["description"]
        yield parameter


def _answers(route: Route, operation: Operation) -> list[Answer]:
    """Those that the operation names, and the errors that every path has."""
    named = {answer.status for answer in operation.answers}
    has_body = operation.body is not None
    errors = {
        400: "A parameter is missing or wrong.",
        **({404: "There is no such thing."} if _PLACEHOLDER.search(template_of(route)) else {}),
        **({413: "The body is too long.", 415: "The body is of a kind that is not read here."} if has_body else {}),
        500: "The voice or the server failed.",
        503: "Too much to do, no voice, or the server is starting or shutting down.",
    }
    common = [Answer(description=text, status=status) for status, text in errors.items() if status not in named]
    return [_shaped(answer, route.handler.error_model) for answer in (*operation.answers, *common)]


def _shaped(answer: Answer, error_model: type[BaseModel] | None) -> Answer:
    """Errors that do not say how they look do so as all errors of their handler."""
    if answer.status < HTTPStatus.BAD_REQUEST or answer.model is not None or answer.media_type != _JSON:
        return answer
    return replace(answer, model=error_model, media_type=_JSON if error_model is not None else "text/plain")


def _responses(answers: Sequence[Answer], schemas: _Schemas) -> Mapping[str, Json]:
    responses: dict[str, Json] = {}
    for answer in answers:
        response = responses.setdefault(str(answer.status), {"description": answer.description})
        if answer.media_type:
            response.setdefault("content", {})[_bare(answer.media_type)] = _content(answer, schemas)
    return dict(sorted(responses.items()))


def _content(answer: Answer, schemas: _Schemas) -> Json:
    return {"schema": schemas.reference(answer.model, "serialization")} if answer.model is not None else {}


def _bare(media_type: str) -> str:
    return media_type.partition(";")[0].strip()
