"""Files that people and other programs change: told when a change has settled. By the system's events, or by looking.

What counts as a change is for the caller to say: it takes a picture of what it cares about, and two pictures differ.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable, Sequence
from contextlib import AbstractAsyncContextManager, aclosing
from pathlib import Path

from watchfiles import awatch

logger = logging.getLogger(__name__)

_LOOK_MS = 2000
"""So often it is looked even without an event: what a link points to may change elsewhere."""
_GROUP_MS, _STEP_MS = 200, 50
_MOST_PICTURES = 40
"""What never settles is told all the same, after so many pictures."""


class Watch(AbstractAsyncContextManager[None]):
    """Calls `on_change` while the context is open. What goes wrong is logged and harms nothing else."""

    def __init__(
        self,
        what: str,
        folders: Sequence[Path],
        picture: Callable[[], Hashable],
        known: Callable[[], Hashable],
        on_change: Callable[[], Awaitable[None]],
        *,
        names: Callable[[str], bool],
        is_deep: bool,
        settle_s: float = 0.5,
    ) -> None:
        """`folders` need not be there yet. `picture` may block; `known` is the one that the caller acted upon.

        Files of other `names` wake nobody, nor do those in folders further down unless it `is_deep`. A change has
        settled when two pictures `settle_s` apart are the same: until then a file is being copied.
        """
        self._what = what
        self._folders = folders
        self._picture = picture
        self._known = known
        self._on_change = on_change
        self._names = names
        self._is_deep = is_deep
        self._settle_s = settle_s
        self._stop = asyncio.Event()
        self._tasks = asyncio.TaskGroup()

    async def __aenter__(self) -> None:
        """Begin to look."""
        await self._tasks.__aenter__()
        self._tasks.create_task(self._watch(), name=f"watch {self._what}")

    async def __aexit__(self, *_: object) -> None:
        """Look no more. What went wrong meanwhile is not for this group to wrap."""
        self._stop.set()
        await self._tasks.__aexit__(None, None, None)

    async def _watch(self) -> None:
        """Where the system tells no events, it is looked for them."""
        for is_polling in (False, True):
            try:
                await self._follow(is_polling=is_polling)
            except Exception:
                logger.warning("changes are not seen", extra={"of": self._what, "polling": is_polling}, exc_info=True)
            else:
                return

    async def _follow(self, *, is_polling: bool) -> None:
        while not self._stop.is_set():
            there = await asyncio.to_thread(self._there)
            await self._compare()
            if not there:
                await self._pause(_LOOK_MS / 1000)
                continue
            changes = awatch(
                *there,
                watch_filter=lambda _change, path: self._names(Path(path).name),
                recursive=self._is_deep,
                debounce=_GROUP_MS,
                step=_STEP_MS,
                rust_timeout=_LOOK_MS,
                yield_on_timeout=True,
                stop_event=self._stop,
                force_polling=is_polling,
            )
            async with aclosing(changes):
                async for _ in changes:
                    await self._compare()
                    if await asyncio.to_thread(self._there) != there:  # a folder came or went: watch anew
                        break

    async def _compare(self) -> None:
        """Tell what has changed, once it has settled."""
        seen = await asyncio.to_thread(self._picture)
        for _ in range(_MOST_PICTURES):
            if seen == self._known() or self._stop.is_set():
                return
            await self._pause(self._settle_s)
            before, seen = seen, await asyncio.to_thread(self._picture)
            if seen == before:
                break
        if seen != self._known() and not self._stop.is_set():
            await self._tell()

    async def _tell(self) -> None:
        try:
            await self._on_change()
        except Exception:
            logger.exception("what changed could not be read", extra={"of": self._what})

    def _there(self) -> dict[Path, tuple[int, int]]:
        """The folders that exist, each with what tells it from another one of the same name."""
        found: dict[Path, tuple[int, int]] = {}
        for folder in self._folders:
            try:
                status = folder.stat()
            except OSError:
                continue
            if folder.is_dir():
                found[folder] = (status.st_dev, status.st_ino)
        return found

    async def _pause(self, length_s: float) -> None:
        """Wait, unless it is over."""
        try:
            async with asyncio.timeout(length_s):
                await self._stop.wait()
        except TimeoutError:
            pass


def signature(path: Path) -> tuple[str, int, int, int] | None:
    """What changes whenever a file does, its links followed; None if it is not there. Blocking."""
    try:
        status = path.stat()
    except OSError:
        return None
    return str(path), status.st_ino, status.st_size, status.st_mtime_ns
