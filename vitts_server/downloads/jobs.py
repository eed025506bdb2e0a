"""The downloads of one server: each voice once, a few at a time, and everybody can see how far they are."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from vitts_server import Busy, VittsError
from vitts_server.voices.catalogue import Catalogue, CatalogueVoice, Progress

logger = logging.getLogger(__name__)

_AT_A_TIME = 2
_MOST_REMEMBERED = 50


class Downloads:
    """Lives on the event loop."""

    def __init__(self, catalogue: Catalogue, on_installed: Callable[[], Awaitable[None]] | None = None) -> None:
        """`on_installed` is waited for before a download is called done: then its voice can speak."""
        self.catalogue = catalogue
        self._on_installed = on_installed
        self._progress: dict[str, Progress] = {}
        self._group: asyncio.TaskGroup | None = None
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._places = asyncio.Semaphore(_AT_A_TIME)
        self._changed = asyncio.Event()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Downloads can run while it is open. What one of them brought stays, and the next of its voice goes on."""
        async with asyncio.TaskGroup() as self._group:
            try:
                yield
            finally:
                for task in self._tasks.values():
                    task.cancel()

    def all(self) -> Sequence[Progress]:
        """Those that run and the latest that ended, the oldest first."""
        return list(self._progress.values())

    def find(self, name: str) -> Progress | None:
        """The download of a voice, if it is running or remembered."""
        return self._progress.get(name)

    def start(self, voice: CatalogueVoice) -> Progress:
        """Begin, or join the download of this voice that runs already."""
        name = voice.key
        if name not in self._tasks:
            if self._group is None:
                raise Busy("the server does not run")
            self._progress.pop(name, None)
            self._note(Progress(name=name, total_bytes=voice.size_bytes))
            self._forget()
            self._tasks[name] = task = self._group.create_task(self._run(name))
            task.add_done_callback(lambda _: self._ended(name))
        return self._progress[name]

    async def cancel(self, name: str) -> bool:
        """End a download and drop what it brought; False if none of this name runs."""
        task = self._tasks.get(name)
        if task is None:
            return False
        task.cancel()
        await asyncio.wait([task])
        await asyncio.to_thread(self.catalogue.files(name).discard_parts)
        return True

    async def changes(self) -> AsyncIterator[Sequence[Progress]]:
        """How it stands now and after each change, until nothing runs any more."""
        while True:
            changed = self._changed
            now = self.all()
            yield now
            if all(progress.is_over for progress in now):
                return
            await changed.wait()

    async def _run(self, name: str) -> None:
        try:
            async with self._places:
                await self.catalogue.download(name, self._note_on_the_way)
            if self._on_installed is not None:
                await self._on_installed()
        except (VittsError, OSError) as error:
            self._end(name, replace(self._progress[name], state="failed", error=str(error)))
        except Exception as error:
            logger.exception("a download failed for an unexpected reason", extra={"voice": name})
            self._end(name, replace(self._progress[name], state="failed", error=type(error).__name__))
        else:
            self._end(name, replace(self._progress[name], state="done"))

    def _ended(self, name: str) -> None:
        del self._tasks[name]
        if not self._progress[name].is_over:
            self._end(name, replace(self._progress[name], state="cancelled"))

    def _end(self, name: str, progress: Progress) -> None:
        level = logging.WARNING if progress.state == "failed" else logging.INFO
        logger.log(level, "download %s", progress.state, extra={"voice": name, "error": progress.error})
        self._note(progress)

    def _note_on_the_way(self, progress: Progress) -> None:
        if not progress.is_over:
            self._note(progress)

    def _note(self, progress: Progress) -> None:
        self._progress[progress.name] = progress
        self._changed.set()
        self._changed = asyncio.Event()

    def _forget(self) -> None:
        """The oldest that ended, when too many are remembered."""
        over = [name for name, progress in self._progress.items() if progress.is_over]
        for name in over[: max(0, len(self._progress) - _MOST_REMEMBERED)]:
            del self._progress[name]
