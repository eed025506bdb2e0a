"""Text to phonemes as Piper voices were trained on them: eSpeak NG through piper-phonemize, or plain characters.

piper-phonemize holds process-wide state and the interpreter's lock for each call, ends the process when its data path
is wrong, and leaks a little with every call. So: one call at a time that names voice and text together, texts of one
sentence, and a cache.
"""

import re
import tempfile
import threading
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

from vitts_server import BadRequest, Phonemes, VoiceFailed

_RAW = re.compile(r"(\[\[.*?\]\])", re.DOTALL)
_CACHED_SENTENCES = 2048
_LONGEST_DATA_PATH = 159
"""eSpeak NG keeps the path in a buffer of this size and ends the process when it does not fit."""

_ESPEAK = threading.Lock()
"""For the whole process, as eSpeak NG's state is: two phonemizers must not mix their languages."""


class TextPhonemizer:
    """Voices trained on characters: every code point of the decomposed text is a phoneme."""

    name = "text"

    def phonemize(self, text: str, language: str, /) -> Sequence[Phonemes]:
        """One sentence, whatever it holds."""
        return [Phonemes(symbols=tuple(unicodedata.normalize("NFD", text)))] if text else []


class EspeakPhonemizer:
    """Voices trained on eSpeak NG's phonemes. `[[...]]` holds phonemes that are taken as they are."""

    name = "espeak"

    def __init__(self) -> None:
        self._cached = lru_cache(maxsize=_CACHED_SENTENCES)(self._call)

    def phonemize(self, text: str, language: str, /) -> Sequence[Phonemes]:
        """One entry for each sentence that eSpeak NG finds. Raises `BadRequest` for a language it does not have."""
        sentences: list[list[str]] = []
        joins = False
        parts = _RAW.split(text)
        for position, part in enumerate(parts):
            if part.startswith("[["):
                sentences = sentences or [[]]
                sentences[-1].extend(self._raw(part, parts[position - 1], parts[position + 1]))
                joins = True
                continue
            found = [list(symbols) for symbols in self._cached(_safe(part), language)] if part.strip() else []
            if joins and found:
                sentences[-1].extend(found.pop(0))
            sentences.extend(found)
            joins = False
        return [Phonemes(symbols=tuple(symbols)) for symbols in sentences if symbols]

    @staticmethod
    def _raw(part: str, before: str, after: str) -> list[str]:
        spaced_before = [" "] if before.endswith(" ") else []
        return [*spaced_before, *part[2:-2].strip(), *([" "] if after.startswith(" ") else [])]

    def _call(self, text: str, language: str) -> tuple[tuple[str, ...], ...]:
        import piper_phonemize

        with _ESPEAK:
            try:
                sentences = piper_phonemize.phonemize_espeak(text, language, _data_path())
            except RuntimeError as error:
                raise BadRequest(f"eSpeak NG has no language {language!r}", field="language") from error
        return tuple(tuple(symbols) for symbols in sentences if symbols)


@cache
def _data_path() -> Path:
    """The data that come with piper-phonemize; by a short link where their own path would be too long."""
    import piper_phonemize

    path = Path(piper_phonemize.__file__).parent / "espeak-ng-data"
    if not (path / "phontab").is_file():
        raise VoiceFailed(f"the data of eSpeak NG are missing: {path}")
    if len(str(path)) > _LONGEST_DATA_PATH:
        link = Path(tempfile.mkdtemp(prefix="vitts-")) / "espeak-ng-data"
        link.symlink_to(path, target_is_directory=True)
        return link
    return path


def _safe(text: str) -> str:
    """A NUL would cut the text and a lone surrogate can't be encoded."""
    return text.replace("\0", " ").encode("utf-8", "ignore").decode()
