"""`/voices/installed`: what was added to the data folder, and how it goes again."""

import asyncio
from http import HTTPStatus

from vitts_server import Reloads, SpeechService, UnknownVoice
from vitts_server.management.chosen import ChosenVoice
from vitts_server.management.models import AddedModel, AddedVoicesModel
from vitts_server.management.uploads import Uploads
from vitts_server.protocols.http import Handler
from vitts_server.protocols.http.admin import is_admin


class InstalledHandler(Handler):
    """`/voices/installed`."""

    def initialize(self, uploads: Uploads) -> None:
        """`uploads` knows the folder."""
        self.uploads = uploads

    async def get(self) -> None:
        """All of them."""
        self.send_json((await asyncio.to_thread(self._added)).model_dump())

    def _added(self) -> AddedVoicesModel:
        sizes = {files.name: files.model.stat().st_size for files in self.uploads.added()}
        return AddedVoicesModel(voices=[AddedModel(name=name, size_bytes=size) for name, size in sizes.items()])


class InstalledVoiceHandler(Handler):
    """`/voices/installed/{name}`."""

    def initialize(self, uploads: Uploads, chosen: ChosenVoice, speech: SpeechService) -> None:
        """`speech` looks anew when a voice is gone."""
        self.uploads = uploads
        self.chosen = chosen
        self.speech = speech

    async def delete(self, name: str) -> None:
        """204, or 404: voices in other folders are the operator's."""
        if not is_admin(self):
            return
        files = self.uploads.files(name)
        try:
            await asyncio.to_thread(files.remove)
        except (UnknownVoice, FileNotFoundError):
            message = f"No voice {name!r} was added here; those in other folders are removed by hand."
            self.send_json(self.error_body(HTTPStatus.NOT_FOUND, message), HTTPStatus.NOT_FOUND)
            return
        if await asyncio.to_thread(self.chosen.name) == name:
            await asyncio.to_thread(self.chosen.forget)
        if isinstance(self.speech, Reloads):
            await self.speech.reload()
        self.set_status(HTTPStatus.NO_CONTENT)
