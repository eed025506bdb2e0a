"""`/v1/text-to-speech/{voice_id}` and its variants."""

from collections.abc import Callable

from vitts_server import Encoder, SynthesisRequest
from vitts_server.naming import speaks
from vitts_server.protocols.http.elevenlabs.formats import encoder_of
from vitts_server.protocols.http.elevenlabs.forms import TimedLines, TimedObject
from vitts_server.protocols.http.elevenlabs.handler import ElevenLabsHandler
from vitts_server.protocols.http.elevenlabs.parameters import SpeechParameters
from vitts_server.protocols.http.parameters import read_parameters
from vitts_server.protocols.http.parts import Form, Plain


class SpeechHandler(ElevenLabsHandler):
    """`/v1/text-to-speech/{voice_id}`, also with `/stream`: both are sent while they are made."""

    async def post(self, voice_id: str) -> None:
        """The sound itself."""
        await self.speak(voice_id, lambda _text, encoder: Plain(encoder.media_type))

    async def speak(self, voice_id: str, form: Callable[[str, Encoder], Form]) -> None:
        """Answer with speech in a form for the text."""
        asked = read_parameters(self.request, SpeechParameters)
        encoder = encoder_of(asked.output_format, self.speech.encoders())
        who = speaks(voice_id, self.speech.voices(), self.aliases)
        request = SynthesisRequest(
            text=asked.text,
            voice=who.voice,
            speaker=who.speaker,
            language=asked.language_code,
            speed=asked.speed,
            request_id=self.request_id,
        )
        await self.answer_speech(request, encoder, form(asked.text, encoder))


class TimedHandler(SpeechHandler):
    """`/v1/text-to-speech/{voice_id}/with-timestamps`."""

    async def post(self, voice_id: str) -> None:
        """One JSON object with sound and times."""
        await self.speak(voice_id, lambda text, _encoder: TimedObject(text))


class TimedStreamHandler(SpeechHandler):
    """`/v1/text-to-speech/{voice_id}/stream/with-timestamps`."""

    async def post(self, voice_id: str) -> None:
        """Lines of JSON, each with a part of the sound."""
        await self.speak(voice_id, lambda text, _encoder: TimedLines(text))
