"""`/process`, `/locales` and `/version`, with errors as plain text."""

from tornado.httputil import parse_body_arguments

from vitts_server import Encoder, SpeechService, SynthesisRequest, __version__, encoder_named
from vitts_server.naming import Speaks, speaks
from vitts_server.protocols.http.file import send_file
from vitts_server.protocols.http.marytts.effects import read_effects
from vitts_server.protocols.http.marytts.lines import locale_lines
from vitts_server.protocols.http.marytts.parameters import AUDIO_FORMATS, ProcessParameters
from vitts_server.protocols.http.parameters import read_parameters
from vitts_server.protocols.http.parts import Plain
from vitts_server.protocols.http.speaking import SpeakingHandler

MARYS_VOICE = "cmu-slt-hsmm"
"""What clients such as Home Assistant send when nobody chose a voice."""
_FORM = "application/x-www-form-urlencoded"


class MaryHandler(SpeakingHandler):
    """Base of the handlers."""

    error_model = None

    def initialize(self, speech: SpeechService) -> None:
        """`speech` knows the voices."""
        self.speech = speech

    def prepare(self) -> None:
        """Some clients send a form without saying that it is one."""
        super().prepare()
        request = self.request
        if request.body and "Content-Type" not in request.headers:
            request.headers["Content-Type"] = _FORM
            parse_body_arguments(_FORM, request.body, request.body_arguments, request.files)

    def send_error_message(self, status: int, message: str) -> None:
        """Plain text."""
        self.send_text(f"{message}\n", status)


class ProcessHandler(MaryHandler):
    """`/process`."""

    async def head(self, *args: str) -> None:
        """Whether it would be spoken, and by whom; nothing is synthesised for it."""
        _, encoder, request = self._asked()
        self.chosen(request)
        self.set_header("Content-Type", encoder.media_type)

    async def get(self) -> None:
        """A file, or with a format that ends in _STREAM sound while it is being made."""
        is_stream, encoder, request = self._asked()
        if is_stream:
            await self.answer_speech(request, encoder, Plain(encoder.media_type))
            return
        async with self.while_connected():
            stored = await self.speech.store.make(self.chosen(request), encoder=encoder.name)
        await send_file(self, stored)

    async def post(self) -> None:
        """The same with the fields in a form."""
        await self.get()

    def _asked(self) -> tuple[bool, Encoder, SynthesisRequest]:
        """Raises `BadRequest`."""
        asked = read_parameters(self.request, ProcessParameters)
        name, is_stream = AUDIO_FORMATS[asked.audio]
        return is_stream, encoder_named(self.speech.encoders(), name), self._synthesis(asked)

    def _synthesis(self, asked: ProcessParameters) -> SynthesisRequest:
        effects = read_effects(asked.model_extra or {})
        who = self._who(asked.voice)
        return SynthesisRequest(
            text=asked.text,
            text_format="ssml" if asked.input_type == "SSML" else "text",
            voice=who.voice if who is not None else None,
            speaker=who.speaker if who is not None else None,
            language=asked.locale,
            speed=effects.speed,
            volume=effects.volume,
            request_id=self.request_id,
        )

    def _who(self, voice: str | None) -> Speaks | None:
        voices = self.speech.voices()
        installed = {known.name for known in voices}
        if voice is None or (voice == MARYS_VOICE and voice not in installed):
            return None
        return speaks(voice, voices)


class LocalesHandler(MaryHandler):
    """`/locales`."""

    def get(self) -> None:
        """A line for each language that a voice speaks."""
        self.send_text(locale_lines(self.speech.voices()))


class VersionHandler(MaryHandler):
    """`/version`."""

    def get(self) -> None:
        """One line."""
        self.send_text(f"vitts-server {__version__}\n")
