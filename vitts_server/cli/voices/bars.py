"""How far downloads are: a bar on a terminal, else a line now and then."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.progress import Progress as Bars

from vitts_server.voices.catalogue import Progress, Report

_LINE_EVERY = 0.1
"""Of the whole."""


@contextmanager
def shown() -> Iterator[Report]:
    """Yields what to tell; standard output stays free for results."""
    if not sys.stderr.isatty():
        yield _Lines().report
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Bars(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bars:
        task = bars.add_task("", total=None)

        def report(progress: Progress) -> None:
            said = progress.name if progress.state in ("downloading", "done") else f"{progress.name} ({progress.state})"
            bars.update(task, description=said, completed=progress.received_bytes, total=progress.total_bytes)

        yield report


class _Lines:
    def __init__(self) -> None:
        self._state = ""
        self._next = 0.0

    def report(self, progress: Progress) -> None:
        """A line for each stage, and for each tenth of the content."""
        if progress.state != self._state:
            self._state = progress.state
            if progress.state == "waiting":
                self._say(progress, "waits for another process that downloads it")
        if progress.state == "downloading" and progress.total_bytes:
            done = progress.received_bytes / progress.total_bytes
            if done >= self._next:
                self._next = done - done % _LINE_EVERY + _LINE_EVERY
                self._say(progress, f"{progress.received_bytes / 1e6:.1f} of {progress.total_bytes / 1e6:.1f} MB")

    def _say(self, progress: Progress, what: str) -> None:
        typer.echo(f"{progress.name}: {what}", err=True)
