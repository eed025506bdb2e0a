"""`/api/tts/synthesize`: speech as a WAV or as JSON that says where it lies."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from vitts_server import BadRequest, KnowsNames, NothingToSay, StoredAudio, SynthesisRequest, VoiceInfo
from vitts_server.naming import Speaks
from vitts_server.protocols.http.file import send_file
from vitts_server.protocols.http.headers import ascii_text
from vitts_server.protocols.http.xtts.answers import FileMetadata, Skipped, Synthesized
from vitts_server.protocols.http.xtts.bodies import SynthesizeBody
from vitts_server.protocols.http.xtts.files import set_file_headers
from vitts_server.protocols.http.xtts.handler import XttsHandler
from vitts_server.protocols.http.xtts.references import reference_name
from vitts_server.protocols.http.xtts.speakers import find_speaker, speaker_id
from vitts_server.protocols.http.xtts.unstored import Recording, recorded

_EMPTY = "Text is empty. Cannot generate audio from empty text."
_HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class Cast:
    """A request with everything decided."""

    request: SynthesisRequest
    voice: VoiceInfo
    notes: dict[str, str]
    """What is noted down with the file."""


class SynthesizeHandler(XttsHandler):
    """`/api/tts/synthesize`."""

    async def post(self) -> None:
        """The WAV, or JSON; the file is there when the answer is sent."""
        body = self.body(SynthesizeBody)
        usual_language = self.model_language(body.model)
        if not body.text:
            raise BadRequest(_EMPTY, field="text")
        cast = await self._cast(body, body.language or usual_language)
        try:
            await self._speak(body, cast)
        except NothingToSay as error:
            self._skip(body, cast.voice, error.message)

    async def _speak(self, body: SynthesizeBody, cast: Cast) -> None:
        """Raises `NothingToSay`."""
        if not any(character.isalnum() for character in body.text):
            raise NothingToSay
        await (self._stored(body, cast) if body.store else self._unstored(body, cast))

    def _known(self, wanted: Sequence[str]) -> Speaks | None:
        """The first name that the core knows, though no list has it."""
        core = self.speech
        return next((Speaks(name) for name in wanted if isinstance(core, KnowsNames) and core.knows(name)), None)

    async def _cast(self, body: SynthesizeBody, language: str) -> Cast:
        """Who speaks. Names that nobody has are answered by the voice of the language, and the client is told."""
        wanted = await self._wanted(body)
        listed = find_speaker(wanted, self.speech.voices(), self.xtts.speakers)
        who = listed or self._known(wanted)
        request = SynthesisRequest(
            text=body.text,
            voice=who.voice if who else None,
            speaker=who.speaker if who else None,
            language=None if listed else language,
            speed=body.factor,
            request_id=self.request_id,
        )
        choice = self.speech.choose(request)
        for warning in choice.warnings:
            self._warn(warning)
        if who is None and (unknown := body.speaker or body.voice):
            self._warn(f"there is no speaker {unknown[:100]!r}; {choice.voice.name} speaks")
        name = speaker_id(choice.voice, choice.speaker)
        self.set_header("X-Voice", ascii_text(name))
        speaker = None if choice.speaker is None else str(choice.speaker)
        # The language has done its work; without it equal speech of other doors is known to be equal.
        decided = replace(request, voice=choice.voice.name, speaker=speaker, language=None)
        notes = {"model": body.model, "language": language, "speaker_id": name, "request_id": self.request_id}
        return Cast(decided, choice.voice, notes)

    async def _wanted(self, body: SynthesizeBody) -> list[str]:
        """Names of whom the client wants, the best first."""
        names = [name for name in (body.speaker, body.voice) if name]
        if body.voice and body.speaker:
            names.insert(0, f"{body.voice}:{body.speaker}")
        if body.speaker_wav:
            names.append(await asyncio.to_thread(reference_name, body.speaker_wav, self.xtts.reference_dir))
            self._warn("recordings are not imitated; speaker_wav only chooses among xtts.speakers")
        return names

    def _skip(self, body: SynthesizeBody, voice: VoiceInfo, reason: str) -> None:
        """A paragraph of a novel that is only `* * *`, or code in a chat that is not read: no fault of anyone."""
        self.set_header("X-Skipped", "true")
        self.answer(
            Skipped(request_id=self.request_id, model=body.model, reason=reason, sample_rate=voice.sample_rate_hz)
        )

    async def _stored(self, body: SynthesizeBody, cast: Cast) -> None:
        hours = body.expiry_hours or self.xtts.default_expiry_h
        async with self.while_connected():
            stored = await self.speech.store.make(
                cast.request, lifetime_s=hours * _HOUR_S, names=[self.request_id], notes=cast.notes
            )
        self._set_sound_headers(stored)
        set_file_headers(self, stored)
        if body.return_audio:
            await send_file(self, stored)
        else:
            self._answer(body, stored, FileMetadata.of(stored, body.text, cast.notes))

    async def _unstored(self, body: SynthesizeBody, cast: Cast) -> None:
        request = replace(cast.request, is_live=False)
        async with (
            self.while_connected(),
            aclosing(self.speech.synthesize(request)) as chunks,
            recorded(chunks) as recording,
        ):
            self._set_sound_headers(recording)
            if body.return_audio:
                await self._send(recording)
            else:
                self._answer(body, recording, None)

    async def _send(self, recording: Recording) -> None:
        self.set_header("Content-Type", "audio/wav")
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Length", recording.size_bytes)
        async for part in recording.parts():
            self.write(part)
            await self.send()

    def _answer(self, body: SynthesizeBody, made: StoredAudio | Recording, metadata: FileMetadata | None) -> None:
        self.answer(
            Synthesized(
                request_id=self.request_id,
                model=body.model,
                sample_rate=made.sample_rate_hz,
                duration_seconds=round(made.duration_s, 3),
                file_metadata=metadata,
            )
        )

    def _set_sound_headers(self, made: StoredAudio | Recording) -> None:
        self.set_header("X-Sample-Rate", made.sample_rate_hz)
        self.set_header("X-Duration", f"{made.duration_s:.3f}")

    def _warn(self, warning: str) -> None:
        self.add_header("X-Warning", ascii_text(warning))
