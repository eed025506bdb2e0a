"""Loaded voices: loaded off the event loop, once for all who wait, and unloaded when nobody needs them.

A voice goes when others need the room, the least recently used first, when it was idle for too long, and when it is
not installed any more. A lease keeps it in memory while somebody speaks with it; a leased voice is never unloaded, so
the limits can be exceeded for as long as more voices speak at once than they allow. Nor is a pinned one.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, field

from vitts_server.config import VoicesSettings
from vitts_server.errors import VittsError, VoiceFailed
from vitts_server.memory import Gauge, trim
from vitts_server.ports import Engine, Voice
from vitts_server.speech.agenda import Lane
from vitts_server.status import LoadedVoice
from vitts_server.values import VoiceInfo

logger = logging.getLogger(__name__)

_TRIM_AFTER_S = 1.0
"""When a voice that was unloaded is surely gone, and maybe some others with it."""


@dataclass(eq=False, slots=True)
class Loaded:
    """A voice in memory."""

    info: VoiceInfo
    voice: Voice
    context: AbstractContextManager[Voice]
    load_s: float
    size_bytes: int
    """Memory it takes: what was measured while it was loaded, or more if the voice itself says so."""
    lane: Lane
    used_at_s: float = field(default_factory=time.monotonic)


class VoicePool:
    """All loaded voices of one server."""

    def __init__(self, engines: Mapping[str, Engine], settings: VoicesSettings) -> None:
        """`engines` by name."""
        self._engines = engines
        self._settings = settings
        self._loading: dict[VoiceInfo, asyncio.Future[Loaded]] = {}
        self._loaded: dict[VoiceInfo, Loaded] = {}
        self._leases: Counter[VoiceInfo] = Counter()
        self._installed: frozenset[VoiceInfo] | None = None
        self._pinned: frozenset[VoiceInfo] = frozenset()
        self._alarm: asyncio.TimerHandle | None = None
        self._trimming: asyncio.TimerHandle | None = None
        self._gauge = Gauge()
        self._executor = ThreadPoolExecutor(2, thread_name_prefix="load")

    @asynccontextmanager
    async def lease(self, info: VoiceInfo) -> AsyncIterator[Loaded]:
        """The voice, loaded if it is not yet; it stays in memory until the lease ends. Raises `VoiceFailed`."""
        self._leases[info] += 1  # from before the load: it must not be unloaded on the way to whoever waits
        try:
            loaded = await self._get(info)
            try:
                yield loaded
            finally:
                loaded.used_at_s = time.monotonic()
        finally:
            self._leases[info] -= 1
            if not self._leases[info]:
                del self._leases[info]
            self._tidy()

    def keep(self, installed: Iterable[VoiceInfo], pinned: Iterable[VoiceInfo] = ()) -> None:
        """What is installed from now on: all others go when nobody speaks with them. Pinned ones stay in any case."""
        self._installed, self._pinned = frozenset(installed), frozenset(pinned)
        self._tidy()

    @property
    def pinned_names(self) -> Sequence[str]:
        """As the settings say."""
        return self._settings.pinned

    def has(self, info: VoiceInfo) -> bool:
        """Whether it is in memory."""
        return info in self._loaded

    def status(self) -> tuple[LoadedVoice, ...]:
        """What is in memory now."""
        return tuple(
            LoadedVoice(
                name=loaded.info.name,
                size_bytes=loaded.size_bytes,
                leases=self._leases[loaded.info],
                load_s=loaded.load_s,
                idle_s=0.0 if loaded.info in self._leases else time.monotonic() - loaded.used_at_s,
                is_pinned=loaded.info in self._pinned,
                device=getattr(loaded.voice, "device", "cpu"),
            )
            for loaded in self._loaded.values()
        )

    async def aclose(self) -> None:
        """Unload everything; nothing may be leased any more."""
        await asyncio.gather(*self._loading.values(), return_exceptions=True)
        for loaded in list(self._loaded.values()):
            self._unload(loaded)
        for timer in (self._alarm, self._trimming):
            if timer is not None:
                timer.cancel()
        await asyncio.to_thread(self._executor.shutdown)

    async def _get(self, info: VoiceInfo) -> Loaded:
        if info in self._loaded:
            return self._loaded[info]
        if info not in self._loading:
            future = asyncio.wrap_future(self._executor.submit(self._load, info))
            self._loading[info] = future
            future.add_done_callback(lambda done: self._arrived(info, done))
        # Shielded: whoever waits may leave, the others still want the voice.
        return await asyncio.shield(self._loading[info])

    def _load(self, info: VoiceInfo) -> Loaded:
        engine = self._engines.get(info.engine)
        if engine is None:
            raise VoiceFailed(f"voice {info.name} needs the engine {info.engine!r}, which no plugin provides")
        started_s = time.monotonic()
        try:
            context = engine.load(info)
            with self._gauge.growth() as growth:
                voice = context.__enter__()
        except VittsError:
            raise
        except Exception as error:
            raise VoiceFailed(f"voice {info.name} can't be loaded: {type(error).__name__}: {error}") from error
        load_s, size_bytes = time.monotonic() - started_s, max(growth.bytes, voice.size_bytes)
        logger.info("voice loaded", extra={"voice": info.name, "load_s": round(load_s, 3), "mb": size_bytes >> 20})
        return Loaded(
            info=info,
            voice=voice,
            context=context,
            load_s=load_s,
            size_bytes=size_bytes,
            lane=Lane(voice.concurrency),
        )

    def _arrived(self, info: VoiceInfo, done: "asyncio.Future[Loaded]") -> None:
        del self._loading[info]
        if done.cancelled():
            return
        if done.exception() is not None:
            logger.warning("voice failed to load", extra={"voice": info.name, "reason": str(done.exception())})
            return
        self._loaded[info] = done.result()
        self._tidy()

    def _tidy(self) -> None:
        """Unload what may go, and come back when the next one has been idle for long enough."""
        idle = [loaded for info, loaded in self._loaded.items() if info not in self._leases]
        now_s, timeout_s = time.monotonic(), self._settings.idle_timeout_s
        for loaded in sorted(idle, key=lambda entry: entry.used_at_s):
            is_gone = self._installed is not None and loaded.info not in self._installed
            is_idle = timeout_s is not None and now_s - loaded.used_at_s >= timeout_s
            may_go = (is_idle or self._is_over_limit()) and loaded.info not in self._pinned
            if is_gone or may_go:
                self._unload(loaded)
            elif timeout_s is not None and self._alarm is None and loaded.info not in self._pinned:
                self._alarm = asyncio.get_running_loop().call_later(loaded.used_at_s + timeout_s - now_s, self._ring)

    def _ring(self) -> None:
        self._alarm = None
        self._tidy()

    def _is_over_limit(self) -> bool:
        total_bytes = sum(loaded.size_bytes for loaded in self._loaded.values())
        return len(self._loaded) > self._settings.max_loaded or total_bytes > self._settings.memory_budget_mb << 20

    def _unload(self, loaded: Loaded) -> None:
        """On a thread of the executor, which lets go of it last: nets take a while to fall apart."""
        del self._loaded[loaded.info]
        self._executor.submit(_close, loaded)
        if self._trimming is None:
            self._trimming = asyncio.get_running_loop().call_later(_TRIM_AFTER_S, self._trim)

    def _trim(self) -> None:
        self._trimming = None
        self._executor.submit(trim)


def _close(loaded: Loaded) -> None:
    try:
        loaded.context.__exit__(None, None, None)
    except Exception:
        logger.exception("voice failed to unload", extra={"voice": loaded.info.name})
    else:
        logger.info("voice unloaded", extra={"voice": loaded.info.name})
