"""Worker threads that step the voices' generators in the order of the agenda, and the way back to the event loop.

A `Job` is one answer: sentences are added while it runs, its pieces are taken with `async for`. Only worker threads
ever touch a generator; a cancelled one is closed there too, after its current step.
"""

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from types import TracebackType
from typing import Self

from vitts_server.audio import seconds
from vitts_server.errors import Busy, VittsError, VoiceFailed
from vitts_server.speech.agenda import Agenda, Lane, Stream
from vitts_server.values import Piece, Turn

logger = logging.getLogger(__name__)

Steps = Iterator[Piece]
OpenSteps = Callable[[Callable[[], Turn]], Steps]
"""Given a way to ask for the current turn, begins a sentence."""

_MOST_STEP_S = 30.0
"""At the end a step that takes longer is left behind; its thread does not keep the process alive."""

_END = object()
"""A bare StopIteration inside a thread would never reach the waiting coroutine."""


def _nothing(_turn: Callable[[], Turn]) -> Steps:
    return iter(())


class Job:
    """One answer on its way. Owned by the event loop; its generators belong to the workers."""

    def __init__(self, scheduler: "Scheduler", stream: Stream, sample_rate_hz: int) -> None:
        self._scheduler = scheduler
        self.sample_rate_hz = sample_rate_hz
        self._ready: deque[Piece] = deque()
        self._wake = asyncio.Event()
        self._failure: BaseException | None = None
        self._ended = False
        self._freed = asyncio.Event()
        self.stream = stream
        self.waiting: deque[OpenSteps] = deque()
        self.steps: Steps | None = None
        self.opening: OpenSteps = _nothing
        self.is_finished = False
        self.is_cancelled = False
        self.added_s: float | None = None
        self.begun_s: float | None = None
        self.work_s = 0.0
        """Seconds that workers have spent on it."""

    def add(self, open_steps: OpenSteps) -> None:
        """Another sentence to speak after the ones before."""
        self._scheduler.add(self, open_steps)

    def finish(self) -> None:
        """No more sentences will be added."""
        self._scheduler.finish(self)

    def slack_s(self) -> float:
        """Seconds until the listener would run dry; negative when that has happened."""
        return self.stream.deadline_s - self._scheduler.clock()

    @property
    def queue_s(self) -> float | None:
        """Seconds the first sentence waited for a worker; None as long as it waits."""
        return self.begun_s - self.added_s if self.begun_s is not None and self.added_s is not None else None

    @property
    def is_idle(self) -> bool:
        """Whether all that was added has been spoken."""
        return not self.stream.has_work and not self._ready

    async def take(self) -> Piece | None:
        """The next piece, None after the last; raises what the voice raised. May be cancelled and called again."""
        while True:
            if self._ready:
                piece = self._ready.popleft()
                self._scheduler.taken(self, seconds(piece.samples, self.sample_rate_hz))
                return piece
            if self._failure is not None:
                raise self._failure
            if self._ended:
                return None
            self._wake.clear()
            await self._wake.wait()

    async def __aiter__(self) -> AsyncIterator[Piece]:
        """Pieces as they are made."""
        while (piece := await self.take()) is not None:
            yield piece

    async def aclose(self) -> None:
        """Stop after the current step; returns once the generator is closed and the voice is free."""
        self._scheduler.cancel(self)
        interrupted: asyncio.CancelledError | None = None
        while not self._freed.is_set():
            try:
                await self._freed.wait()
            except asyncio.CancelledError as error:
                interrupted = error  # the voice must not be let go while a thread is still in it
        if interrupted is not None:
            raise interrupted

    def deliver(self, piece: Piece | None, failure: BaseException | None, *, ended: bool) -> None:
        """Called on the event loop with what a step brought."""
        if piece is not None and not self.is_cancelled:
            self._ready.append(piece)
        self._failure = self._failure or failure
        if ended:
            self._ended = True
            self._freed.set()
        self._wake.set()


