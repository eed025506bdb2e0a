"""`/dev/captioned_speech`: sound and the times of words together, as Kokoro-FastAPI answers."""

from dataclasses import replace

from pydantic import Field

from vitts_server.protocols.http.openai.forms import Captions, Lines, OneObject
from vitts_server.protocols.http.openai.handler import OpenAiHandler
from vitts_server.protocols.http.openai.parameters import SpeechParameters
from vitts_server.protocols.http.parameters import read_parameters

__all__ = ["CaptionHandler", "CaptionParameters", "Captions"]


class CaptionParameters(SpeechParameters):
    """Fields of /dev/captioned_speech; others are ignored."""

    stream: bool = Field(True, description="Lines of JSON while the sound is made; else one object.")
    volume_multiplier: float = Field(1.0, ge=0, le=10, description="Factor on the samples.")


class CaptionHandler(OpenAiHandler):
    """`/dev/captioned_speech`."""

    async def post(self) -> None:
        """Parts of the sound, each with the words that begin in it."""
        asked = read_parameters(self.request, CaptionParameters)
        encoder = self.encoder(asked.response_format)
        form = (Lines if asked.stream else OneObject)(encoder.media_type)
        request = replace(self.synthesis(asked), volume=asked.volume_multiplier)
        await self.answer_speech(request, encoder, form)
