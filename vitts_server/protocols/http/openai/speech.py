"""`/v1/audio/speech`."""

from vitts_server.protocols.http.openai.forms import Events, Lines
from vitts_server.protocols.http.openai.handler import OpenAiHandler
from vitts_server.protocols.http.openai.parameters import SpeechParameters
from vitts_server.protocols.http.parameters import read_parameters
from vitts_server.protocols.http.parts import Form, Plain


class SpeechHandler(OpenAiHandler):
    """`/v1/audio/speech`."""

    async def post(self) -> None:
        """The sound, sent while it is being made."""
        asked = read_parameters(self.request, SpeechParameters)
        encoder = self.encoder(asked.response_format)
        await self.answer_speech(self.synthesis(asked), encoder, _form(asked, encoder.media_type))


def _form(asked: SpeechParameters, media_type: str) -> Form:
    has_words = bool(asked.timestamp_granularities)
    if asked.stream_format == "sse":
        return Events(asked.input, has_words=has_words)
    return Lines(media_type) if has_words else Plain(media_type)