class Scheduler:
    """The worker threads. An async context manager: they run while it is open."""

    def __init__(self, threads: int, max_ahead_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._agenda = Agenda(threads, max_ahead_s)
        self._jobs: dict[Stream, Job] = {}
        self._cancelled: deque[Job] = deque()
        self._changed = threading.Condition()
        self._stopping = False
        self._threads = [
            threading.Thread(target=self._work, name=f"speech-{number}", daemon=True) for number in range(threads)
        ]

    @property
    def threads(self) -> int:
        """How many steps run side by side at most."""
        return self._agenda.threads

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        for thread in self._threads:
            thread.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        try:
            for thread in self._threads:
                await asyncio.to_thread(thread.join, _MOST_STEP_S)
        finally:
            for job in list(self._jobs.values()):
                self._end(job, Busy("the server is shutting down"))

    def open(self, lane: Lane, sample_rate_hz: int, *, is_live: bool) -> Job:
        """A new answer without any sentences; close it with `Job.aclose` whatever happens."""
        with self._changed:
            if self._stopping:
                raise Busy("the server is shutting down", retry_after_s=5)
            job = Job(self, self._agenda.open(is_live=is_live, lane=lane, now_s=self.clock()), sample_rate_hz)
            self._jobs[job.stream] = job
        return job

    def add(self, job: Job, open_steps: OpenSteps) -> None:
        """See `Job.add`."""
        with self._changed:
            if job.is_cancelled:
                return
            job.added_s = self.clock() if job.added_s is None else job.added_s
            job.waiting.append(open_steps)
            job.stream.has_work = True
            self._changed.notify()

    def finish(self, job: Job) -> None:
        """See `Job.finish`."""
        with self._changed:
            job.is_finished = True
            if self._is_over(job):
                # By the same way as the pieces, so that it does not overtake one.
                self._tell(job, None, None, ended=True)

    def taken(self, job: Job, audio_s: float) -> None:
        """The client took this much audio: a paused stream may go on."""
        with self._changed:
            job.stream.taken_s += audio_s
            self._changed.notify()

    def cancel(self, job: Job) -> None:
        """See `Job.aclose`."""
        with self._changed:
            if job.is_cancelled:
                return
            job.is_cancelled = True
            job.waiting.clear()
            ended = job.stream not in self._jobs or (job.steps is None and not job.stream.is_running)
            if ended:
                self._forget(job)
            elif not job.stream.is_running:
                job.stream.has_work = False
                self._cancelled.append(job)
                self._changed.notify()
        if ended:
            job.deliver(None, None, ended=True)

    def _is_over(self, job: Job) -> bool:
        """Forgets a job that has nothing left to do. Call with the lock held."""
        over = job.is_finished and job.steps is None and not job.waiting and not job.stream.is_running
        if over:
            self._forget(job)
        return over

    def _forget(self, job: Job) -> None:
        self._agenda.close(job.stream)
        self._jobs.pop(job.stream, None)

    def _work(self) -> None:
        while True:
            with self._changed:
                job = self._next()
                if job is None:
                    return
                is_step = job.stream.is_running
                if is_step and job.steps is None:
                    job.opening = job.waiting.popleft()
                    job.begun_s = self.clock() if job.begun_s is None else job.begun_s
            if is_step:
                self._step(job)
            else:
                self._end(job)

    def _next(self) -> Job | None:
        """Waits for a job to step or to close; None when the threads have to end. Call with the lock held."""
        while not self._stopping:
            if self._cancelled:
                return self._cancelled.popleft()
            stream = self._agenda.begin(self.clock())
            if stream is not None:
                return self._jobs[stream]
            self._changed.wait()
        return None

    def _step(self, job: Job) -> None:
        started_s = self.clock()
        piece, failure = self._advance(job)
        with self._changed:
            now_s = self.clock()
            job.work_s += now_s - started_s
            must_close = failure is not None or job.is_cancelled
            if piece is not None:
                # Told before another worker can take the job's next step: pieces stay in order.
                self._tell(job, piece, None, ended=False)
            if must_close:
                job.waiting.clear()
            else:
                audio_s = seconds(piece.samples, job.sample_rate_hz) if piece is not None else 0.0
                self._agenda.end(job.stream, audio_s=audio_s, cost_s=now_s - started_s, now_s=now_s)
                job.stream.has_work = job.steps is not None or bool(job.waiting)
                must_close = self._is_over(job)
            self._changed.notify_all()
        if must_close:
            self._end(job, failure)

    def _end(self, job: Job, failure: BaseException | None = None) -> None:
        """Close what is open and let go of the job."""
        close = getattr(job.steps, "close", None)
        job.steps = None
        try:
            if close is not None:
                close()
        except BaseException:
            logger.exception("a voice failed while it was closed")
        with self._changed:
            if job.stream.is_running:
                self._agenda.end(job.stream, audio_s=0.0, cost_s=0.0, now_s=self.clock())
            self._forget(job)
            self._changed.notify_all()
        self._tell(job, None, failure, ended=True)

    def _tell(self, job: Job, piece: Piece | None, failure: BaseException | None, *, ended: bool) -> None:
        self._loop.call_soon_threadsafe(lambda: job.deliver(piece, failure, ended=ended))

    def _advance(self, job: Job) -> tuple[Piece | None, BaseException | None]:
        """One step of the current sentence, or of the next one when it has ended.

        Whatever a plugin raises or returns ends its own job alone: a thread that died would leave others waiting.
        """
        try:
            if job.steps is None:
                opening, job.opening = job.opening, _nothing  # it holds the voice
                job.steps = opening(lambda: job.stream.turn)
            piece = next(job.steps, _END)
            if piece is _END:
                job.steps = None
                return None, None
            return _checked(piece), None
        except VittsError as error:
            return None, error
        except BaseException as error:
            logger.exception("a voice failed while it spoke")
            return None, VoiceFailed(f"the voice failed: {type(error).__name__}: {error}")


def _checked(piece: object) -> Piece:
    if not isinstance(piece, Piece) or piece.samples.ndim != 1:
        raise TypeError(f"it yielded {type(piece).__name__}, not a Piece with samples of one dimension")
    return piece
