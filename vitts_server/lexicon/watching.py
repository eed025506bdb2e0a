"""Changes of the file by hand or by other processes, heard at the next sentence."""

import asyncio
import logging
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from watchfiles import awatch

from vitts_server.lexicon.lexicon import Lexicon

logger = logging.getLogger(__name__)

_SETTLE_MS = 100
"""An editor that writes in several steps is done after this time without another."""
_STEP_MS = 50
_LOOK_MS = 2000
"""So often it is looked even without an event: what a link points to may change elsewhere."""


class Watch(AbstractAsyncContextManager[None]):
    """The file is read again whenever it changes, while the context is open."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._stop = asyncio.Event()
        self._tasks = asyncio.TaskGroup()

    async def __aenter__(self) -> None:
        """Begin to look."""
        await self._tasks.__aenter__()
        self._tasks.create_task(_watch(self._lexicon, self._stop), name="lexicon")

    async def __aexit__(self, *_: object) -> None:
        """Look no more. What went wrong meanwhile is not for this group to wrap."""
        self._stop.set()
        await self._tasks.__aexit__(None, None, None)


async def _watch(lexicon: Lexicon, stop: asyncio.Event) -> None:
    """By the system's events; where there are none, by looking. Failing is logged and harms nothing else."""
    try:
        folder = await asyncio.to_thread(_folder, lexicon.path)
    except OSError as error:
        logger.warning("changes of the lexicon by hand are not seen: %s", error)
        return
    for is_polling in (False, True):
        try:
            await _follow(lexicon, folder, stop, is_polling=is_polling)
        except Exception:
            logger.warning("changes of the lexicon by hand are not seen", extra={"polling": is_polling}, exc_info=True)
        else:
            return


async def _follow(lexicon: Lexicon, folder: Path, stop: asyncio.Event, *, is_polling: bool) -> None:
    changes = awatch(
        folder,
        watch_filter=lambda _change, path: Path(path).name == lexicon.path.name,
        debounce=_SETTLE_MS,
        step=_STEP_MS,
        rust_timeout=_LOOK_MS,
        yield_on_timeout=True,
        stop_event=stop,
        recursive=False,
        force_polling=is_polling,
    )
    async for _ in changes:
        await asyncio.to_thread(lexicon.reload)


def _folder(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.parent
