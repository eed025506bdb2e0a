"""Which files there are, and which may go. Pure bookkeeping on the event loop: no disk, no waiting.

A file is handed out and given up in single steps, so that no link is ever given to a file that is on its way out.
"""

from collections.abc import Callable, Iterable, Iterator

from vitts_server.config import StoreSettings
from vitts_server.speech.store.record import Record


class Inventory:
    """Records by id."""

    def __init__(self, settings: StoreSettings, now: Callable[[], float]) -> None:
        self._settings = settings
        self._now = now
        self._records: dict[str, Record] = {}

    def add(self, records: Iterable[Record]) -> None:
        """Files that are there from now on."""
        self._records.update((record.id, record) for record in records)

    def live(self, file_id: str) -> Record | None:
        """The file of that id, unless it has expired."""
        record = self._records.get(file_id)
        return record if record is not None and record.expires_at_s > self._now() else None

    def hand_out(self, record: Record) -> Record:
        """The record with a new lease of life; from now on it is not superfluous."""
        handed_out = record.model_copy(update={"handed_out_at_s": self._now()})
        self._records[record.id] = handed_out
        return handed_out

    def forget(self, record: Record) -> None:
        """The file turned out to be damaged or gone."""
        there = self._records.get(record.id)
        if there is not None and there.is_same_file(record):
            del self._records[record.id]

    def take_superfluous(self) -> list[Record]:
        """Give up the files that have to go: their removal from disk is up to the caller."""
        superfluous = list(self._superfluous())
        for record in superfluous:
            del self._records[record.id]
        return superfluous

    def _superfluous(self) -> Iterator[Record]:
        """What expired, then what was handed out longest ago until the rest fits the budget."""
        now_s = self._now()
        excess_bytes = sum(record.size_bytes for record in self._records.values()) - self._settings.max_mb * 1_000_000
        for record in sorted(self._records.values(), key=lambda record: record.handed_out_at_s):
            may_make_room = excess_bytes > 0 and record.handed_out_at_s < now_s - self._settings.keep_s
            if may_make_room or record.expires_at_s <= now_s:
                excess_bytes -= record.size_bytes
                yield record
