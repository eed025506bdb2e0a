"""`/voices`: what is installed, and what should be and is not. A plugin of the HTTP door."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, Field

from vitts_server import BadVoice, Config, LoadedVoice, SpeechService, VoiceInfo, hookimpl
from vitts_server.protocols.http.accept import prefers
from vitts_server.protocols.http.handler import Handler
from vitts_server.protocols.http.marytts.lines import voice_lines
from vitts_server.protocols.http.routes import Answer, Operation, Route


class AttributionModel(BaseModel):
    """Who made a voice."""

    name: str
    url: str


class VoiceModel(BaseModel):
    """An installed voice."""

    name: str = Field(description="What requests call it.")
    languages: Sequence[str] = Field(description="Language tags, the main one first.")
    speakers: Sequence[str]
    sample_rate_hz: int
    description: str
    quality: str
    license: str
    attribution: AttributionModel
    default: bool = Field(description="Whether it speaks when a request names none.")
    size_bytes: int = Field(description="Of its file; 0 for voices without one.")
    loaded: bool = Field(description="Whether it is in memory now.")
    memory_bytes: int | None = Field(description="Memory it takes, if it is loaded.")
    idle_s: float | None = Field(description="Seconds since somebody spoke with it, if it is loaded.")
    pinned: bool = Field(description="Whether it stays in memory, as the settings say.")
    preset_of: str | None = Field(description="For a preset: the installed voice that speaks.")


class BadVoiceModel(BaseModel):
    """A file that should be a voice and can't be used."""

    file: str
    reason: str


class VoicesAnswer(BaseModel):
    """What is installed."""

    voices: list[VoiceModel]
    bad: list[BadVoiceModel]


_LINES = Answer(description="To who prefers it: a line for each, as MaryTTS has them.", media_type="text/plain")


@hookimpl(optionalhook=True)  # without the HTTP adapter nobody asks for routes
def vitts_http_routes(config: Config, speech: SpeechService) -> Sequence[Route]:
    """One path."""
    found = Answer(description="The installed voices, the default one first.", model=VoicesAnswer)
    return [
        Route(
            pattern="/voices",
            handler=VoicesHandler,
            kwargs={"speech": speech},
            name="voices",
            description="The installed voices, the default one first.",
            operations={"get": Operation(summary="The installed voices", answers=[found, _LINES])},
        )
    ]


class VoicesHandler(Handler):
    """`/voices`."""

    def initialize(self, speech: SpeechService) -> None:
        """`speech` knows the voices."""
        self.speech = speech

    def get(self) -> None:
        """All voices, and the files that can't be used with the reason."""
        self.set_header("Vary", "Accept")
        if prefers(self.request.headers.get("Accept"), "text/plain", "application/json"):
            self.send_text(voice_lines(self.speech.voices()))
            return
        status = self.speech.status()
        loaded = {voice.name: voice for voice in status.loaded}
        answer = VoicesAnswer(
            voices=[_described(voice, status.default_voice, loaded) for voice in self.speech.voices()],
            bad=[_bad(voice) for voice in self.speech.bad_voices()],
        )
        self.send_json(answer.model_dump())


def _described(voice: VoiceInfo, default: str | None, loaded: Mapping[str, LoadedVoice]) -> VoiceModel:
    in_memory = loaded.get(voice.installed.name)
    return VoiceModel(
        name=voice.name,
        languages=voice.languages,
        speakers=voice.speakers,
        sample_rate_hz=voice.sample_rate_hz,
        description=voice.description,
        quality=voice.quality,
        license=voice.license,
        attribution=AttributionModel(name=voice.attribution.name, url=voice.attribution.url),
        default=voice.name == default,
        size_bytes=voice.size_bytes,
        loaded=in_memory is not None,
        memory_bytes=in_memory.size_bytes if in_memory is not None else None,
        idle_s=round(in_memory.idle_s, 1) if in_memory is not None else None,
        pinned=in_memory is not None and in_memory.is_pinned,
        preset_of=voice.base.name if voice.base is not None else None,
    )


def _bad(voice: BadVoice) -> BadVoiceModel:
    # The file's name only: where the server keeps its files is nobody's business.
    return BadVoiceModel(file=voice.path.name, reason=voice.reason.replace(str(voice.path.parent), "…"))
