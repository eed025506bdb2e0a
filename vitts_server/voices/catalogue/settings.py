"""The section [catalogue]: where voices are downloaded from, and with how much patience."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, SecretStr

from vitts_server import Inherited, Section

PIPER_URL = "https://huggingface.co/rhasspy/piper-voices"
PIPER_REVISION = "v1.0.0"


def _web_address(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("write an address that begins with http:// or https://")
    return value.rstrip("/")


class CatalogueSettings(Section):
    """Where voices are downloaded from. Nothing is fetched unless a person or `voices.download-missing` asks."""

    section: ClassVar[str] = "catalogue"
    environment: ClassVar[Mapping[str, str | Inherited]] = {"HF_TOKEN": "token"}

    url: Annotated[str, AfterValidator(_web_address)] = Field(
        PIPER_URL, description="The catalogue; its list is at URL/resolve/REVISION/voices.json."
    )
    revision: str = Field(
        PIPER_REVISION, pattern=r"^[\w./-]+$", description="Which state of the catalogue: a tag, a branch or a commit."
    )
    token: SecretStr | None = Field(
        None, description="Sent as `Authorization: Bearer` to the catalogue's host and to nobody else."
    )
    timeout_s: float = Field(
        30.0, gt=0, description="A download that brings nothing for this many seconds is tried again."
    )
    retries: int = Field(
        5, ge=0, description="Attempts after the first one; counted anew whenever an attempt brought something."
    )
    retry_wait_s: float = Field(
        1.0, gt=0, description="Wait before the first of them, in seconds; doubled each time, up to a minute."
    )
    max_voice_mb: int = Field(2048, ge=1, description="Larger voices are not downloaded, in megabytes.")

    def address(self, path: str) -> str:
        """Where a file of the catalogue is."""
        return f"{self.url}/resolve/{self.revision}/{path}"
