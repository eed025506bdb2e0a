"""What the paths of ElevenLabs' interface share: the shape of errors, and voices by their ids."""

from collections.abc import Mapping
from http import HTTPStatus

from pydantic import BaseModel

from vitts_server import SpeechService, UnknownVoice, VittsError
from vitts_server.protocols.http.speaking import SpeakingHandler

_STATUS = {"unknown-voice": "voice_not_found", "busy": "system_busy"}
"""Codes of the core for which clients know a word of their own."""


class Detail(BaseModel):
    """What went wrong."""

    status: str
    message: str


class ErrorBody(BaseModel):
    """An error in ElevenLabs' shape."""

    detail: Detail


class ElevenLabsHandler(SpeakingHandler):
    """Base of the handlers."""

    error_model = ErrorBody

    def initialize(self, speech: SpeechService, aliases: Mapping[str, str]) -> None:
        """`aliases`: who speaks for which voice id, as set."""
        self.speech = speech
        self.aliases = aliases

    def error_status(self, error: BaseException | None, default: int) -> int:
        """The voice is part of the path: one that is not there is not found."""
        return HTTPStatus.NOT_FOUND if isinstance(error, UnknownVoice) else super().error_status(error, default)

    def error_body(self, status: int, message: str) -> object:
        """As ElevenLabs' clients read it."""
        if isinstance(self.error, VittsError):
            word = _STATUS.get(self.error.code, self.error.code.replace("-", "_"))
        else:
            word = HTTPStatus(status).name.lower()
        return ErrorBody(detail=Detail(status=word, message=message)).model_dump()
