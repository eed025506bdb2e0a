"""What waits on a connection to be answered: a whole text, a stream of text, or a refusal. No sockets here."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import Protocol

from vitts_server import AudioChunk, Busy, SpeechService, SynthesisRequest, TextStream, VittsError

Play = Callable[[AudioChunk], Awaitable[None]]
"""Sends audio to the client, as fast as that takes it."""


class StreamDropped(Exception):
    """The client gave up a stream by beginning another: no error, but the end."""


class Job(Protocol):
    """One answer that is due."""

    is_stream: bool

    @property
    def awaits_text(self) -> bool:
        """Whether it is the client's turn."""
        ...

    async def run(self, speech: SpeechService, play: Play, /) -> None:
        """Speak. Raises what the core raises, or `StreamDropped`."""
        ...


class WholeText:
    """A text that is all there."""

    is_stream = False
    awaits_text = False

    def __init__(self, request: SynthesisRequest) -> None:
        self._request = request

    async def run(self, speech: SpeechService, play: Play, /) -> None:
        """Speak it."""
        async with aclosing(speech.synthesize(self._request)) as chunks:
            async for chunk in chunks:
                await play(chunk)


class Refusal:
    """A request that can't be carried out, answered in its turn."""

    awaits_text = False

    def __init__(self, error: VittsError, *, is_stream: bool) -> None:
        self._error = error
        self.is_stream = is_stream

    async def run(self, speech: SpeechService, play: Play, /) -> None:
        """Raise its error."""
        raise self._error


class StreamedText:
    """A text that is still arriving, perhaps before its turn has come."""

    is_stream = True

    def __init__(self, request: SynthesisRequest, max_waiting_bytes: int) -> None:
        """`max_waiting_bytes`: how much text is held that nobody takes yet, or any more."""
        self._request = request
        self._max_waiting_bytes = max_waiting_bytes
        self._waiting_bytes = 0
        self._texts: asyncio.Queue[str | None] = asyncio.Queue()
        self._dropped: Exception | None = None
        self._takes_text = True

    @property
    def awaits_text(self) -> bool:
        """Whether the text has not ended."""
        return self._takes_text

    def feed(self, text: str) -> None:
        """More text; ignored once the stream was dropped."""
        if not self._takes_text:
            return
        self._waiting_bytes += sys.getsizeof(text)
        if self._waiting_bytes > self._max_waiting_bytes:
            self.drop(Busy("too much text waits on this connection for an earlier answer to end"))
        else:
            self._texts.put_nowait(text)

    def finish(self) -> None:
        """No more text will come."""
        self._takes_text = False
        self._texts.put_nowait(None)

    def drop(self, error: VittsError | None) -> None:
        """End it now, with `error` or as `StreamDropped`."""
        if self._takes_text:
            self._takes_text = False
            self._dropped = error or StreamDropped()
            self._texts.put_nowait(None)

    async def run(self, speech: SpeechService, play: Play, /) -> None:
        """Speak what has arrived and what will."""
        self._raise_if_dropped()
        async with speech.open_stream(self._request) as stream:
            await self._speak(stream, play)

    async def _speak(self, stream: TextStream, play: Play) -> None:
        try:
            async with asyncio.TaskGroup() as tasks:
                pouring = tasks.create_task(self._pour_into(stream))
                async for chunk in stream:
                    await play(chunk)
                pouring.cancel()
        except ExceptionGroup as group:
            raise group.exceptions[0] from None

    async def _pour_into(self, stream: TextStream) -> None:
        while (text := await self._texts.get()) is not None:
            self._raise_if_dropped()
            self._waiting_bytes -= sys.getsizeof(text)
            stream.feed(text)
        self._raise_if_dropped()
        stream.finish()

    def _raise_if_dropped(self) -> None:
        if self._dropped is not None:
            raise self._dropped
