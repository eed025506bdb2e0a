"""`/audio/<hash>.<format>`: the file behind a link, or the subtitles of what it says."""

import asyncio

from vitts_server import SpeechService
from vitts_server.protocols.http.file import not_found, send_file
from vitts_server.protocols.http.handler import Handler
from vitts_server.protocols.http.subtitles import SUBTITLE_FORMATS, SubtitleFormat


class AudioHandler(Handler):
    """Both kinds of files; which one, the ending says."""

    def initialize(self, speech: SpeechService) -> None:
        """`speech` has the store."""
        self.speech = speech

    async def get(self, file_id: str, suffix: str) -> None:
        """The file, or the part of it that was asked for."""
        if suffix in SUBTITLE_FORMATS:
            await self._send_subtitles(file_id, SUBTITLE_FORMATS[suffix])
        else:
            stored = await self.speech.store.find(file_id)
            await send_file(self, stored if stored is not None and stored.path.suffix == f".{suffix}" else None)

    async def _send_subtitles(self, file_id: str, subtitles: SubtitleFormat) -> None:
        transcript = await self.speech.store.transcript(file_id)
        if transcript is None:
            raise not_found()
        self.set_header("Content-Type", subtitles.media_type)
        self.set_header("Cache-Control", "no-cache")
        self.finish(await asyncio.to_thread(subtitles.write, transcript))
