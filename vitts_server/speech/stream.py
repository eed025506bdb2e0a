"""One answer: text in as it arrives, audio out as it is made. Markup, splitter and voices meet here."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace

from vitts_server.audio import seconds
from vitts_server.config import SpeechSettings
from vitts_server.errors import BadRequest, VittsError, VoiceFailed
from vitts_server.resampling import Resampler
from vitts_server.speech.markup import MarkupChoice
from vitts_server.speech.part import Part
from vitts_server.speech.script import Script
from vitts_server.speech.sentences import Sentence, SentenceSplitter
from vitts_server.values import AudioChunk, Choice, Passage, Piece, Style

_RUNNING_DRY_S = 0.3
"""Text that paused is spoken when the listener has less than this left to hear."""


class Stream:
    """Implements `TextStream`."""

    def __init__(
        self,
        first: Part,
        markup: MarkupChoice,
        settings: SpeechSettings,
        who: Callable[[Style], Choice],
        begin: Callable[[Part], Awaitable[None]],
        on_audio: Callable[[float], None],
    ) -> None:
        """`first`: the part of the request's own voice, which has begun. `who` speaks a style; `begin` loads a
        further voice; `on_audio` is told the seconds of each chunk."""
        self.choice = first.choice
        self.characters = 0
        self.text_wait_s = 0.0
        """How long it took until the first text came."""
        self._opened_s = time.monotonic()
        self.is_complete = False
        self._parts = [first]
        self._markup = markup
        self._settings = settings
        self._who = who
        self._begin = begin
        self._on_audio = on_audio
        self._script = Script()
        self._splitter = SentenceSplitter(settings.max_sentence_chars)
        self._pause: asyncio.TimerHandle | None = None
        self._is_finished = False

    def feed(self, text: str) -> None:
        """More text. Raises `BadRequest` when all of it together is longer than allowed, and for bad markup."""
        if self._is_finished:
            raise BadRequest("the text was finished already", field="text")
        if text and not self.characters:
            self.text_wait_s = time.monotonic() - self._opened_s
        self.characters += len(text)
        check_length(self.characters, self._settings.max_text_chars)
        self._read(self._markup.feed(text))
        self._await_more()

    @property
    def queue_s(self) -> float | None:
        """See `SpeechReport.queue_s`."""
        return self._parts[0].queue_s

    @property
    def work_s(self) -> float:
        """See `SpeechReport.work_s`."""
        return sum(part.work_s for part in self._parts)

    def flush(self) -> None:
        """Speak all that has arrived as if its sentence ended there; harmless when there is nothing."""
        self.cancel_timer()
        if not self._is_finished:
            self._read(self._markup.flush())
        self._speak(self._splitter.finish())

    def finish(self) -> None:
        """No more text; harmless when said twice. Raises `BadRequest` for markup that is not complete."""
        if self._is_finished:
            return
        self._is_finished = True
        self.cancel_timer()
        self._read(self._markup.finish())
        self._speak(self._splitter.finish())
        for fragment in self._script.rest():
            self._parts[-1].add(fragment)
        self._parts[-1].finish()

    def cancel_timer(self) -> None:
        """Nothing more will be spoken because of a pause."""
        if self._pause is not None:
            self._pause.cancel()

    async def __aiter__(self) -> AsyncIterator[AudioChunk]:
        """Chunks as they are made. Raises `VoiceFailed` and whatever the stages raise."""
        start_s = 0.0
        rate_hz = self.choice.voice.sample_rate_hz
        async for piece in self._pieces():
            length_s = seconds(piece.samples, rate_hz)
            self._on_audio(length_s)
            yield AudioChunk(samples=piece.samples, sample_rate_hz=rate_hz, start_s=start_s, marks=piece.marks)
            start_s += length_s
        self.is_complete = True

    async def _pieces(self) -> AsyncIterator[Piece]:
        """Of all parts, one after the other, at the rate of the first."""
        number = 0
        while number < len(self._parts):
            part = self._parts[number]
            if not part.has_begun:
                await self._begin(part)
            rate_hz = part.choice.voice.sample_rate_hz
            resampler = Resampler(rate_hz, self.choice.voice.sample_rate_hz)
            while (piece := await self._next(part)) is not None:
                yield replace(piece, samples=resampler.feed(piece.samples))
            if (rest := resampler.finish()).size:
                yield Piece(samples=rest)
            number += 1

    async def _next(self, part: Part) -> Piece | None:
        """The next piece; a voice that makes none for too long has failed, but text may take its time."""
        while True:
            try:
                async with asyncio.timeout(self._settings.request_timeout_s):
                    return await part.take()
            except TimeoutError as error:
                if self._is_finished or not part.is_idle:
                    raise VoiceFailed("the voice made no progress for too long; the request was given up") from error

    def _read(self, passages: Sequence[Passage]) -> None:
        if passages:
            self._speak(self._splitter.feed(self._script.add(passages)))

    def _speak(self, sentences: list[Sentence]) -> None:
        for sentence in sentences:
            for fragment in self._script.fragments(sentence):
                choice = self._who(fragment.style)
                if choice != self._parts[-1].choice:
                    self._parts[-1].finish()
                    self._parts.append(Part(choice))
                self._parts[-1].add(fragment)

    def _await_more(self) -> None:
        self.cancel_timer()
        if self._splitter.pending.strip():
            loop = asyncio.get_running_loop()
            self._pause = loop.call_later(self._settings.stream_wait_s, self._text_paused)

    def _text_paused(self) -> None:
        last = self._parts[-1]
        left_s = last.slack_s()
        if not last.is_idle or left_s > _RUNNING_DRY_S:
            wait_s = max(left_s - _RUNNING_DRY_S, 0.05)
            self._pause = asyncio.get_running_loop().call_later(wait_s, self._text_paused)
            return
        try:
            self._speak(self._splitter.flush())
        except VittsError as error:
            self._parts[-1].fail(error)  # nobody called who could be told


def check_length(characters: int, most: int) -> None:
    """Raises `BadRequest` for a text that is too long."""
    if characters > most:
        raise BadRequest(f"the text is too long: {characters} characters or more, allowed are {most}", field="text")
