"""Which files there are, and which may go. Pure bookkeeping on the event loop: no disk, no waiting.

A file is handed out and given up in single steps, so that no link is ever given to a file that is on its way out.
"""

from collections.abc import Callable, Iterable, Iterator

from vitts_server.config import StoreSettings
from vitts_server.speech.store.record import Claim, Record


class Inventory:
    """Records by id, by the other names of the files, and by what is in them."""

    def __init__(self, settings: StoreSettings, now: Callable[[], float]) -> None:
        self._settings = settings
        self._now = now
        self._records: dict[str, Record] = {}
        self._names: dict[str, str] = {}
        """Link or further name -> id."""
        self._contents: dict[str, str] = {}
        """Fingerprint -> id."""

    def add(self, records: Iterable[Record]) -> None:
        """Files that are there from now on."""
        for record in records:
            if (former := self._records.get(record.id)) is not None:
                self._drop(former)
            self._put(record)

    def live(self, name: str) -> Record | None:
        """The file of that id or name, unless it has expired."""
        return self._live(name) or self._live(self._names.get(name))

    def with_content(self, fingerprint: str) -> Record | None:
        """The file that is what would be made, unless it has expired."""
        return self._live(self._contents.get(fingerprint))

    def hand_out(self, record: Record, claim: Claim) -> Record:
        """The record with a new lease of life; from now on it is not superfluous."""
        there = self._records.get(record.id)
        if there is None or not there.is_same_file(record):
            return record
        handed_out = there.handed_out(claim, self._now())
        self.add([handed_out])
        return handed_out

    def forget(self, record: Record) -> None:
        """The file is damaged, gone, or about to be removed."""
        there = self._records.get(record.id)
        if there is not None and there.is_same_file(record):
            self._drop(there)

    def count(self) -> tuple[int, int, int]:
        """How many files there are, how many of them have expired, and the bytes of all."""
        records = self._records.values()
        expired = sum(not self._is_live(record) for record in records)
        return len(records), expired, sum(record.size_bytes for record in records)

    def take_superfluous(self) -> list[Record]:
        """Give up the files that have to go: their removal from disk is up to the caller."""
        superfluous = list(self._superfluous())
        for record in superfluous:
            self._drop(record)
        return superfluous

    def _is_live(self, record: Record) -> bool:
        return record.expires_at_s > self._now()

    def _live(self, file_id: str | None) -> Record | None:
        record = self._records.get(file_id) if file_id is not None else None
        return record if record is not None and self._is_live(record) else None

    def _put(self, record: Record) -> None:
        self._records[record.id] = record
        for index, key in self._keys(record):
            if self._live(index.get(key)) is None:
                index[key] = record.id

    def _drop(self, record: Record) -> None:
        del self._records[record.id]
        for index, key in self._keys(record):
            if index.get(key) == record.id:
                del index[key]

    def _keys(self, record: Record) -> Iterator[tuple[dict[str, str], str]]:
        yield self._contents, record.fingerprint
        for name in (*record.links, *record.names):
            yield self._names, name

    def _superfluous(self) -> Iterator[Record]:
        """What expired, then what was handed out longest ago until the rest fits the budget."""
        now_s = self._now()
        excess_bytes = sum(record.size_bytes for record in self._records.values()) - self._settings.max_mb * 1_000_000
        for record in sorted(self._records.values(), key=lambda record: record.handed_out_at_s):
            may_make_room = excess_bytes > 0 and record.handed_out_at_s < now_s - self._settings.keep_s
            if may_make_room or record.expires_at_s <= now_s:
                excess_bytes -= record.size_bytes
                yield record
