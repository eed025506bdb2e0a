"""`/v1/voices`, `/v2/voices` and `/v1/user`: what clients read before they speak."""

from pydantic import BaseModel, Field

from vitts_server import UnknownVoice, VoiceInfo, languages
from vitts_server.naming import names, speaks
from vitts_server.protocols.http.elevenlabs.handler import ElevenLabsHandler
from vitts_server.protocols.http.models import ELEVENLABS_MODELS
from vitts_server.protocols.http.parameters import read_parameters

_NO_LIMIT = 2**31 - 1


class VerifiedLanguage(BaseModel):
    """A language that the voice speaks."""

    language: str
    locale: str
    model_id: str = ELEVENLABS_MODELS[0]


class ListedVoice(BaseModel):
    """A voice, or one of its speakers."""

    voice_id: str
    name: str
    category: str = "premade"
    description: str
    labels: dict[str, str]
    preview_url: str | None = None
    available_for_tiers: list[str] = []
    high_quality_base_model_ids: list[str] = list(ELEVENLABS_MODELS)
    verified_languages: list[VerifiedLanguage]
    is_owner: bool = True
    is_legacy: bool = False


class VoiceList(BaseModel):
    """All voices."""

    voices: list[ListedVoice]


class VoicePage(VoiceList):
    """All voices on one page."""

    has_more: bool = False
    total_count: int
    next_page_token: str | None = None


class SearchParameters(BaseModel):
    """Parameters of a search; others are ignored."""

    search: str = Field("", description="What a voice's id, description or language has to contain.")


class Subscription(BaseModel):
    """Nothing is metered here."""

    tier: str = "local"
    status: str = "active"
    character_count: int = 0
    character_limit: int = _NO_LIMIT
    can_extend_character_limit: bool = False
    allowed_to_extend_character_limit: bool = False
    voice_slots_used: int = 0
    voice_limit: int = 0


class User(BaseModel):
    """There are no accounts here; this is for clients that look whether their key is good."""

    user_id: str = "vitts-server"
    subscription: Subscription = Subscription()
    is_new_user: bool = False
    is_onboarding_completed: bool = True
    created_at: int = 0


class VoicesHandler(ElevenLabsHandler):
    """`/v1/voices`."""

    def get(self) -> None:
        """What is installed with all speakers, the default voice first; then the ids of the settings."""
        self.send_json(VoiceList(voices=self.listed()).model_dump())

    def listed(self) -> list[ListedVoice]:
        """All voices."""
        voices = self.speech.voices()
        listed = [_listed(name, voice) for name, voice in names(voices)]
        known = {voice.voice_id.casefold() for voice in listed}
        by_name = {voice.name.casefold(): voice for voice in voices}
        for alias in self.aliases:
            voice = by_name.get(speaks(alias, voices, self.aliases).voice.casefold())
            if voice is not None and alias.casefold() not in known:
                listed.append(_listed(alias, voice))
        return listed


class SearchHandler(VoicesHandler):
    """`/v2/voices`."""

    def get(self) -> None:
        """Those that contain what is searched for."""
        search = read_parameters(self.request, SearchParameters).search.casefold()
        found = [
            voice
            for voice in self.listed()
            if search in " ".join([voice.voice_id, voice.description, *voice.labels.values()]).casefold()
        ]
        self.send_json(VoicePage(voices=found, total_count=len(found)).model_dump())


class VoiceHandler(VoicesHandler):
    """`/v1/voices/{voice_id}`."""

    def get(self, voice_id: str) -> None:  # type: ignore[override]
        """One of those that are listed."""
        for voice in self.listed():
            if voice.voice_id.casefold() == voice_id.casefold():
                self.send_json(voice.model_dump())
                return
        raise UnknownVoice(f"there is no voice {voice_id[:100]!r}; /v1/voices lists those there are", field="voice_id")


class UserHandler(ElevenLabsHandler):
    """`/v1/user`."""

    def get(self) -> None:
        """The same for every key."""
        self.send_json(User().model_dump())


class SubscriptionHandler(ElevenLabsHandler):
    """`/v1/user/subscription`."""

    def get(self) -> None:
        """The same for every key."""
        self.send_json(Subscription().model_dump())


def _listed(name: str, voice: VoiceInfo) -> ListedVoice:
    return ListedVoice(
        voice_id=name,
        name=name,
        description=voice.description,
        labels={"language": voice.languages[0], "quality": voice.quality},
        verified_languages=[VerifiedLanguage(language=languages.primary(tag), locale=tag) for tag in voice.languages],
    )
