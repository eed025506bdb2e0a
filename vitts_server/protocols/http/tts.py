"""`/tts` (a link to a file), `/tts/stream` (sound while it is being made), `/audio/<hash>.<format>` (the file).

A plugin of the HTTP door: the interface of the Vietnamese VITS service, for its web page and its scripts.
"""

from collections.abc import Sequence
from typing import TypeVar

from vitts_server import (
    Config,
    Encoder,
    SpeechService,
    StoredAudio,
    at_rate,
    encoder_named,
    hookimpl,
)
from vitts_server.protocols.http.accept import preferred_format
from vitts_server.protocols.http.audio_file import AudioHandler
from vitts_server.protocols.http.parameters import read_parameters
from vitts_server.protocols.http.parts import Plain
from vitts_server.protocols.http.routes import Route
from vitts_server.protocols.http.settings import HttpSettings
from vitts_server.protocols.http.speak import DEFAULT_FORMAT, LinkParameters, SpeakParameters
from vitts_server.protocols.http.speaking import SpeakingHandler
from vitts_server.protocols.http.tts_operations import file_operations, link_operations, stream_operations

S = TypeVar("S", bound=SpeakParameters)


@hookimpl(optionalhook=True)  # without the HTTP adapter nobody asks for routes
def vitts_http_routes(config: Config, speech: SpeechService) -> Sequence[Route]:
    """The three paths."""
    speaking = {"speech": speech, "default_speed": config.section(HttpSettings).default_speed}
    return [
        Route(
            pattern="/tts",
            handler=LinkHandler,
            kwargs=speaking,
            name="tts",
            description="Speak a text into a file and answer with a link to it.",
            operations=link_operations(),
        ),
        Route(
            pattern="/tts/stream",
            handler=StreamHandler,
            kwargs=speaking,
            name="tts-stream",
            description="Speak a text; the sound is sent while it is being made.",
            operations=stream_operations(speech.encoders()),
        ),
        Route(
            pattern=r"/audio/([^/]+)\.([a-z0-9]+)",
            path="/audio/{id}.{format}",
            handler=AudioHandler,
            kwargs={"speech": speech},
            name="audio",
            description="The file behind a link of /tts, or its subtitles.",
            operations=file_operations(speech.encoders()),
        ),
    ]


class SpeakHandler(SpeakingHandler):
    """What speaking into a file and into a stream share."""

    def initialize(self, speech: SpeechService, default_speed: str) -> None:
        """`default_speed` is for requests that name none."""
        self.speech = speech
        self.default_speed = default_speed

    def parameters(self, model: type[S]) -> S:
        """Raises `BadRequest`."""
        return read_parameters(self.request, model).with_speed(self.default_speed)

    def encoder(self, parameters: SpeakParameters) -> Encoder:
        """The format that the request names, or that the client prefers. Raises `BadRequest`."""
        self.add_header("Vary", "Accept")
        encoders = self.speech.encoders()
        preferred = preferred_format(self.request.headers.get("Accept"), encoders, DEFAULT_FORMAT)
        return encoder_named(encoders, parameters.format or preferred)


class LinkHandler(SpeakHandler):
    """`/tts`."""

    async def get(self) -> None:
        """JSON with a link; the file is there when the answer is sent."""
        parameters = self.parameters(LinkParameters)
        encoder = self.encoder(parameters)
        request = self.chosen(parameters.request(self.request_id))
        plain_id = parameters.hash(encoder.name)
        async with self.while_connected():
            made = await self.speech.store.make(
                request, plain_id=plain_id, encoder=encoder.name, sample_rate_hz=parameters.sample_rate
            )
        url = f"{self.base_url}/audio/{made.id}.{encoder.suffix}"
        body = {"hash": made.id, "text": parameters.text, "speed": parameters.speed, "audio_url": url}
        if parameters.subtitles is not None:
            body["subtitles_url"] = f"{self.base_url}/audio/{made.id}.{parameters.subtitles}"
            await self._warn_without_words(made)
        self.send_json(body)

    async def _warn_without_words(self, made: StoredAudio) -> None:
        transcript = await self.speech.store.transcript(made.id)
        if transcript is None or not transcript.words:
            self.add_header("X-Warning", "the voice does not say when its words are heard: there are no subtitles")

    async def post(self) -> None:
        """The same with the parameters in the body."""
        await self.get()


class StreamHandler(SpeakHandler):
    """`/tts/stream`."""

    async def head(self, *args: str) -> None:
        """Whether it would be spoken, and by whom; nothing is synthesised for it."""
        parameters = self.parameters(SpeakParameters)
        encoder = self.encoder(parameters)
        self.chosen(parameters.request(self.request_id))
        self._set_stream_headers(encoder)

    async def get(self) -> None:
        """Sound of unknown length, each piece sent as soon as it exists."""
        parameters = self.parameters(SpeakParameters)
        encoder = self.encoder(parameters)
        request = parameters.request(self.request_id)
        if parameters.sample_rate is not None:
            encoder = at_rate(encoder, parameters.sample_rate)
        self._set_stream_headers(encoder)
        await self.answer_speech(request, encoder, Plain(encoder.media_type))

    async def post(self) -> None:
        """The same with the parameters in the body."""
        await self.get()

    def _set_stream_headers(self, encoder: Encoder) -> None:
        self.set_header("Content-Type", encoder.media_type)
        self.set_header("Cache-Control", "no-cache")
        self.set_header("Pragma", "no-cache")
