"""What handlers that answer with speech share: who speaks, parts as they are made, hang-ups, the end of the body."""

from contextlib import aclosing
from dataclasses import replace

from vitts_server import Encoder, NothingToSay, SpeechService, SynthesisRequest
from vitts_server.protocols.http.handler import Handler
from vitts_server.protocols.http.headers import ascii_text
from vitts_server.protocols.http.parts import Form, encoded_parts


class SpeakingHandler(Handler):
    """Base of handlers that speak. Nothing is sent before there is sound, so that an early error is a clean status."""

    speech: SpeechService
    _is_begun = False

    def chosen(self, request: SynthesisRequest) -> SynthesisRequest:
        """The request with the voice that will speak, which headers name too.

        Raises `UnknownVoice`, `NoVoice` or `BadRequest`.
        """
        choice = self.speech.choose(request)
        self.set_header("X-Voice", ascii_text(choice.voice.name))
        for warning in choice.warnings:
            self.add_header("X-Warning", ascii_text(warning))
        return replace(request, voice=choice.voice.name)

    async def answer_speech(self, request: SynthesisRequest, encoder: Encoder, form: Form) -> None:
        """Speak to the client while it listens. Raises `NothingToSay` if there is no sound in it."""
        request = self.chosen(request)
        async with (
            self.while_connected(),
            aclosing(self.speech.synthesize(request)) as chunks,
            aclosing(encoded_parts(chunks, encoder)) as parts,
        ):
            async for part in parts:
                await self._send_speech(form.part(part), form)
        if not self._is_begun:
            raise NothingToSay
        self.write(form.end())
        await self.end_body()

    async def end_body(self) -> None:
        """The end of the body; to a client of HTTP/1.0, only a closed connection says so."""
        connection = self.connection
        await self.finish()
        if self.request.version == "HTTP/1.0":
            connection.close()

    async def _send_speech(self, data: bytes, form: Form) -> None:
        if not self._is_begun:
            self._is_begun = True
            self.set_header("Content-Type", form.content_type)
            self.set_header("Cache-Control", "no-cache")
            self.connection.stream.set_nodelay(True)
        self.write(data)
        await self.send()
