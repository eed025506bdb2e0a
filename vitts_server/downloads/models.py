"""What the paths of the downloads take and answer."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from vitts_server.voices.catalogue import CatalogueVoice, Progress


class DownloadModel(BaseModel):
    """One voice on its way."""

    name: str
    state: Literal["waiting", "downloading", "checking", "done", "failed", "cancelled"]
    received_bytes: int
    total_bytes: int | None = Field(description="null as long as nobody said.")
    error: str | None = Field(description="Why it failed.")

    @classmethod
    def of(cls, progress: Progress) -> "DownloadModel":
        """In the shape of the answer."""
        return cls(
            name=progress.name,
            state=progress.state,
            received_bytes=progress.received_bytes,
            total_bytes=progress.total_bytes,
            error=progress.error,
        )


class DownloadsModel(BaseModel):
    """Those that run and the latest that ended, the oldest first."""

    downloads: Sequence[DownloadModel]


class PostDownload(BaseModel):
    """Which voice to download."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] = Field(
        description="As the catalogue calls it, such as vi_VN-vais1000-medium."
    )


class AvailableQuery(BaseModel):
    """Which part of the catalogue."""

    language: Annotated[str, StringConstraints(max_length=100)] | None = Field(
        None, description="Only voices of this language, such as vi or vi-VN."
    )


class AvailableVoiceModel(BaseModel):
    """A voice of the catalogue."""

    name: str
    language: str
    quality: str
    speakers: int | None = Field(description="How many; null if the list does not say.")
    size_bytes: int | None = Field(description="null if the list does not say.")
    installed: bool

    @classmethod
    def of(cls, voice: CatalogueVoice, *, is_installed: bool) -> "AvailableVoiceModel":
        """In the shape of the answer."""
        return cls(
            name=voice.key,
            language=voice.language.tag,
            quality=voice.quality,
            speakers=voice.num_speakers,
            size_bytes=voice.size_bytes,
            installed=is_installed,
        )


class AvailableModel(BaseModel):
    """The catalogue as it is known here; nothing is fetched to answer."""

    list: str = Field(description="Where the list came from and how old it is.")
    voices: Sequence[AvailableVoiceModel]
