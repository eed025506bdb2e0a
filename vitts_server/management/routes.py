"""The paths of the management: everybody may look, who has the admin token may change."""

import re
from collections.abc import Sequence

from vitts_server import SpeechService
from vitts_server.management.chosen import ChosenVoice
from vitts_server.management.default import DefaultHandler
from vitts_server.management.installed import InstalledHandler, InstalledVoiceHandler
from vitts_server.management.models import AddedVoicesModel, DefaultVoiceModel, PutDefaultVoice, UploadModel
from vitts_server.management.receiving import UploadHandler
from vitts_server.management.uploads import Uploads
from vitts_server.protocols.http import Answer, Operation, Route
from vitts_server.protocols.http.admin import ADMIN_REFUSALS

_UPLOAD = (
    Answer(description="It arrived.", status=201, model=UploadModel),
    Answer(description="The file is not what it should be; the message says why.", status=400),
    *ADMIN_REFUSALS,
    Answer(description="A voice of this name is there, or on its way; or its configuration is missing.", status=409),
    Answer(description="The file is too long.", status=413),
    Answer(description="The disk has no room for it.", status=507),
)
_FIXED = Answer(description="The settings name the default voice, and they alone can change it.", status=409)


def management_routes(uploads: Uploads, chosen: ChosenVoice, speech: SpeechService) -> Sequence[Route]:
    """All of them."""
    return [*_upload_routes(uploads, speech), *_installed_routes(uploads, chosen, speech), _default(chosen, speech)]


def _upload_routes(uploads: Uploads, speech: SpeechService) -> Sequence[Route]:
    given = {"uploads": uploads, "speech": speech}
    return [
        Route(
            pattern=f"/voices/uploads/([^/]+){re.escape(suffix)}",
            path=f"/voices/uploads/{{name}}{suffix}",
            handler=UploadHandler,
            kwargs={**given, "is_config": is_config},
            name=name,
            description=description,
            operations={"put": Operation(summary=summary, body_file="application/octet-stream", answers=_UPLOAD)},
        )
        for suffix, is_config, name, description, summary in (
            (".onnx.json", True, "upload-config", "The configuration of a new voice.", "Send a voice's configuration"),
            (".onnx", False, "upload-model", "The net of a new voice.", "Send a voice's net: then it is installed"),
        )
    ]


def _installed_routes(uploads: Uploads, chosen: ChosenVoice, speech: SpeechService) -> Sequence[Route]:
    everything = Answer(description="Voices that were added.", model=AddedVoicesModel)
    gone = Answer(description="It is removed; speech that runs is finished.", status=204, media_type="")
    unknown = Answer(description="No voice of this name was added.", status=404)
    return [
        Route(
            pattern="/voices/installed",
            handler=InstalledHandler,
            kwargs={"uploads": uploads},
            name="voices-installed",
            description="Voices that were added to the data folder.",
            operations={"get": Operation(summary="Voices that were added to the data folder", answers=(everything,))},
        ),
        Route(
            pattern="/voices/installed/([^/]+)",
            path="/voices/installed/{name}",
            handler=InstalledVoiceHandler,
            kwargs={"uploads": uploads, "chosen": chosen, "speech": speech},
            name="voice-installed",
            description="A voice that was added to the data folder.",
            operations={
                "delete": Operation(summary="Remove a voice that was added", answers=(gone, unknown, *ADMIN_REFUSALS))
            },
        ),
    ]


def _default(chosen: ChosenVoice, speech: SpeechService) -> Route:
    now = Answer(description="Who it is now.", model=DefaultVoiceModel)
    refused = (*ADMIN_REFUSALS, _FIXED)
    free = Answer(description="Nobody is chosen any more: the best voice speaks.", status=204, media_type="")
    return Route(
        pattern="/voices/default",
        handler=DefaultHandler,
        kwargs={"chosen": chosen, "speech": speech},
        name="voice-default",
        description="Who speaks when nobody is named.",
        operations={
            "get": Operation(summary="Who speaks when nobody is named", answers=(now,)),
            "put": Operation(summary="Choose the default voice", body=PutDefaultVoice, answers=(now, *refused)),
            "delete": Operation(summary="Leave the default voice to the server", answers=(free, *refused)),
        },
    )
