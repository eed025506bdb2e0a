"""SIGTERM and SIGINT as an event: the first one asks to stop, the second one ends the process where it stands."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def stop_requested() -> Iterator[asyncio.Event]:
    """An event that the first signal sets. Enter it on the event loop, in the main thread."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()

    def on_first() -> None:
        stop.set()
        for number in _SIGNALS:
            loop.remove_signal_handler(number)
            signal.signal(number, _end_now)

    before = {number: signal.getsignal(number) for number in _SIGNALS}
    for number in _SIGNALS:
        loop.add_signal_handler(number, on_first)
    try:
        yield stop
    finally:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)
            signal.signal(number, before[number])


def _end_now(number: int, frame: FrameType | None) -> None:
    """Not through the default action: the first process of a container would ignore the signal then."""
    os._exit(128 + number)
