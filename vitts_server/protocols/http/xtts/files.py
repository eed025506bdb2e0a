"""Stored files: `/audio/<id>`, its metadata, its deletion, and `/storage`. The store is shared with all other doors."""

import time

from vitts_server import StoredAudio
from vitts_server.protocols.http.file import send_file
from vitts_server.protocols.http.xtts.answers import (
    Cleanup,
    CleanupAnswer,
    Deleted,
    FileMetadata,
    MetadataAnswer,
    Stats,
    StatsAnswer,
    iso_time,
    megabytes,
)
from vitts_server.protocols.http.xtts.handler import XttsHandler, gone
from vitts_server.protocols.http.xtts.settings import DEFAULT_MODEL

_MEDIA_TYPE = "audio/wav"
_NOT_FOUND = "Audio file not found"
_NOT_FOUND_OR_EXPIRED = "Audio file not found or expired"


class FileHandler(XttsHandler):
    """What those share that need one file."""

    async def stored(self, name: str, otherwise: str) -> StoredAudio:
        """The file of that id, or of that request. Raises `HTTPError` 404 with the words of `otherwise`."""
        stored = await self.speech.store.find(name)
        if stored is None or stored.media_type != _MEDIA_TYPE:
            raise gone(otherwise)
        return stored


class AudioHandler(FileHandler):
    """`/api/tts/audio/<id>`."""

    async def get(self, name: str) -> None:
        """The file, or the part of it that was asked for."""
        stored = await self.stored(name, _NOT_FOUND_OR_EXPIRED)
        set_file_headers(self, stored)
        self.set_header("Content-Disposition", f'attachment; filename="{stored.id}.wav"')
        await send_file(self, stored)

    async def delete(self, name: str) -> None:
        """Remove the file, under all its ids."""
        await self.stored(name, _NOT_FOUND)
        if not await self.speech.store.delete(name):
            raise gone(_NOT_FOUND)
        self.answer(Deleted(file_id=name))


class MetadataHandler(FileHandler):
    """`/api/tts/audio/<id>/metadata`."""

    async def get(self, name: str) -> None:
        """What is known of the file."""
        stored = await self.stored(name, _NOT_FOUND_OR_EXPIRED)
        transcript = await self.speech.store.transcript(name)
        text = transcript.text if transcript is not None else ""
        self.answer(MetadataAnswer(metadata=FileMetadata.of(stored, text, {**self._usual(stored), **stored.notes})))

    def _usual(self, stored: StoredAudio) -> dict[str, str]:
        """What to say of files that came through other doors."""
        voice = next((voice for voice in self.speech.voices() if voice.name == stored.voice), None)
        usual = {"model": DEFAULT_MODEL}
        if voice is not None:
            usual |= {"language": voice.languages[0], "speaker_id": voice.name}
        return usual


class StatsHandler(XttsHandler):
    """`/api/tts/storage/stats`."""

    def get(self) -> None:
        """How much is stored."""
        status = self.speech.store.status()
        stats = Stats(
            total_files=status.files,
            total_size_mb=megabytes(status.size_bytes),
            expired_files=status.expired_files,
            active_files=status.files - status.expired_files,
            storage_dir=str(status.folder),
        )
        self.answer(StatsAnswer(stats=stats))


class CleanupHandler(XttsHandler):
    """`/api/tts/storage/cleanup`."""

    async def post(self) -> None:
        """Remove what has expired."""
        swept = await self.speech.store.sweep()
        cleanup = Cleanup(
            deleted_count=swept.files,
            deleted_size_mb=megabytes(swept.size_bytes),
            cleanup_time=iso_time(time.time()),
        )
        self.answer(CleanupAnswer(cleanup=cleanup))


def set_file_headers(handler: XttsHandler, stored: StoredAudio) -> None:
    """Which file it is and how long it is there."""
    handler.set_header("X-File-ID", stored.id)
    handler.set_header("X-Expires-At", iso_time(stored.expires_at_s))
