"""`/v1/audio/voices`: the names that speech understands, in the shape that Open WebUI and Kokoro-FastAPI share."""

from pydantic import BaseModel, Field

from vitts_server.naming import names
from vitts_server.protocols.http.openai.handler import OpenAiHandler
from vitts_server.well_known import OPENAI_VOICES


class ListedVoice(BaseModel):
    """A name, and what to show people."""

    id: str
    name: str
    language: str | None = Field(description="Language tag; null where the voices behind the name decide.")


class VoiceList(BaseModel):
    """All names."""

    voices: list[ListedVoice]


class VoicesHandler(OpenAiHandler):
    """`/v1/audio/voices`."""

    def get(self) -> None:
        """What is installed with all speakers, the default voice first; then the names that stand for others."""
        voices = self.speech.voices()
        listed = [ListedVoice(id=name, name=name, language=voice.languages[0]) for name, voice in names(voices)]
        known = {voice.id.casefold() for voice in listed}
        others = dict.fromkeys([*self.aliases, *(OPENAI_VOICES if voices else ())])
        listed += [ListedVoice(id=name, name=name, language=None) for name in others if name.casefold() not in known]
        self.send_json(VoiceList(voices=listed).model_dump())
