"""What there is: `/health`, `/speakers`, `/voices`, `/model/info`. Nothing is ever loaded for it."""

from http import HTTPStatus

from vitts_server import NoVoice
from vitts_server.protocols.http.health import health_of
from vitts_server.protocols.http.xtts.answers import (
    Health,
    ModelInfo,
    ModelInfoAnswer,
    NoSpeakers,
    Speakers,
    VoiceEntry,
    Voices,
)
from vitts_server.protocols.http.xtts.bodies import ModelInfoBody
from vitts_server.protocols.http.xtts.handler import XttsHandler
from vitts_server.protocols.http.xtts.speakers import listed


class HealthHandler(XttsHandler):
    """`/api/tts/health`."""

    def get(self) -> None:
        """200 and healthy, or 503."""
        status, _ = health_of(self.speech.status())
        is_healthy = status == "healthy"
        code = HTTPStatus.OK if is_healthy else HTTPStatus.SERVICE_UNAVAILABLE
        self.answer(Health(status=status, service=self.service_name), code)


class SpeakersHandler(XttsHandler):
    """`/api/tts/speakers`."""

    def get(self) -> None:
        """Names, the default voice first."""
        names = [name for name, _, _ in listed(self.speech.voices(), self.xtts.speakers)]
        self.answer(Speakers(total=len(names), speakers=names) if names else NoSpeakers())


class VoicesHandler(XttsHandler):
    """`/api/tts/voices`."""

    def get(self) -> None:
        """The same names with what is known of each."""
        entries = {
            name: VoiceEntry(
                voice=voice.name,
                speaker=who.speaker,
                languages=voice.languages,
                sample_rate=voice.sample_rate_hz,
                description=voice.description,
                quality=voice.quality,
                license=voice.license,
            )
            for name, who, voice in listed(self.speech.voices(), self.xtts.speakers)
        }
        self.answer(Voices(voices=list(entries), voice_map=entries))


class ModelInfoHandler(XttsHandler):
    """`/api/tts/model/info`."""

    def post(self) -> None:
        """What there is under the name of a model: the same for all, for voices do not depend on it."""
        model = self.body(ModelInfoBody).model
        self.model_language(model)
        voices = self.speech.voices()
        if not voices:
            raise NoVoice("no voice is installed")
        device = {loaded.name: loaded.device for loaded in self.speech.status().loaded}.get(
            voices[0].installed.name, "cpu"
        )
        languages = sorted({language for voice in voices for language in voice.languages})
        info = ModelInfo(model=model, sample_rate=voices[0].sample_rate_hz, device=device, languages=languages)
        self.answer(ModelInfoAnswer(info=info))
