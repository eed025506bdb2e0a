"""`/activity`: what the server does and did lately, for people. A plugin of the HTTP door; it never holds a text."""

import time
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, Field

from vitts_server import Config, SpeechReport, SpeechService, __version__, hookimpl
from vitts_server.protocols.http.handler import Handler
from vitts_server.protocols.http.routes import Answer, Operation, Route
from vitts_server.protocols.http.settings import HttpSettings

_MOST_REMEMBERED = 100
_TRIAL = "warm-up"
"""The server's own trial of a voice that it has loaded."""


class SpokenModel(BaseModel):
    """A request that is over."""

    ended_at_s: float = Field(description="Seconds since the epoch.")
    voice: str
    language: str
    characters: int
    first_audio_s: float | None = Field(description="Seconds to the first sound; null if there was none.")
    total_s: float
    audio_s: float
    outcome: Literal["done", "cancelled", "failed"]
    error_code: str | None
    is_live: bool = Field(description="Whether somebody listened while it was made.")
    is_cached: bool = Field(description="Whether nothing had to be made.")


class LoadedModel(BaseModel):
    """A voice in memory."""

    name: str
    size_bytes: int
    device: str
    leases: int = Field(description="How many speak with it now.")


class FormatModel(BaseModel):
    """A file format."""

    name: str
    media_type: str
    suffix: str


class ActivityAnswer(BaseModel):
    """What the server does and did lately."""

    version: str
    state: str
    default_voice: str | None
    running: int = Field(description="Requests that are being spoken.")
    waiting: int = Field(description="Those of them that have no sound yet.")
    addresses: Sequence[str] = Field(description="Where it listens.")
    connections: Mapping[str, int] = Field(description="Clients that are connected, by protocol.")
    loaded: Sequence[LoadedModel]
    formats: Sequence[FormatModel]
    takes_changes: bool = Field(description="Whether there is an admin token, with which the server can be changed.")
    recent: Sequence[SpokenModel] = Field(description="The latest requests, the oldest first.")


class ActivityPlugin:
    """Remembers the latest requests of one server."""

    def __init__(self) -> None:
        self._recent: deque[SpokenModel] = deque(maxlen=_MOST_REMEMBERED)

    @hookimpl
    def vitts_spoken(self, report: SpeechReport) -> None:
        """Another request is over."""
        if report.request_id != _TRIAL:
            fields = {name: getattr(report, name) for name in SpokenModel.model_fields if name != "ended_at_s"}
            self._recent.append(SpokenModel(ended_at_s=round(time.time(), 3), **fields))

    @hookimpl(optionalhook=True)  # without the HTTP adapter nobody asks for routes
    def vitts_http_routes(self, config: Config, speech: SpeechService) -> Sequence[Route]:
        """One path."""
        answer = Answer(description="What it does and did lately.", model=ActivityAnswer)
        takes_changes = config.section(HttpSettings).admin_token is not None
        return [
            Route(
                pattern="/activity",
                handler=ActivityHandler,
                kwargs={"speech": speech, "recent": self._recent, "takes_changes": takes_changes},
                name="activity",
                description="What the server does and did lately.",
                operations={"get": Operation(summary="What the server does and did lately", answers=[answer])},
            )
        ]


class ActivityHandler(Handler):
    """`/activity`."""

    def initialize(self, speech: SpeechService, recent: Sequence[SpokenModel], takes_changes: bool) -> None:
        """`recent` grows while the server runs."""
        self.speech = speech
        self.recent = recent
        self.takes_changes = takes_changes

    def get(self) -> None:
        """A snapshot."""
        status = self.speech.status()
        answer = ActivityAnswer(
            version=__version__,
            state=status.state,
            default_voice=status.default_voice,
            running=status.running,
            waiting=status.waiting,
            addresses=status.addresses,
            connections=status.connections,
            loaded=[
                LoadedModel(name=voice.name, size_bytes=voice.size_bytes, device=voice.device, leases=voice.leases)
                for voice in status.loaded
            ],
            formats=[
                FormatModel(name=encoder.name, media_type=encoder.media_type, suffix=encoder.suffix)
                for encoder in self.speech.encoders()
            ],
            takes_changes=self.takes_changes,
            recent=list(self.recent),
        )
        self.send_json(answer.model_dump(mode="json"))
