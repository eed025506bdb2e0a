"""A file of the store that is being made, and those who wait for it."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from vitts_server.errors import Busy
from vitts_server.speech.store.record import Record


class Flight:
    """One synthesis for any number of equal requests. It goes on as long as somebody waits for it."""

    def __init__(self, file_id: str, fingerprint: str, names: Sequence[str] = ()) -> None:
        self.file_id = file_id
        self.names = frozenset([file_id, *names])
        """What the file will be found under: nobody else may have them meanwhile."""
        self.fingerprint = fingerprint
        self.is_landing = False
        """The file is being put in its place: too late to call it off."""
        self._waiting = 0
        self._outcome: asyncio.Future[Record] = asyncio.get_running_loop().create_future()
        self._task: asyncio.Task[None] | None = None

    @property
    def is_over(self) -> bool:
        """Whether the file is there, or will not be."""
        return self._outcome.done()

    def take_off(
        self, group: asyncio.TaskGroup, work: Coroutine[Any, Any, None], on_end: Callable[["Flight"], None]
    ) -> None:
        """Run `work`, which says `land` or `fail` at its end; `on_end` is told even if it never got to run."""
        self._task = group.create_task(work)
        self._task.add_done_callback(lambda _task: on_end(self))

    def land(self, record: Record) -> None:
        """The file is there."""
        if not self.is_over:
            self._outcome.set_result(record)

    def fail(self, error: BaseException) -> None:
        """There will be no file; `error` is raised wherever it is waited for."""
        if not self.is_over:
            self._outcome.set_exception(error)
            self._outcome.exception()  # seen, so that the loop does not complain when nobody waits

    async def landing(self) -> Record:
        """Wait for the file. The last one to leave calls the work off."""
        self._waiting += 1
        try:
            await asyncio.wait([self._outcome])
        finally:
            self._waiting -= 1
            if not self._waiting:
                self.call_off()
        return self._outcome.result()

    def call_off(self) -> None:
        """Cancel the work unless it is over, or all but over."""
        if not (self.is_landing or self.is_over):
            self.fail(Busy("the server is shutting down"))
            if self._task is not None:
                self._task.cancel()
