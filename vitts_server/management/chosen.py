"""The default voice that was chosen over HTTP, in a file of the data folder. Blocking."""

import json
import logging

from pydantic import BaseModel, Field, ValidationError

from vitts_server import Config, ServerSettings, SpeechSettings
from vitts_server.kept_file import KeptFile

logger = logging.getLogger(__name__)

_FILE = "default-voice.json"


class _Kept(BaseModel):
    voice: str = Field(min_length=1, max_length=200)


class ChosenVoice:
    """`speech.default-voice` of the settings wins; then nothing is chosen here."""

    def __init__(self, config: Config) -> None:
        self.fixed = config.section(SpeechSettings).default_voice
        """The one of the settings."""
        self._file = KeptFile(config.section(ServerSettings).data_dir / _FILE)

    def name(self) -> str | None:
        """Which one it is; a file that can't be read is logged and left alone."""
        try:
            text = self._file.read()
            return _Kept.model_validate_json(text).voice if text.strip() else None
        except (OSError, UnicodeDecodeError, ValidationError) as error:
            reason = str(error).partition("\n")[0]
            logger.warning("the default voice can't be read", extra={"path": str(self._file.path), "reason": reason})
            return None

    def choose(self, name: str) -> None:
        """Raises `OSError`."""
        self._file.change(lambda _: json.dumps(_Kept(voice=name).model_dump(), ensure_ascii=False) + "\n")

    def forget(self) -> None:
        """Nobody is chosen any more. Raises `OSError`."""
        self._file.change(lambda _: "")
