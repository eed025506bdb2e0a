"""The `[presets.NAME]` tables."""

from collections.abc import Sequence
from typing import Any, ClassVar

from pydantic import ConfigDict, model_validator

from vitts_server import Preset, Section
from vitts_server.presets.models import PRESET_NAME, TableOfSettings


class PresetsSettings(Section):
    """Voices of your own, each in a table `[presets.NAME]`: see voices.md for what it may hold."""

    model_config = ConfigDict(extra="allow")
    section: ClassVar[str] = "presets"
    names_are_free: ClassVar[bool] = True

    __pydantic_extra__: dict[str, TableOfSettings]

    @model_validator(mode="before")
    @classmethod
    def _names(cls, values: Any) -> Any:
        for name in values if isinstance(values, dict) else ():
            PRESET_NAME.validate_python(name)
        return values

    @property
    def presets(self) -> Sequence[Preset]:
        """In their order."""
        return [table.preset(name) for name, table in (self.__pydantic_extra__ or {}).items()]
