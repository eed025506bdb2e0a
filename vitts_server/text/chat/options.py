"""What the settings and the language make of a chat text."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

CODE_BLOCK = {
    "de": "Codeblock",
    "en": "code block",
    "es": "bloque de código",
    "fr": "bloc de code",
    "it": "blocco di codice",
    "nl": "codeblok",
    "pl": "blok kodu",
    "pt": "bloco de código",
    "ru": "блок кода",
    "uk": "блок коду",
    "vi": "đoạn mã",
    "zh": "代码块",
}
"""What is said in place of a block of code, by language; nothing in the others."""


def no_name(_emoji: str) -> str:
    """Emoji are not spoken."""
    return ""


@dataclass(frozen=True, slots=True)
class Options:
    """How one text is read."""

    code_blocks: Literal["skip", "mention", "read"] = "skip"
    code_block: str = ""
    """What is said in place of a block of code."""
    emoji_name: Callable[[str], str] = no_name
    """What is said for a run of emoji; nothing by default."""
