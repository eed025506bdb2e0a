"""Answers one connection's requests, one after the other. Knows jobs and events, no sockets."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable

from wyoming.event import Event

from vitts_server import AudioChunk, SpeechService, VittsError
from vitts_server.protocols.wyoming.answer import Answer
from vitts_server.protocols.wyoming.jobs import Job, Refusal, StreamDropped, StreamedText, WholeText
from vitts_server.protocols.wyoming.session import DropStream, FeedText, FinishText, OpenStream, Refuse, Speak

logger = logging.getLogger(__name__)

SpeakerAction = Speak | Refuse | OpenStream | FeedText | FinishText | DropStream


class ClientGone(Exception):
    """Nobody is there any more to take an answer. Not an `OSError`, which a voice might raise as well."""


class Speaker:
    """The queue of answers and the loop that gives them."""

    def __init__(
        self,
        speech: SpeechService,
        send: Callable[[Event], Awaitable[None]],
        *,
        max_waiting_requests: int,
        max_waiting_bytes: int,
    ) -> None:
        """`send` may raise `ClientGone`, which ends `run`."""
        self._speech = speech
        self._send = send
        self._max_waiting_bytes = max_waiting_bytes
        self._jobs: asyncio.Queue[Job | None] = asyncio.Queue(max_waiting_requests)
        self._current: Job | None = None
        self._open: StreamedText | None = None

    @property
    def awaits_client(self) -> bool:
        """Whether nothing can be spoken before the client sends more."""
        return self._jobs.empty() if self._current is None else self._current.awaits_text

    async def do(self, action: SpeakerAction) -> None:
        """Take an action of the session; waits while too many requests wait already."""
        match action:
            case Speak(request):
                await self._jobs.put(WholeText(request))
            case Refuse(error, is_stream):
                await self._jobs.put(Refusal(error, is_stream=is_stream))
            case OpenStream(request):
                self._open = StreamedText(request, self._max_waiting_bytes)
                await self._jobs.put(self._open)
            case _:
                self._change_stream(action)

    async def finish(self) -> None:
        """No more requests will come: `run` returns after the last answer."""
        await self._jobs.put(None)

    async def run(self) -> None:
        """Give the answers in the order of the requests. Raises `ClientGone`."""
        while (job := await self._jobs.get()) is not None:
            self._current = job
            await self._answer(job)
            self._current = None

    def _change_stream(self, action: FeedText | FinishText | DropStream) -> None:
        if self._open is None:
            return
        match action:
            case FeedText(text):
                self._open.feed(text)
                return
            case FinishText():
                self._open.finish()
            case DropStream(error):
                self._open.drop(error)
        self._open = None

    async def _answer(self, job: Job) -> None:
        answer = Answer(is_stream=job.is_stream)

        async def play(chunk: AudioChunk) -> None:
            await self._send_all(answer.feed(chunk))

        try:
            await job.run(self._speech, play)
        except StreamDropped:
            ending = answer.finish()
        except VittsError as error:
            ending = answer.fail(error)
        except ClientGone:
            raise
        except Exception:
            logger.exception("speech failed unexpectedly")
            ending = answer.fail(VittsError("an internal error; the server's log says more"))
        else:
            ending = answer.finish()
        await self._send_all(ending)

    async def _send_all(self, events: Iterable[Event]) -> None:
        for event in events:
            await self._send(event)
