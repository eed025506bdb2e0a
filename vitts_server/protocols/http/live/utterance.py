"""One utterance on a connection: its text as it arrives, its audio as it is made, its end in any of three ways."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping

from vitts_server import AudioChunk, SpeechService, TextStream, VittsError, at_rate, audio, encoder_named
from vitts_server.protocols.http.encoded import Encoding
from vitts_server.protocols.http.live import messages
from vitts_server.protocols.http.live.session import Feed, Finish, Open, SpeakNow

logger = logging.getLogger(__name__)

Send = Callable[[Mapping[str, object] | bytes], Awaitable[None]]
"""Gives the client a message, as fast as it takes it."""


class ClientGone(Exception):
    """Nobody is there any more to take an answer. Not an `OSError`, which a voice might raise as well."""


class Utterance:
    """From its `start` to its `done`, `cancelled` or `error`."""

    def __init__(self, action: Open, request_id: str) -> None:
        self.id = action.id
        self._start = action.start
        self._request = action.start.request(request_id)
        self._stream: TextStream | None = None
        self._waiting: list[Feed | SpeakNow | Finish] = []
        self._scope: asyncio.Timeout | None = None
        self._stopped: VittsError | bool = False
        self._first_text_s: float | None = None
        self._first_audio_s: float | None = None
        self._audio_s = 0.0
        self._characters = 0
        self.has_all_text = False
        self.waiting_chars = 0
        """Characters that nobody has taken yet."""

    def take(self, action: Feed | SpeakNow | Finish) -> None:
        """More of it; nothing once it is over."""
        if self._stopped is not False:
            return
        if self._first_text_s is None and isinstance(action, Feed):
            self._first_text_s = time.monotonic()
        if self._stream is not None:
            self._pass_on(self._stream, action)
        else:
            self.waiting_chars += len(action.text) if isinstance(action, Feed) else 0
            if not (isinstance(action, SpeakNow) and self._waiting[-1:] == [action]):  # said twice it means the same
                self._waiting.append(action)
        self.has_all_text = self.has_all_text or isinstance(action, Finish)

    def stop(self, error: VittsError | None = None) -> None:
        """End it after the piece that is being sent: cancelled, or with an error. Once it is over nothing happens."""
        if self._stopped is not False:
            return
        self._stopped = error or True
        self._waiting.clear()
        self.waiting_chars = 0
        self.has_all_text = True
        if self._scope is not None:
            self._scope.reschedule(0)

    async def run(self, speech: SpeechService, send: Send) -> None:
        """Speak it; every end is told. Raises `ClientGone` alone."""
        try:
            ending = await self._ended(speech, send)
        except ClientGone:
            raise
        except VittsError as error:
            ending = messages.failed(self.id, error)
        except Exception as error:
            logger.exception("an utterance failed", extra={"request_id": self._request.request_id})
            ending = messages.failed(self.id, error)
        self._stopped = self._stopped or True
        self._waiting.clear()
        await send(ending)

    async def _ended(self, speech: SpeechService, send: Send) -> Mapping[str, object]:
        if self._stopped is False:
            await self._until_stopped(speech, send)
        if isinstance(self._stopped, VittsError):
            raise self._stopped
        if self._stopped:
            return messages.cancelled(self.id, self._audio_s, self._first_audio_s)
        return messages.done(self.id, self._characters, self._audio_s, self._first_audio_s)

    async def _until_stopped(self, speech: SpeechService, send: Send) -> None:
        try:
            async with asyncio.timeout(None) as self._scope:
                await self._speak(speech, send)
        except TimeoutError:
            if self._stopped is False:
                raise
        finally:
            self._scope = None
            self._stream = None

    async def _speak(self, speech: SpeechService, send: Send) -> None:
        encoder = encoder_named(speech.encoders(), self._start.format)
        async with speech.open_stream(self._request) as stream:
            rate_hz = self._start.sample_rate or stream.choice.voice.sample_rate_hz
            await send(messages.started(self.id, stream.choice, encoder, rate_hz))
            self._catch_up(stream)
            encoding = Encoding(at_rate(encoder, rate_hz))
            async for chunk in stream:
                await self._play(chunk, encoding, send)
            if rest := await encoding.finish():
                await send(rest)

    async def _play(self, chunk: AudioChunk, encoding: Encoding, send: Send) -> None:
        if self._start.marks and (told := messages.marks(self.id, chunk)):
            await send(told)
        if data := await encoding.feed(chunk):
            await send(data)
        self._audio_s += audio.seconds(chunk.samples, chunk.sample_rate_hz)
        if self._first_audio_s is None and self._first_text_s is not None:
            self._first_audio_s = time.monotonic() - self._first_text_s

    def _catch_up(self, stream: TextStream) -> None:
        self._stream = stream
        waiting, self._waiting, self.waiting_chars = self._waiting, [], 0
        for action in waiting:
            self._pass_on(stream, action)

    def _pass_on(self, stream: TextStream, action: Feed | SpeakNow | Finish) -> None:
        if self._stopped is not False:
            return
        try:
            match action:
                case Feed(text):
                    stream.feed(text)
                    self._characters += len(text)
                case SpeakNow():
                    stream.flush()
                case Finish():
                    stream.finish()
        except VittsError as error:
            self.stop(error)
