"""The `[lexicon]` section."""

from pathlib import Path
from typing import ClassVar

from pydantic import Field

from vitts_server import Config, Folder, Section, ServerSettings

_FILE = "lexicon.toml"


class LexiconSettings(Section):
    """How single words are said, in a file of the user's own."""

    section: ClassVar[str] = "lexicon"

    file: Folder | None = Field(None, description="The file with the words; unset: `lexicon.toml` in the data folder.")


def file_of(config: Config) -> Path:
    """Where the words are kept."""
    return config.section(LexiconSettings).file or config.section(ServerSettings).data_dir / _FILE
