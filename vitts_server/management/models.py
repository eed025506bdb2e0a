"""What the paths of the management take and answer."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class UploadModel(BaseModel):
    """A file that arrived."""

    name: str = Field(description="Name of the voice.")
    size_bytes: int = Field(description="Of the file.")
    installed: bool = Field(description="Whether the voice is whole with it, and every door has it.")


class AddedModel(BaseModel):
    """A voice in the data folder."""

    name: str
    size_bytes: int


class AddedVoicesModel(BaseModel):
    """Those that were added to the data folder: by upload, download or hand. Only these can be removed."""

    voices: Sequence[AddedModel]


class DefaultVoiceModel(BaseModel):
    """Who speaks when nobody is named."""

    name: str | None = Field(description="Who it is now; null without any voice.")
    chosen: str | None = Field(description="The one that was chosen here; it need not be installed any more.")
    fixed: bool = Field(description="Whether the settings name it, which alone can change it then.")


class PutDefaultVoice(BaseModel):
    """Who is to speak when nobody is named."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] = Field(
        description="Name of an installed voice or of a preset that is listed."
    )
