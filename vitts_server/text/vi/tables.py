"""What is looked up: the plain files beside this module, which anyone can read, correct and add to."""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from vitts_server.text.vi.syllables import same_spelling

Table = Mapping[str, str]
"""What is written, and what is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """All files, each read once."""

    abbreviations: Mapping[str, Table]
    acronyms: Table
    letters: Mapping[str, Table]
    respellings: Table
    symbols: Mapping[str, Table]
    units: Mapping[str, Table]

    @classmethod
    def load(cls) -> "Tables":
        """Blocking: reads the files."""
        respellings = {
            same_spelling(written): said
            for section in _sections("respellings.toml").values()
            for written, said in section.items()
        }
        return cls(
            abbreviations=_sections("abbreviations.toml"),
            acronyms=_sections("acronyms.toml")["read"],
            letters=_sections("letters.toml"),
            respellings=respellings,
            symbols=_sections("symbols.toml"),
            units=_sections("units.toml"),
        )


def _sections(name: str) -> Mapping[str, Table]:
    text = resources.files("vitts_server.text.vi").joinpath(name).read_text(encoding="utf-8")
    return tomllib.loads(unicodedata.normalize("NFC", text))
