"""`/voices/catalogue` and `/voices/downloads`: everybody may look, who has the admin token may download and cancel.

Only names of the catalogue are taken here, no addresses and no paths: else whoever holds the token could make the
server fetch from inside its own network.
"""

import asyncio
import json
from collections.abc import Collection, Sequence
from http import HTTPStatus

from pydantic import BaseModel

from vitts_server import SpeechService, UnknownVoice
from vitts_server.downloads.jobs import Downloads
from vitts_server.downloads.models import (
    AvailableModel,
    AvailableQuery,
    AvailableVoiceModel,
    DownloadModel,
    DownloadsModel,
    PostDownload,
)
from vitts_server.protocols.http import Answer, Handler, Operation, Route
from vitts_server.protocols.http.admin import ADMIN_REFUSALS, is_admin
from vitts_server.protocols.http.parameters import read_parameters
from vitts_server.voices.catalogue import DownloadFailed, Progress

EVENT_STREAM = "text/event-stream"
_LEAST_BETWEEN_EVENTS_S = 0.2
_UNKNOWN = Answer(description="The catalogue has no voice of this name.", status=404)
_NOT_RUNNING = Answer(description="No download of this name is known.", status=404)


def download_routes(downloads: Downloads, speech: SpeechService) -> Sequence[Route]:
    """The catalogue, all downloads, and one of them."""
    given = {"downloads": downloads, "speech": speech}
    one = Answer(description="How far it is.", model=DownloadModel)
    everything = Answer(description="Those that run and the latest that ended.", model=DownloadsModel)
    events = Answer(
        description="With `Accept: text/event-stream`: the same again after each change, until nothing runs any more.",
        media_type=EVENT_STREAM,
    )
    return [
        Route(
            pattern="/voices/catalogue",
            handler=AvailableHandler,
            kwargs=given,
            name="voices-catalogue",
            description="Voices that can be downloaded.",
            operations={
                "get": Operation(
                    summary="Voices that can be downloaded.",
                    query=AvailableQuery,
                    answers=(Answer(description="The list as it is known here.", model=AvailableModel),),
                )
            },
        ),
        Route(
            pattern="/voices/downloads",
            handler=DownloadsHandler,
            kwargs=given,
            name="voices-downloads",
            description="Voices that are being downloaded.",
            operations={
                "get": Operation(summary="How far the downloads are.", answers=(everything, events)),
                "post": Operation(
                    summary="Download a voice of the catalogue.",
                    body=PostDownload,
                    answers=(
                        Answer(description="It has begun, or runs already.", status=202, model=DownloadModel),
                        Answer(description="The catalogue can't be reached.", status=502),
                        _UNKNOWN,
                        *ADMIN_REFUSALS,
                    ),
                ),
            },
        ),
        Route(
            pattern="/voices/downloads/([^/]+)",
            handler=DownloadHandler,
            kwargs=given,
            name="voices-download",
            description="A voice that is being downloaded.",
            path="/voices/downloads/{name}",
            operations={
                "get": Operation(summary="How far a download is.", answers=(one, _NOT_RUNNING)),
                "delete": Operation(
                    summary="Cancel a download and drop what it brought.",
                    answers=(
                        Answer(description="It is cancelled.", status=204, media_type=""),
                        _NOT_RUNNING,
                        *ADMIN_REFUSALS,
                    ),
                ),
            },
        ),
    ]


class _DownloadsHandler(Handler):
    def initialize(self, downloads: Downloads, speech: SpeechService) -> None:
        """`downloads` are those of this server; `speech` knows the voices in all folders."""
        self.downloads = downloads
        self.speech = speech

    def send_model(self, model: BaseModel, status: int = HTTPStatus.OK) -> None:
        """Answer with a model as JSON."""
        self.send_json(model.model_dump(mode="json"), status)

    def refuse(self, status: int, message: str) -> None:
        """Answer with an error."""
        self.send_json(self.error_body(status, message), status)


class AvailableHandler(_DownloadsHandler):
    """`/voices/catalogue`."""

    async def get(self) -> None:
        """The list, narrowed to a language."""
        asked = read_parameters(self.request, AvailableQuery)
        known = {voice.name for voice in self.speech.voices()}
        self.send_model(await asyncio.to_thread(self._available, asked.language, known))

    def _available(self, language: str | None, known: Collection[str]) -> AvailableModel:
        catalogue = self.downloads.catalogue
        index = catalogue.index()
        voices = [
            AvailableVoiceModel.of(voice, is_installed=voice.key in known or catalogue.files(voice.key).is_there())
            for voice in index.speaking(language or None)
        ]
        return AvailableModel(list=index.origin, voices=voices)


class DownloadsHandler(_DownloadsHandler):
    """`/voices/downloads`."""

    async def get(self) -> None:
        """All of them, once or as events."""
        if EVENT_STREAM in self.request.headers.get("Accept", ""):
            async with self.while_connected():
                await self._send_events()
        else:
            self.send_model(_as_model(self.downloads.all()))

    async def post(self) -> None:
        """202, whether it begins now or runs already."""
        if not is_admin(self):
            return
        asked = read_parameters(self.request, PostDownload)
        try:
            async with self.while_connected():
                voice = await self.downloads.catalogue.find(asked.name)
        except UnknownVoice as error:
            self.refuse(HTTPStatus.NOT_FOUND, error.message)
        except DownloadFailed as error:
            self.refuse(HTTPStatus.BAD_GATEWAY, error.message)
        else:
            self.set_header("Location", f"/voices/downloads/{voice.key}")
            self.send_model(DownloadModel.of(self.downloads.start(voice)), HTTPStatus.ACCEPTED)

    async def _send_events(self) -> None:
        self.set_header("Content-Type", EVENT_STREAM)
        self.set_header("Cache-Control", "no-store")
        async for now in self.downloads.changes():
            said = _as_model(now).model_dump(mode="json")
            self.write(f"data: {json.dumps(said, ensure_ascii=False)}\n\n")
            await self.send()
            await asyncio.sleep(_LEAST_BETWEEN_EVENTS_S)
        await self.finish()


def _as_model(downloads: Sequence[Progress]) -> DownloadsModel:
    return DownloadsModel(downloads=[DownloadModel.of(progress) for progress in downloads])


class DownloadHandler(_DownloadsHandler):
    """`/voices/downloads/{name}`."""

    def get(self, name: str) -> None:
        """How far it is, or 404."""
        progress = self.downloads.find(name)
        if progress is None:
            self._refuse_unknown(name)
        else:
            self.send_model(DownloadModel.of(progress))

    async def delete(self, name: str) -> None:
        """204, or 404 if it does not run."""
        if not is_admin(self):
            return
        if await self.downloads.cancel(name):
            self.set_status(HTTPStatus.NO_CONTENT)
        else:
            self._refuse_unknown(name)

    def _refuse_unknown(self, name: str) -> None:
        self.refuse(HTTPStatus.NOT_FOUND, f"No download of {name!r} is running.")
