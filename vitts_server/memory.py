"""How much memory this process takes, by how much that grew, and giving back what is not used."""

import ctypes
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_STATM = Path("/proc/self/statm")
_RESIDENT_FIELD = 1


@dataclass(slots=True)
class Growth:
    """Filled in at the end; 0 where it can't be told."""

    bytes: int = 0


class Gauge:
    """Measures one thing at a time: two that happen side by side are not measured, for nobody could tell them apart."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running = 0
        self._overlaps = 0

    @contextmanager
    def growth(self) -> Iterator[Growth]:
        """By how much the resident size grows within the context. Thread-safe."""
        found = Growth()
        with self._lock:
            self._overlaps += bool(self._running)
            self._running += 1
            overlaps = self._overlaps
            is_alone = self._running == 1
        before_bytes = resident_bytes()
        try:
            yield found
        finally:
            with self._lock:
                self._running -= 1
                is_alone = is_alone and overlaps == self._overlaps
        if is_alone:
            found.bytes = max(0, resident_bytes() - before_bytes)


def resident_bytes() -> int:
    """Physical memory that the process holds; 0 on systems that do not say."""
    try:
        fields = _STATM.read_text().split()
    except OSError:
        return 0
    return int(fields[_RESIDENT_FIELD]) * os.sysconf("SC_PAGE_SIZE")


def trim() -> None:
    """Give freed memory back to the system: glibc keeps it unless told. Blocking."""
    release = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if release is not None:
        release(0)
