"""`/voices/uploads/...`: a file of a new voice, written to the disk as it arrives."""

import asyncio
from http import HTTPStatus
from typing import ClassVar

from tornado.web import stream_request_body

from vitts_server import Reloads, SpeechService
from vitts_server.management.models import UploadModel
from vitts_server.management.uploads import Refused, Upload, Uploads
from vitts_server.protocols.http import Handler
from vitts_server.protocols.http.admin import is_admin
from vitts_server.protocols.http.bounds import PATIENCE
from vitts_server.protocols.http.errors import HungUp

_MOST_TIME_S = 3600.0
"""A slow line takes longer for a voice than for any other body."""


@stream_request_body
class UploadHandler(Handler):
    """The configuration, then the net."""

    takes_files: ClassVar[bool] = True
    _upload: Upload | None = None
    _name = ""
    _problem: Exception | None = None

    def initialize(self, uploads: Uploads, speech: SpeechService, is_config: bool) -> None:
        """`speech` knows the names that are taken, and looks anew when a voice is whole."""
        self.uploads = uploads
        self.speech = speech
        self.is_config = is_config

    async def prepare(self) -> None:  # type: ignore[override]
        """Refuse before anything is read; what a refused client sends on is read and dropped, up to a point."""
        super().prepare()
        if self.request.method != "PUT":
            return
        self.connection.set_max_body_size(self.application.http.max_body_bytes * PATIENCE)
        if not is_admin(self):
            return
        try:
            await self._begin(self.path_args[0])
        except Refused as refused:
            self.send_json(self.error_body(refused.status, refused.message), refused.status)

    async def data_received(self, chunk: bytes) -> None:
        """The next bytes of the file."""
        if self._upload is None or self._problem is not None:
            return
        try:
            await asyncio.to_thread(self._upload.write, chunk)
        except OSError as error:  # said when the client has sent all: before that it would not listen
            self._problem = error

    async def put(self, name: str) -> None:
        """201."""
        if self._upload is None:
            raise HungUp
        if self._problem is not None:
            await asyncio.to_thread(self._upload.discard)
            raise Refused(f"The file can't be written: {_reason(self._problem)}", HTTPStatus.INSUFFICIENT_STORAGE)
        size_bytes = await asyncio.to_thread(self._upload.finish)
        if not self.is_config and isinstance(self.speech, Reloads):
            await self.speech.reload()
        answer = UploadModel(name=name, size_bytes=size_bytes, installed=not self.is_config)
        self.send_json(answer.model_dump(), HTTPStatus.CREATED)

    def error_status(self, error: BaseException | None, default: int) -> int:
        """Refusals have a status of their own."""
        return int(error.status) if isinstance(error, Refused) else super().error_status(error, default)

    def on_finish(self) -> None:
        """Whoever comes next may send the file."""
        self._leave()

    def on_connection_close(self) -> None:
        """The client left: half a file is none."""
        super().on_connection_close()
        self._leave()

    async def _begin(self, name: str) -> None:
        files = self.uploads.files(name)
        if name in {voice.name for voice in self.speech.voices()} or files.is_there():
            raise Refused(f"A voice {name} is there already: remove it first.", HTTPStatus.CONFLICT)
        if name in self.uploads.running:
            raise Refused(f"Somebody is sending a voice {name} just now.", HTTPStatus.CONFLICT)
        upload = Upload(files, self.uploads.most_bytes, is_config=self.is_config)
        length = self.request.headers.get("Content-Length", "")
        self.uploads.running.add(name)
        self._name = name
        self._upload = upload
        await asyncio.to_thread(upload.begin, int(length) if length.isdecimal() else 0)
        self.connection.set_max_body_size(upload.most_bytes)
        self.connection.set_body_timeout(_MOST_TIME_S)

    def _leave(self) -> None:
        upload, self._upload = self._upload, None
        if upload is not None:
            self.uploads.running.discard(self._name)
            asyncio.get_running_loop().run_in_executor(None, upload.discard)


def _reason(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)
