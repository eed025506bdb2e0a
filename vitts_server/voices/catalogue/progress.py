"""How far a download has come."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

State = Literal["waiting", "downloading", "checking", "done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One voice on its way."""

    name: str
    state: State = "waiting"
    """Waiting: for another download, or for another process that fetches the same voice."""
    received_bytes: int = 0
    total_bytes: int | None = None
    """None as long as nobody said."""
    error: str | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing changes any more."""
        return self.state in ("done", "failed", "cancelled")


Report = Callable[[Progress], None]
"""Told of each step, on the event loop: be quick."""


class Tally:
    """Adds up the files of one voice and reports."""

    def __init__(self, name: str, report: Report) -> None:
        self._progress = Progress(name=name)
        self._report = report
        self._received: dict[str, int] = {}
        self._totals: dict[str, int | None] = {}

    def state(self, state: State) -> None:
        """The voice has come to the next stage."""
        self._progress = replace(self._progress, state=state)
        self._report(self._progress)

    def expect(self, file: str, total_bytes: int | None) -> None:
        """A file of the voice, and its size if that is known."""
        self._totals[file] = total_bytes

    def received(self, file: str, received_bytes: int, total_bytes: int | None) -> None:
        """So much of a file is there."""
        self._received[file] = received_bytes
        if total_bytes is not None:
            self._totals[file] = total_bytes
        sizes = list(self._totals.values())
        total = None if None in sizes else sum(size or 0 for size in sizes)
        self._progress = replace(
            self._progress, received_bytes=sum(self._received.values()), total_bytes=total, state="downloading"
        )
        self._report(self._progress)
