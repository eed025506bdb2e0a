"""What the store knows of one file, and which names files may have. Values only."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

ID_PATTERN = r"[A-Za-z0-9_-]{1,128}"
SUFFIX_PATTERN = r"[a-z0-9]{1,16}"
_NAME = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_MOST_LINKS = 64
"""Links of one file; whoever wants yet another one gets the file's own id."""
_MOST_NAMES = 256
"""Further names of one file; the oldest ones are forgotten."""


def is_safe_id(file_id: str) -> bool:
    """Whether `file_id` can name a file: letters, digits, `-` and `_`, nothing that leads out of the folder."""
    return re.fullmatch(ID_PATTERN, file_id) is not None


def is_safe_suffix(suffix: str) -> bool:
    """Whether `suffix` can end a file's name; written without its dot."""
    return re.fullmatch(SUFFIX_PATTERN, suffix) is not None


def is_safe_name(name: str) -> bool:
    """Whether a file may be found by `name` too; it never becomes part of a path."""
    return _NAME.fullmatch(name) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """How somebody to whom a file is handed out wants it kept."""

    link: str | None
    """The id under which it is handed out; None for the file's own."""
    lifetime_s: float
    names: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)


class Record(BaseModel):
    """What is known of one file. Times are in seconds since the epoch."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=f"^{ID_PATTERN}$")
    suffix: str = Field(pattern=f"^{SUFFIX_PATTERN}$")
    fingerprint: str
    """Digest of all that changes the bytes: equal fingerprints, equal files."""
    media_type: str
    size_bytes: int
    duration_s: float
    sample_rate_hz: int
    created_at_s: float
    lifetime_s: float
    """How long it is kept after it was last handed out."""
    kept_until_s: float = 0.0
    """Promised when its lifetime was another one: it is kept at least so long."""
    voice: str | None = None
    speaker: str | None = None
    links: tuple[str, ...] = ()
    """Ids besides its own under which it was handed out; they hold as long as it lives."""
    names: tuple[str, ...] = ()
    """The newest of the further names under which it is found."""
    notes: Mapping[str, str] = {}
    """What doors want to know of it."""
    revision: int = 0
    """Counts the changes of all this but the time stamp below: what is on disk is never replaced by something older."""
    handed_out_at_s: float = Field(0.0, exclude=True)
    """Kept as the time stamp of the record's own file: noted in one step that can't go half-way."""

    @property
    def expires_at_s(self) -> float:
        """When it may go, unless it is handed out again."""
        return max(self.handed_out_at_s + self.lifetime_s, self.kept_until_s)

    def answers_to(self, name: str) -> bool:
        """Whether `name` is an id under which it was handed out."""
        return name == self.id or name in self.links

    def handed_out(self, claim: Claim, now_s: float) -> "Record":
        """The record with a new lease of life; nothing that was promised before is taken back."""
        changes: dict[str, Any] = {}
        if claim.lifetime_s != self.lifetime_s:
            changes |= {"lifetime_s": claim.lifetime_s, "kept_until_s": self.expires_at_s}
        if claim.link is not None and not self.answers_to(claim.link) and len(self.links) < _MOST_LINKS:
            changes["links"] = (*self.links, claim.link)
        if new := [name for name in claim.names if not self.answers_to(name) and name not in self.names]:
            changes["names"] = (*self.names, *new)[-_MOST_NAMES:]
        if any(self.notes.get(key) != value for key, value in claim.notes.items()):
            changes["notes"] = {**self.notes, **claim.notes}
        if changes:
            changes["revision"] = self.revision + 1
        return self.model_copy(update={**changes, "handed_out_at_s": now_s})

    def is_same_file(self, other: "Record") -> bool:
        """Whether both speak of one file, whenever it was handed out."""
        return (self.id, self.created_at_s, self.fingerprint) == (other.id, other.created_at_s, other.fingerprint)
