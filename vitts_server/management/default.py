"""`/voices/default`: who speaks when nobody is named."""

import asyncio
from http import HTTPStatus

from vitts_server import BadRequest, Reloads, SpeechService
from vitts_server.management.chosen import ChosenVoice
from vitts_server.management.models import DefaultVoiceModel, PutDefaultVoice
from vitts_server.protocols.http import Handler
from vitts_server.protocols.http.admin import is_admin
from vitts_server.protocols.http.parameters import read_parameters


class DefaultHandler(Handler):
    """`/voices/default`."""

    def initialize(self, chosen: ChosenVoice, speech: SpeechService) -> None:
        """`speech` looks anew when another one is chosen."""
        self.chosen = chosen
        self.speech = speech

    async def get(self) -> None:
        """Who it is."""
        chosen = await asyncio.to_thread(self.chosen.name)
        now = self.speech.status().default_voice
        answer = DefaultVoiceModel(name=now, chosen=chosen, fixed=self.chosen.fixed is not None)
        self.send_json(answer.model_dump())

    async def put(self) -> None:
        """200, or 409 if the settings say it."""
        if not is_admin(self) or self._is_fixed():
            return
        asked = read_parameters(self.request, PutDefaultVoice)
        if asked.name not in {voice.name for voice in self.speech.voices()}:
            raise BadRequest(f"There is no voice {asked.name!r}; /voices lists those that are there.", field="name")
        await asyncio.to_thread(self.chosen.choose, asked.name)
        await self._reload()
        await self.get()

    async def delete(self) -> None:
        """204, or 409 if the settings say it."""
        if not is_admin(self) or self._is_fixed():
            return
        await asyncio.to_thread(self.chosen.forget)
        await self._reload()
        self.set_status(HTTPStatus.NO_CONTENT)

    def _is_fixed(self) -> bool:
        if self.chosen.fixed is None:
            return False
        message = f"The settings name the default voice: speech.default-voice is {self.chosen.fixed!r}."
        self.send_json(self.error_body(HTTPStatus.CONFLICT, message), HTTPStatus.CONFLICT)
        return True

    async def _reload(self) -> None:
        if isinstance(self.speech, Reloads):
            await self.speech.reload()
