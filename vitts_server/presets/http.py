"""`/voices/presets`: presets over HTTP. Everybody may read them, who has the admin token may change them."""

import asyncio
from collections.abc import Sequence
from http import HTTPStatus

from pydantic import BaseModel, Field

from vitts_server import Preset, Reloads, SpeechService
from vitts_server.presets.kept import BrokenPresets, KeptPresets
from vitts_server.presets.models import PresetModel
from vitts_server.protocols.http import Answer, Handler, Operation, Route
from vitts_server.protocols.http.admin import ADMIN_REFUSALS, is_admin
from vitts_server.protocols.http.parameters import read_parameters


class NamedPreset(PresetModel):
    """A preset."""

    name: str
    fixed: bool = Field(description="Whether it is in the settings file, which alone can change it.")


class Presets(BaseModel):
    """All of them."""

    presets: list[NamedPreset]


_UNKNOWN = Answer(description="There is no such preset.", status=404)
_REFUSED = (
    Answer(description="The name or a field is wrong, or the settings file has the preset.", status=400),
    *ADMIN_REFUSALS,
    Answer(description="The file is broken and has to be mended by hand first.", status=409),
)


def preset_routes(kept: KeptPresets, speech: SpeechService) -> Sequence[Route]:
    """All presets, and one of them."""
    preset = Answer(description="The preset as it is now.", model=NamedPreset)
    new = Answer(description="The preset is new.", status=201, model=NamedPreset)
    gone = Answer(description="It is forgotten.", status=204, media_type="")
    kwargs = {"kept": kept, "speech": speech}
    return [
        Route(
            pattern="/voices/presets",
            handler=PresetsHandler,
            kwargs=kwargs,
            name="presets",
            description="Voices of the operator's own.",
            operations={
                "get": Operation(summary="All presets.", answers=(Answer(description="All presets.", model=Presets),))
            },
        ),
        Route(
            pattern="/voices/presets/([^/]+)",
            path="/voices/presets/{name}",
            handler=PresetHandler,
            kwargs=kwargs,
            name="preset",
            description="One voice of the operator's own.",
            operations={
                "get": Operation(summary="One preset.", answers=(preset, _UNKNOWN)),
                "put": Operation(
                    summary="Add or change a preset; every door has it at once.",
                    body=PresetModel,
                    answers=(preset, new, *_REFUSED),
                ),
                "delete": Operation(summary="Forget a preset.", answers=(gone, _UNKNOWN, *_REFUSED)),
            },
        ),
    ]


class PresetsHandler(Handler):
    """`/voices/presets`."""

    def initialize(self, kept: KeptPresets, speech: SpeechService) -> None:
        """`speech` looks again when something has changed."""
        self.kept = kept
        self.speech = speech

    async def get(self, *_: str) -> None:
        """All of them."""
        found = await asyncio.to_thread(self.kept.everything)
        self.send_json(Presets(presets=[self.described(preset) for preset in found]).model_dump(mode="json"))

    def described(self, preset: Preset) -> NamedPreset:
        """As the interface has it."""
        fields = {name: getattr(preset, name) for name in PresetModel.model_fields if name != "listed"}
        is_fixed = self.kept.is_fixed(preset.name)
        return NamedPreset(name=preset.name, fixed=is_fixed, listed=preset.is_listed, **fields)


class PresetHandler(PresetsHandler):
    """`/voices/presets/{name}`."""

    async def get(self, name: str) -> None:  # type: ignore[override]
        """The preset, or 404."""
        await self._send(name, HTTPStatus.OK)

    async def put(self, name: str) -> None:
        """200, or 201 for a new one."""
        if not is_admin(self):
            return
        model = read_parameters(self.request, PresetModel)
        try:
            is_new = await asyncio.to_thread(self.kept.put, name, model)
        except BrokenPresets as error:
            self._send_broken(error)
            return
        await self._reload()
        await self._send(name, HTTPStatus.CREATED if is_new else HTTPStatus.OK)

    async def delete(self, name: str) -> None:
        """204, or 404."""
        if not is_admin(self):
            return
        try:
            is_found = await asyncio.to_thread(self.kept.remove, name)
        except BrokenPresets as error:
            self._send_broken(error)
            return
        if not is_found:
            self._send_unknown(name)
            return
        await self._reload()
        self.set_status(HTTPStatus.NO_CONTENT)

    async def _reload(self) -> None:
        if isinstance(self.speech, Reloads):
            await self.speech.reload()

    async def _send(self, name: str, status: HTTPStatus) -> None:
        for preset in await asyncio.to_thread(self.kept.everything):
            if preset.name.casefold() == name.casefold():
                self.send_json(self.described(preset).model_dump(mode="json"), status)
                return
        self._send_unknown(name)

    def _send_unknown(self, name: str) -> None:
        self.send_json(self.error_body(HTTPStatus.NOT_FOUND, f"There is no preset {name!r}."), HTTPStatus.NOT_FOUND)

    def _send_broken(self, error: BrokenPresets) -> None:
        message = f"The presets can't be changed: {error.message}."
        self.send_json(self.error_body(HTTPStatus.CONFLICT, message), HTTPStatus.CONFLICT)
