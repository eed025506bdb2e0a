"""The presets of one server: those of the settings, and those that were put over HTTP, in a file. Blocking."""

import json
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from vitts_server import BadRequest, ConfigError, Preset
from vitts_server.kept_file import KeptFile
from vitts_server.presets.models import PRESET_NAME, PresetModel, PresetName

logger = logging.getLogger(__name__)

_TABLES: TypeAdapter[dict[str, PresetModel]] = TypeAdapter(dict[PresetName, PresetModel])


class BrokenPresets(ConfigError):
    """The file is not what it should be; the message says where."""


class KeptPresets:
    """Of two with one name that of the settings counts; capitals make no difference."""

    def __init__(self, path: Path, fixed: Sequence[Preset]) -> None:
        """`fixed`: those of the settings, which only the settings can change."""
        self._file = KeptFile(path)
        self._fixed = fixed

    def everything(self) -> list[Preset]:
        """All of them; a file that can't be read is logged and left alone."""
        try:
            kept = self._read()
        except (BrokenPresets, OSError) as error:
            logger.warning("the presets can't be read", extra={"path": str(self._file.path), "reason": str(error)})
            kept = {}
        others = {name: model for name, model in kept.items() if not self.is_fixed(name)}
        return [*self._fixed, *(model.preset(name) for name, model in others.items())]

    def is_fixed(self, name: str) -> bool:
        """Whether the settings hold it."""
        return name.casefold() in {preset.name.casefold() for preset in self._fixed}

    def put(self, name: str, model: PresetModel) -> bool:
        """Keep it; whether it is new. Raises `BadRequest`, `BrokenPresets` and `OSError`."""
        try:
            PRESET_NAME.validate_python(name)
        except ValidationError as error:
            reason = error.errors()[0]["msg"].removeprefix("Value error, ")
            raise BadRequest(f"The name {name[:100]!r} is not valid: {reason}.", field="name") from None
        if self.is_fixed(name):
            raise BadRequest(f"The preset {name!r} is in the settings file, which alone can change it.", field="name")
        return not self._change(name, {name: model})

    def remove(self, name: str) -> bool:
        """Forget it; False if there is none. Raises `BadRequest`, `BrokenPresets` and `OSError`."""
        if self.is_fixed(name):
            raise BadRequest(f"The preset {name!r} is in the settings file, which alone can change it.", field="name")
        return self._change(name, {})

    def _change(self, name: str, new: dict[str, PresetModel]) -> bool:
        was_there = False

        def changed(text: str) -> str:
            nonlocal was_there
            before = _parsed(text)
            rest = {other: model for other, model in before.items() if other.casefold() != name.casefold()}
            was_there = len(rest) < len(before)
            tables = {other: model.model_dump(exclude_defaults=True) for other, model in {**rest, **new}.items()}
            return json.dumps(tables, indent=1, ensure_ascii=False) + "\n"

        self._guarded(lambda: self._file.change(changed))
        return was_there

    def _read(self) -> dict[str, PresetModel]:
        return _parsed(self._guarded(self._file.read))

    def _guarded(self, read: Callable[[], str]) -> str:
        try:
            return read()
        except UnicodeDecodeError as error:
            raise BrokenPresets(f"it is not UTF-8: byte {error.start + 1} can't be read") from error


def _parsed(text: str) -> dict[str, PresetModel]:
    try:
        return _TABLES.validate_json(text) if text.strip() else {}
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BrokenPresets(f"{place}: {first['msg']}".removeprefix(": ")) from None
