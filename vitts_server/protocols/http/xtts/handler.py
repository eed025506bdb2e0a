"""What the handlers of this interface share: `{"detail": ...}` for errors, and 422 for a body that is wrong."""

from http import HTTPStatus
from typing import TypeVar

from pydantic import BaseModel
from tornado.web import HTTPError

from vitts_server import BadRequest, SpeechService
from vitts_server.protocols.http.handler import Handler
from vitts_server.protocols.http.parameters import read_parameters
from vitts_server.protocols.http.xtts.answers import Refused
from vitts_server.protocols.http.xtts.settings import XttsSettings

M = TypeVar("M", bound=BaseModel)

_GONE = HTTPStatus.NOT_FOUND


class BadBody(BadRequest):
    """The body is not what the interface takes."""


class XttsHandler(Handler):
    """Base of all handlers below `/api/tts`."""

    error_model = Refused

    def initialize(self, speech: SpeechService, xtts: XttsSettings, service_name: str) -> None:
        """`service_name` is what clients get to read."""
        self.speech = speech
        self.xtts = xtts
        self.service_name = service_name

    def body(self, model: type[M]) -> M:
        """The body as a `model`. Raises `BadBody`, or `HTTPError` 415."""
        try:
            return read_parameters(self.request, model)
        except BadRequest as error:
            raise BadBody(error.message, field=error.field) from error

    def model_language(self, model: str) -> str:
        """The language of requests for this model that name none. Raises `BadBody` for an unknown model."""
        if model not in self.xtts.models:
            known = ", ".join(self.xtts.models)
            raise BadBody(f"There is no model {model[:100]!r}; there are: {known}.", field="model")
        return self.xtts.models[model]

    def answer(self, answer: BaseModel, status: int = HTTPStatus.OK) -> None:
        """Send it as JSON."""
        self.send_json(answer.model_dump(mode="json"), status)

    def error_status(self, error: BaseException | None, default: int) -> int:
        """422 for a wrong body, as clients of this interface expect."""
        is_body = isinstance(error, BadBody)
        return HTTPStatus.UNPROCESSABLE_ENTITY if is_body else super().error_status(error, default)

    def error_body(self, status: int, message: str) -> object:
        """In the shape of this interface."""
        return Refused(detail=message).model_dump()


def gone(words: str) -> HTTPError:
    """404 in these words."""
    return HTTPError(_GONE, reason=words)
