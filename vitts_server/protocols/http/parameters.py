"""Parameters of a request, from the query, a form or JSON alike, into a pydantic model."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from tornado.httputil import HTTPServerRequest
from tornado.web import HTTPError

from vitts_server import BadRequest

M = TypeVar("M", bound=BaseModel)

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
BODY_MEDIA_TYPES = ("application/json", *FORMS)
"""What a body may be written in."""


def read_parameters(request: HTTPServerRequest, model: type[M]) -> M:
    """The parameters as a `model`; of one that is given several times the last counts, the body after the query.

    Raises `BadRequest`, which names the parameter, or `HTTPError` 415.
    """
    return validated({**_decoded(request.query_arguments), **_body(request)}, model)


def validated(values: Mapping[str, Any], model: type[M]) -> M:
    """Raises `BadRequest` with the first thing that is wrong, in words for the client."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        raise BadRequest(_sentence(name, first["type"], first["msg"]), field=name) from None


def _sentence(name: str, problem: str, message: str) -> str:
    if problem == "value_error":
        return message.removeprefix("Value error, ")
    if problem in ("missing", "string_too_short"):
        return f"The parameter {name} is required and must not be blank."
    return f"The parameter {name} is not valid: {message}."


def _body(request: HTTPServerRequest) -> Mapping[str, Any]:
    content_type = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if not request.body:
        return {}
    if content_type == "application/json" or content_type.endswith("+json"):
        return _from_json(request.body)
    if content_type in FORMS:
        return _decoded(request.body_arguments)
    raise HTTPError(415, reason=f"Unsupported Media Type; send application/json, {' or '.join(FORMS)}")


def _from_json(body: bytes) -> Mapping[str, Any]:
    try:
        values = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"The body is not valid JSON: {error}.", field="body") from error
    if not isinstance(values, dict):
        raise BadRequest("The body must be a JSON object.", field="body")
    return values


def _decoded(arguments: Mapping[str, list[bytes]]) -> Mapping[str, str]:
    values: dict[str, str] = {}
    for name, given in arguments.items():
        try:
            values[name] = given[-1].decode()
        except UnicodeDecodeError as error:
            raise BadRequest(f"The parameter {name} is not valid UTF-8.", field=name) from error
    return values
