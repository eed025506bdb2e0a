"""What the store knows of one file, and which names files may have. Values only."""

import re

from pydantic import BaseModel, ConfigDict, Field

ID_PATTERN = r"[A-Za-z0-9_-]{1,128}"
SUFFIX_PATTERN = r"[a-z0-9]{1,16}"


def is_safe_id(file_id: str) -> bool:
    """Whether `file_id` can name a file: letters, digits, `-` and `_`, nothing that leads out of the folder."""
    return re.fullmatch(ID_PATTERN, file_id) is not None


def is_safe_suffix(suffix: str) -> bool:
    """Whether `suffix` can end a file's name; written without its dot."""
    return re.fullmatch(SUFFIX_PATTERN, suffix) is not None


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
    handed_out_at_s: float = Field(0.0, exclude=True)
    """Kept as the time stamp of the record's own file: noted in one step that can't go half-way."""

    @property
    def expires_at_s(self) -> float:
        """When it may go, unless it is handed out again."""
        return self.handed_out_at_s + self.lifetime_s

    def is_same_file(self, other: "Record") -> bool:
        """Whether both speak of one file, whenever it was handed out."""
        return (self.id, self.created_at_s, self.fingerprint) == (other.id, other.created_at_s, other.fingerprint)
