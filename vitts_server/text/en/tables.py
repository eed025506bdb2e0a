"""The tables of the package: plain TOML files that anyone can correct."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any


class Table:
    """One file; its values are texts, lists of texts, or tables of them."""

    def __init__(self, name: str) -> None:
        self._content: Mapping[str, Any] = tomllib.loads(
            files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
        )

    def texts(self, section: str) -> dict[str, str]:
        return {str(key): str(value) for key, value in self._content[section].items()}

    def pairs(self, section: str) -> dict[str, tuple[str, str]]:
        return {str(key): (str(one), str(more)) for key, (one, more) in self._content[section].items()}

    def words(self, name: str) -> frozenset[str]:
        """A text of words between spaces."""
        return frozenset(str(self._content[name]).split())

    def entries(self, name: str) -> list[Mapping[str, Any]]:
        return list(self._content[name])
