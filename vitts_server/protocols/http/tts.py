"""`/tts` (a link to a file), `/tts/stream` (sound while it is being made), `/audio/<hash>.wav` (the file).

A plugin of the HTTP door: the interface of the Vietnamese VITS service, for its web page and its scripts.
"""

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace

from vitts_server import (
    AudioChunk,
    BadRequest,
    Config,
    SpeechService,
    SynthesisRequest,
    audio,
    hookimpl,
)
from vitts_server.protocols.http.file import send_file
from vitts_server.protocols.http.handler import Handler
from vitts_server.protocols.http.headers import ascii_text
from vitts_server.protocols.http.parameters import read_parameters
from vitts_server.protocols.http.routes import Route
from vitts_server.protocols.http.settings import HttpSettings
from vitts_server.protocols.http.speak import SpeakParameters


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
        ),
        Route(
            pattern="/tts/stream",
            handler=StreamHandler,
            kwargs=speaking,
            name="tts-stream",
            description="Speak a text; the WAV is sent while it is being made.",
        ),
        Route(
            pattern=r"/audio/([^/]+)\.wav",
            handler=AudioHandler,
            kwargs={"speech": speech},
            name="audio",
            description="The file behind a link of /tts.",
        ),
    ]


class SpeakHandler(Handler):
    """What speaking into a file and into a stream share."""

    def initialize(self, speech: SpeechService, default_speed: str) -> None:
        """`default_speed` is for requests that name none."""
        self.speech = speech
        self.default_speed = default_speed

    def parameters(self) -> SpeakParameters:
        """Raises `BadRequest`."""
        return read_parameters(self.request, SpeakParameters).with_speed(self.default_speed)

    def chosen(self, request: SynthesisRequest) -> SynthesisRequest:
        """The request with the voice that will speak, which headers name too.

        Raises `UnknownVoice`, `NoVoice` or `BadRequest`.
        """
        choice = self.speech.choose(request)
        self.set_header("X-Voice", ascii_text(choice.voice.name))
        for warning in choice.warnings:
            self.add_header("X-Warning", ascii_text(warning))
        return replace(request, voice=choice.voice.name)


class LinkHandler(SpeakHandler):
    """`/tts`."""

    async def get(self) -> None:
        """JSON with a link; the file is there when the answer is sent."""
        parameters = self.parameters()
        request = self.chosen(parameters.request(self.request_id))
        async with self.while_connected():
            made = await self.speech.store.make(request, plain_id=parameters.hash())
        url = f"{self.base_url}/audio/{made.id}.wav"
        self.send_json({"hash": made.id, "text": parameters.text, "speed": parameters.speed, "audio_url": url})

    async def post(self) -> None:
        """The same with the parameters in the body."""
        await self.get()


class StreamHandler(SpeakHandler):
    """`/tts/stream`."""

    async def head(self, *args: str) -> None:
        """Whether it would be spoken, and by whom; nothing is synthesised for it."""
        self.chosen(self.parameters().request(self.request_id))
        self._set_stream_headers()

    async def get(self) -> None:
        """A WAV of unknown length, each piece sent as soon as it exists."""
        request = self.chosen(self.parameters().request(self.request_id))
        async with self.while_connected(), aclosing(self.speech.synthesize(request)) as chunks:
            async for chunk in chunks:
                self._write_chunk(chunk)
                await self.send()
        if not self._headers_written:
            raise BadRequest("The text holds nothing that can be spoken.", field="text")
        await self._end()

    async def post(self) -> None:
        """The same with the parameters in the body."""
        await self.get()

    def _set_stream_headers(self) -> None:
        self.set_header("Content-Type", "audio/wav")
        self.set_header("Cache-Control", "no-cache")
        self.set_header("Pragma", "no-cache")

    def _write_chunk(self, chunk: AudioChunk) -> None:
        if not self._headers_written:
            self._set_stream_headers()
            self.connection.stream.set_nodelay(True)
            self.write(audio.wav_header(chunk.sample_rate_hz))
        self.write(audio.pcm16(chunk.samples))

    async def _end(self) -> None:
        """The end of the body; to a client of HTTP/1.0, only a closed connection says so."""
        connection = self.connection
        await self.finish()
        if self.request.version == "HTTP/1.0":
            connection.close()


class AudioHandler(Handler):
    """`/audio/<hash>.wav`."""

    def initialize(self, speech: SpeechService) -> None:
        """`speech` has the store."""
        self.speech = speech

    async def get(self, file_id: str) -> None:
        """The file, or the part of it that was asked for."""
        stored = await self.speech.store.find(file_id)
        await send_file(self, stored)
