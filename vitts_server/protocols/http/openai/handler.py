"""What the paths of OpenAI's interface share: the shape of errors, and who speaks for a name."""

from collections.abc import Mapping
from http import HTTPStatus

from vitts_server import Encoder, SpeechService, SynthesisRequest, VittsError, at_rate, encoder_named
from vitts_server.naming import speaks
from vitts_server.protocols.http.openai.errors import Error, ErrorBody
from vitts_server.protocols.http.openai.parameters import SpeechParameters
from vitts_server.protocols.http.speaking import SpeakingHandler

PCM_HZ = 24000
"""What clients take bare samples for: these carry no rate."""
_PARAMS = {"text": "input", "format": "response_format", "speaker": "voice"}
"""Fields of the core under the names that clients sent them by."""


class OpenAiHandler(SpeakingHandler):
    """Base of the handlers."""

    error_model = ErrorBody

    def initialize(self, speech: SpeechService, aliases: Mapping[str, str]) -> None:
        """`aliases`: who speaks for which name, as set."""
        self.speech = speech
        self.aliases = aliases

    def error_body(self, status: int, message: str) -> object:
        """As OpenAI's clients read it."""
        cause = self.error if isinstance(self.error, VittsError) else None
        field = cause.field if cause is not None else None
        is_ours = status >= HTTPStatus.INTERNAL_SERVER_ERROR
        error = Error(
            message=message,
            type="server_error" if is_ours else "invalid_request_error",
            param=_PARAMS.get(field, field) if field is not None else None,
            code=cause.code if cause is not None else None,
        )
        return ErrorBody(error=error).model_dump()

    def encoder(self, name: str) -> Encoder:
        """The format of that name. Raises `BadRequest`."""
        encoder = encoder_named(self.speech.encoders(), name)
        return at_rate(encoder, PCM_HZ) if encoder.name == "pcm" else encoder

    def synthesis(self, asked: SpeechParameters) -> SynthesisRequest:
        """What the core is asked for."""
        who = speaks(asked.voice, self.speech.voices(), self.aliases) if asked.voice else None
        return SynthesisRequest(
            text=asked.input,
            voice=who.voice if who is not None else None,
            speaker=who.speaker if who is not None else None,
            language=asked.language,
            speed=asked.speed,
            request_id=self.request_id,
        )
