"""Names of emoji: our own table for Vietnamese, the library `emoji` for the languages that it has."""

import re
from collections.abc import Callable, Mapping
from importlib.resources import files

import emoji

from vitts_server import languages
from vitts_server.text.chat.options import no_name

_TABLES = {"vi": "emoji-vi.tsv"}
_ADDITIONS = re.compile("[\ufe0e\ufe0f\u200d\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
"""What changes the look of an emoji and not its name."""
_PART = re.compile("[\U0001f1e6-\U0001f1ff]{2}|.", re.DOTALL)


class EmojiNames:
    """Everything is read from disk at once, so that nothing is when somebody waits."""

    def __init__(self) -> None:
        self._tables = {language: _read(file) for language, file in _TABLES.items()}
        for language in emoji.LANGUAGES:
            emoji.config.load_language(language)

    def of(self, language: str) -> Callable[[str], str]:
        """What gives a run of emoji its names in the language; empty if there are none."""
        tag = languages.primary(language)
        table = self._tables.get(tag)
        if table is not None:
            return lambda run: _joined(_from_table(run, table))
        if tag in emoji.LANGUAGES:
            return lambda run: _joined(_from_library(run, tag))
        return no_name


def _read(file: str) -> Mapping[str, str]:
    lines = (files(__package__) / file).read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {_ADDITIONS.sub("", sign): name for sign, name in pairs}


def _from_table(run: str, table: Mapping[str, str]) -> list[str]:
    return [table.get(part, "") for part in _PART.findall(_ADDITIONS.sub("", run))]


def _from_library(run: str, language: str) -> list[str]:
    found = emoji.emoji_list(run)
    names = (emoji.demojize(each["emoji"], language=language, delimiters=("", "")) for each in found)
    return [name.replace("_", " ").replace("-", " ") for name in names]


def _joined(names: list[str]) -> str:
    """Each name once, however often the emoji stands there."""
    return " ".join(dict.fromkeys(filter(None, names)))
