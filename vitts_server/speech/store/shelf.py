"""The folder of finished audio on disk: `<id>.<suffix>`, beside it a record, `<id>.json`, and
`<id>.marks`, which says what is heard when.

Blocking: the store calls it on threads. It knows how files are written so that after a power cut each is whole or
absent. It does not know when a file is made, kept or removed: that is the store's business. The folder may be that of
an older program: what was not written here is neither served nor cleared away.
"""

import logging
import os
import re
import secrets
import threading
from dataclasses import fields
from pathlib import Path

from pydantic import ValidationError

from vitts_server.ports import Encoder
from vitts_server.speech.store import transcript as transcripts
from vitts_server.speech.store.part import Part, sync, unlink
from vitts_server.speech.store.record import ID_PATTERN, SUFFIX_PATTERN, Record
from vitts_server.values import StoredAudio, Transcript

logger = logging.getLogger(__name__)

SUFFIXES_BESIDE = ("json", transcripts.SUFFIX)
"""What no format may be called."""

_PUBLIC = {field.name for field in fields(StoredAudio)} & Record.model_fields.keys()
_LEFTOVER = re.compile(rf"{ID_PATTERN}\.{SUFFIX_PATTERN}\.part-[0-9a-f]{{16}}")


class Shelf:
    """One folder. Thread-safe."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def open(self) -> list[Record]:
        """Create the folder, clear away what a crash left, and say what is there. Raises `OSError`."""
        self.path.mkdir(parents=True, exist_ok=True)
        for path in [path for path in self.path.iterdir() if _LEFTOVER.fullmatch(path.name)]:
            unlink(path)
        records = [record for path in self.path.glob("*.json") if (record := _read(path)) is not None]
        whole: list[Record] = []
        for record in records:
            if self.is_whole(record):
                whole.append(record)
            else:
                self._unlink_all(record)
        return whole

    def stored(self, record: Record) -> StoredAudio:
        """The record as others see it."""
        path = self._audio(record)
        return StoredAudio(path=path, expires_at_s=record.expires_at_s, **record.model_dump(include=_PUBLIC))

    def is_whole(self, record: Record) -> bool:
        """Whether the file is there with the size it was written with."""
        try:
            return self._audio(record).stat().st_size == record.size_bytes
        except OSError:
            return False

    def part(self, file_id: str, encoder: Encoder) -> Part:
        """A file to be filled; nothing is on disk before its first samples."""
        return Part(self._aside(f"{file_id}.{encoder.suffix}"), encoder)

    def publish(self, part: Part, record: Record, transcript: Transcript) -> None:
        """Put a finished part in its place, which may be that of a dead file of the same id. Raises `OSError`."""
        marks = self._write(self._marks(record), transcripts.to_bytes(transcript))
        try:
            sidecar = self._write_record(record)
            with self._lock:
                # The new record must never stand beside the old audio, not even between two renames. It comes before
                # the marks, for what has a record is known as a leftover.
                self._audio(record).unlink(missing_ok=True)
                sidecar.replace(self._sidecar(record))
                marks.replace(self._marks(record))
                part.path.replace(self._audio(record))
        finally:
            unlink(marks)
        _sync_folder(self.path)

    def transcript(self, record: Record) -> Transcript | None:
        """What is heard when; None if it is gone, damaged, or was never written."""
        with self._lock:
            there = _read(self._sidecar(record))
            is_there = there is not None and there.is_same_file(record)
            return transcripts.read(self._marks(record)) if is_there else None

    def note(self, record: Record) -> bool:
        """Keep what is new in the record for the next start; False if the file is damaged or gone."""
        with self._lock:
            if not self.is_whole(record):
                return False
            try:
                self._keep(record)
            except OSError:
                logger.warning("the new expiry of a file can't be kept", extra={"file": record.id}, exc_info=True)
        return True

    def remove(self, record: Record) -> bool:
        """Delete the file of exactly this record; one that took its place meanwhile stays. Never raises.

        False if it was gone already.
        """
        with self._lock:
            there = _read(self._sidecar(record))
            if there is None or not there.is_same_file(record):
                return False
            was_there = self._audio(record).exists()
            self._unlink_all(record)
            return was_there

    def _keep(self, record: Record) -> None:
        """A time stamp if nothing else changed; several changes at once may come here in any order."""
        sidecar = self._sidecar(record)
        if record.revision:
            there = _read(sidecar)
            if there is None or there.revision < record.revision:
                self._write_record(record).replace(sidecar)
                return
        _stamp(sidecar, record)

    def _unlink_all(self, record: Record) -> None:
        # Audio first: a record without audio is known as a leftover, audio without a record is a stranger's file.
        unlink(self._audio(record))
        unlink(self._marks(record))
        unlink(self._sidecar(record))

    def _write_record(self, record: Record) -> Path:
        return self._write(self._sidecar(record), record.model_dump_json(indent=1).encode(), record)

    def _write(self, place: Path, data: bytes, record: Record | None = None) -> Path:
        """A file to be put in its `place`, with the time stamp of the record if it is one. Raises `OSError`."""
        path = self._aside(place.name)
        try:
            with path.open("xb") as file:
                file.write(data)
                sync(file)
            if record is not None:
                _stamp(path, record)
        except OSError:
            unlink(path)
            raise
        return path

    def _aside(self, name: str) -> Path:
        return self.path / f"{name}.part-{secrets.token_hex(8)}"

    def _audio(self, record: Record) -> Path:
        return self.path / f"{record.id}.{record.suffix}"

    def _marks(self, record: Record) -> Path:
        return self.path / f"{record.id}.{transcripts.SUFFIX}"

    def _sidecar(self, record: Record) -> Path:
        return self.path / f"{record.id}.json"


def _read(path: Path) -> Record | None:
    """The record in `path`, or None for a file that is none of ours."""
    try:
        record = Record.model_validate_json(path.read_bytes())
        handed_out_at_s = path.stat().st_mtime
    except (OSError, ValidationError):
        return None
    return record.model_copy(update={"handed_out_at_s": handed_out_at_s}) if record.id == path.stem else None


def _stamp(sidecar: Path, record: Record) -> None:
    os.utime(sidecar, (record.handed_out_at_s, record.handed_out_at_s))


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
