"""One answer: text in as it arrives, audio out as it is made. The meeting point of splitter, renderer and scheduler."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial

from vitts_server.audio import seconds
from vitts_server.config import SpeechSettings
from vitts_server.errors import BadRequest, VoiceFailed
from vitts_server.speech.render import Renderer
from vitts_server.speech.scheduler import Job
from vitts_server.speech.sentences import Sentence, SentenceSplitter
from vitts_server.speech.ssml import SsmlText
from vitts_server.values import AudioChunk, Choice, Piece, Turn

_RUNNING_DRY_S = 0.3
"""Text that paused is spoken when the listener has less than this left to hear."""


class Stream:
    """Implements `TextStream`."""

    def __init__(
        self,
        job: Job,
        renderer: Renderer,
        choice: Choice,
        settings: SpeechSettings,
        on_audio: Callable[[float], None],
        *,
        is_ssml: bool = False,
    ) -> None:
        """`on_audio` is told the seconds of each chunk."""
        self.choice = choice
        self.characters = 0
        self.is_complete = False
        self._job = job
        self._renderer = renderer
        self._settings = settings
        self._on_audio = on_audio
        self._ssml = SsmlText() if is_ssml else None
        self._splitter = SentenceSplitter(settings.max_sentence_chars)
        self._pause: asyncio.TimerHandle | None = None
        self._is_finished = False

    def feed(self, text: str) -> None:
        """More text. Raises `BadRequest` when all of it together is longer than allowed."""
        if self._is_finished:
            raise BadRequest("the text was finished already", field="text")
        self.characters += len(text)
        check_length(self.characters, self._settings.max_text_chars)
        self._speak(self._splitter.feed(self._ssml.feed(text) if self._ssml else text))
        self._await_more()

    @property
    def queue_s(self) -> float | None:
        """See `SpeechReport.queue_s`."""
        return self._job.queue_s

    def flush(self) -> None:
        """Speak all that has arrived as if its sentence ended there; harmless when there is nothing."""
        self.cancel_timer()
        self._speak(self._splitter.finish())

    def finish(self) -> None:
        """No more text; harmless when said twice. Raises `BadRequest` for SSML that is not complete."""
        if self._is_finished:
            return
        self._is_finished = True
        self.cancel_timer()
        if self._ssml is not None:
            self._speak(self._splitter.feed(self._ssml.finish()))
        self._speak(self._splitter.finish())
        self._job.add(lambda _turn: self._renderer.end())
        self._job.finish()

    def cancel_timer(self) -> None:
        """Nothing more will be spoken because of a pause."""
        if self._pause is not None:
            self._pause.cancel()

    async def __aiter__(self) -> AsyncIterator[AudioChunk]:
        """Chunks as they are made. Raises `VoiceFailed` and whatever the stages raise."""
        start_s = 0.0
        rate_hz = self.choice.voice.sample_rate_hz
        while (piece := await self._next()) is not None:
            length_s = seconds(piece.samples, rate_hz)
            self._on_audio(length_s)
            yield AudioChunk(samples=piece.samples, sample_rate_hz=rate_hz, start_s=start_s, marks=piece.marks)
            start_s += length_s
        self.is_complete = True

    async def _next(self) -> Piece | None:
        """The next piece; a voice that makes none for too long has failed, but text may take its time."""
        while True:
            try:
                async with asyncio.timeout(self._settings.request_timeout_s):
                    return await self._job.take()
            except TimeoutError as error:
                if self._is_finished or not self._job.is_idle:
                    raise VoiceFailed("the voice made no progress for too long; the request was given up") from error

    def _speak(self, sentences: list[Sentence]) -> None:
        for sentence in sentences:
            self._job.add(partial(self._open, sentence))

    def _open(self, sentence: Sentence, turn: Callable[[], Turn]) -> Iterator[Piece]:
        return self._renderer.sentence(sentence, turn)

    def _await_more(self) -> None:
        self.cancel_timer()
        if self._splitter.pending.strip():
            loop = asyncio.get_running_loop()
            self._pause = loop.call_later(self._settings.stream_wait_s, self._text_paused)

    def _text_paused(self) -> None:
        left_s = self._job.slack_s()
        if not self._job.is_idle or left_s > _RUNNING_DRY_S:
            wait_s = max(left_s - _RUNNING_DRY_S, 0.05)
            self._pause = asyncio.get_running_loop().call_later(wait_s, self._text_paused)
        else:
            self._speak(self._splitter.flush())


def check_length(characters: int, most: int) -> None:
    """Raises `BadRequest` for a text that is too long."""
    if characters > most:
        raise BadRequest(f"the text is too long: {characters} characters or more, allowed are {most}", field="text")
