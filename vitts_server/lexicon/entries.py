"""A word of the lexicon, and what makes it a valid one."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from vitts_server import BadRequest, languages
from vitts_server.lexicon.folding import folded

MOST_WORD_CHARS = 100
MOST_SAY_CHARS = 500
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_PHONEMES = re.compile(r"\[\[[^\[\]]+\]\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """How a word or a phrase is said in one language."""

    language: str
    """BCP 47 tag; `vi` is for all that is Vietnamese."""
    word: str
    say: str | None = None
    """A respelling, or phonemes as `[[...]]`; None if only some voices say it in a way of their own."""
    case: bool = False
    """Whether capitals and small letters have to be as written."""
    voices: Mapping[str, str] = field(default_factory=dict)
    """What single voices say instead."""

    @property
    def key(self) -> tuple[str, str]:
        """Two entries of one key are the same word."""
        return self.language, self.word if self.case else folded(self.word)


def checked_language(tag: str) -> str:
    """The tag as it is written inside. Raises `BadRequest`."""
    language = languages.normalize_tag(tag)
    if not _TAG.fullmatch(language):
        raise BadRequest(f"language must be a tag such as vi or en-US, not {tag[:50]!r}", field="language")
    return language


def checked_word(word: str) -> str:
    """The word as it is matched: one spelling of each character, single spaces. Raises `BadRequest`."""
    plain = " ".join(unicodedata.normalize("NFC", word).split())
    if not plain or len(plain) > MOST_WORD_CHARS or not plain.isprintable() or "[[" in plain:
        raise BadRequest(
            f"word must be 1 to {MOST_WORD_CHARS} printable characters without [[, not {word[:50]!r}", field="word"
        )
    return plain


def checked_say(say: str) -> str:
    """The respelling. Raises `BadRequest`."""
    plain = " ".join(unicodedata.normalize("NFC", say).split())
    if not plain or len(plain) > MOST_SAY_CHARS or not plain.isprintable():
        raise BadRequest(f"say must be 1 to {MOST_SAY_CHARS} printable characters, not {say[:50]!r}", field="say")
    rest = _PHONEMES.sub("", plain)
    if "[[" in rest or "]]" in rest:
        raise BadRequest(f"say must have its phonemes between [[ and ]], not {say[:50]!r}", field="say")
    return plain
