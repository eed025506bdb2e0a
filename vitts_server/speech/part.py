"""One voice's part of an answer: its job and its renderer. Most answers have a single one."""

from collections.abc import Callable
from functools import partial
from typing import NoReturn

from vitts_server.errors import VittsError
from vitts_server.speech.render import Renderer
from vitts_server.speech.scheduler import Job
from vitts_server.speech.script import Fragment
from vitts_server.values import Choice, Piece, Turn


class Part:
    """What one voice says. Fragments may be added before the voice is loaded."""

    def __init__(self, choice: Choice) -> None:
        self.choice = choice
        self._spoken: tuple[Job, Renderer] | None = None
        self._early: list[Fragment] = []
        self._failure: VittsError | None = None
        self._is_finished = False

    @property
    def has_begun(self) -> bool:
        """Whether its voice is there."""
        return self._spoken is not None

    @property
    def is_idle(self) -> bool:
        """Whether all that was added has been spoken."""
        return self._spoken is not None and self._spoken[0].is_idle

    @property
    def queue_s(self) -> float | None:
        """See `SpeechReport.queue_s`."""
        return self._spoken[0].queue_s if self._spoken is not None else None

    @property
    def work_s(self) -> float:
        """Seconds that workers have spent on it."""
        return self._spoken[0].work_s if self._spoken is not None else 0.0

    def slack_s(self) -> float:
        """Seconds until the listener would run dry; negative when that has happened."""
        return self._spoken[0].slack_s() if self._spoken is not None else 0.0

    def begin(self, job: Job, renderer: Renderer) -> None:
        """The voice is there."""
        self._spoken = job, renderer
        for fragment in self._early:
            self.add(fragment)
        self._early.clear()
        if self._failure is not None:
            self.fail(self._failure)
        if self._is_finished:
            self.finish()

    def add(self, fragment: Fragment) -> None:
        """Another fragment to speak after the ones before."""
        if self._spoken is None:
            self._early.append(fragment)
        else:
            job, renderer = self._spoken
            job.add(partial(renderer.fragment, fragment))

    def fail(self, error: VittsError) -> None:
        """Whoever takes its pieces is told once all that was added before has been spoken."""
        self._failure = error
        if self._spoken is not None:
            self._spoken[0].add(partial(_raise, error))

    def finish(self) -> None:
        """Nothing more will be added."""
        self._is_finished = True
        if self._spoken is not None:
            job, renderer = self._spoken
            job.add(lambda _turn: renderer.end())
            job.finish()

    async def take(self) -> Piece | None:
        """The next piece once it has begun, None after the last; raises what the voice raised."""
        return await self._spoken[0].take() if self._spoken is not None else None


def _raise(error: VittsError, _turn: Callable[[], Turn]) -> NoReturn:
    raise error
