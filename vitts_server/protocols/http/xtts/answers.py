"""What this interface answers in JSON, as pydantic models."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from pydantic import BaseModel, Field, RootModel

from vitts_server import StoredAudio

_MB = 1_000_000
_HOUR_S = 3600


def iso_time(time_s: float) -> str:
    """Seconds since the epoch in ISO 8601 with a zone, in a form that older parsers read too."""
    return datetime.fromtimestamp(time_s, UTC).isoformat(timespec="milliseconds")


def megabytes(size_bytes: int) -> float:
    """As people read it."""
    return round(size_bytes / _MB, 4)


class Refused(BaseModel):
    """Every error."""

    detail: str


class Health(BaseModel):
    """Whether it can speak."""

    status: str = Field(description="healthy, or why it can't speak.")
    service: str


class Speakers(BaseModel):
    """Who can speak."""

    success: bool = True
    total: int
    speakers: Sequence[str]


class NoSpeakers(BaseModel):
    """Nobody can."""

    success: bool = False
    error: str = "Speakers not available"


class SpeakersAnswer(RootModel[Speakers | NoSpeakers]):
    """One of both."""


class VoiceEntry(BaseModel):
    """One of the names."""

    voice: str
    speaker: str | None = None
    languages: Sequence[str]
    sample_rate: int
    description: str
    quality: str
    license: str


class Voices(BaseModel):
    """Who can speak, with what is known of them."""

    success: bool = True
    voices: Sequence[str]
    voice_map: Mapping[str, VoiceEntry]


class ModelInfo(BaseModel):
    """What there is under the name of a model."""

    model: str
    sample_rate: int
    device: str
    requires_reference: bool = False
    languages: Sequence[str]


class ModelInfoAnswer(BaseModel):
    """The answer around it."""

    success: bool = True
    info: ModelInfo


class FileMetadata(BaseModel):
    """What is known of a file."""

    file_id: str
    file_name: str
    text: str
    speaker_id: str | None
    model: str
    created_at: str
    expires_at: str
    expiry_hours: int | float
    file_size: int
    file_size_mb: float
    request_id: str
    language: str
    sample_rate: int

    @classmethod
    def of(cls, stored: StoredAudio, text: str, notes: Mapping[str, str]) -> "FileMetadata":
        """`notes` say what the store does not know: model, language, speaker_id and request_id."""
        hours = stored.lifetime_s / _HOUR_S
        return cls(
            file_id=stored.id,
            file_name=f"{stored.id}.wav",
            text=text,
            speaker_id=notes.get("speaker_id"),
            model=notes.get("model", ""),
            created_at=iso_time(stored.created_at_s),
            expires_at=iso_time(stored.expires_at_s),
            expiry_hours=int(hours) if hours.is_integer() else round(hours, 4),
            file_size=stored.size_bytes,
            file_size_mb=megabytes(stored.size_bytes),
            request_id=notes.get("request_id", stored.id),
            language=notes.get("language", ""),
            sample_rate=stored.sample_rate_hz,
        )


class Synthesized(BaseModel):
    """Speech was made."""

    success: bool = True
    request_id: str
    model: str
    sample_rate: int
    duration_seconds: float
    file_metadata: FileMetadata | None


class Skipped(BaseModel):
    """There was nothing to say."""

    success: bool = True
    skipped: bool = True
    request_id: str
    model: str
    reason: str
    sample_rate: int
    duration_seconds: float = 0.0
    file_metadata: None = None


class SynthesizeAnswer(RootModel[Synthesized | Skipped]):
    """One of both."""


class MetadataAnswer(BaseModel):
    """The answer around it."""

    success: bool = True
    metadata: FileMetadata


class Deleted(BaseModel):
    """A file is gone."""

    success: bool = True
    message: str = "Audio file deleted"
    file_id: str


class Stats(BaseModel):
    """How much is stored."""

    total_files: int
    total_size_mb: float
    expired_files: int
    active_files: int
    storage_dir: str


class StatsAnswer(BaseModel):
    """The answer around it."""

    success: bool = True
    stats: Stats


class Cleanup(BaseModel):
    """What was removed."""

    deleted_count: int
    deleted_size_mb: float
    cleanup_time: str = Field(description="When it was done.")


class CleanupAnswer(BaseModel):
    """The answer around it."""

    success: bool = True
    cleanup: Cleanup
