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

from vitts_server import BadRequest, Phonemes, Span, VoiceFailed
from vitts_server.voices.piper.words import align_words

_RAW = re.compile(r"(\[\[.*?\]\])", re.DOTALL)
_CACHED_SENTENCES = 2048
_MOST_SYMBOLS = 600
"""Numbers are said much longer than they are written: beyond this eSpeak NG comes near the length where it silently
drops words, and one run of the encoder takes too long."""
_LONGEST_DATA_PATH = 159
"""eSpeak NG keeps the path in a buffer of this size and ends the process when it does not fit."""

_ESPEAK = threading.Lock()
"""For the whole process, as eSpeak NG's state is: two phonemizers must not mix their languages."""

Symbol = tuple[str, Span | None]
"""A phoneme and the characters it says."""


class TextPhonemizer:
    """Voices trained on characters: every code point of the decomposed text is a phoneme."""

    name = "text"

    def phonemize(self, text: str, language: str, /) -> Sequence[Phonemes]:
        """One sentence, whatever it holds."""
        symbols: list[str] = []
        spans: list[Span | None] = []
        for word in re.finditer(r"\s+|\S+", text):
            decomposed = unicodedata.normalize("NFD", word.group())
            symbols.extend(decomposed)
            spans.extend([None if word.group().isspace() else word.span()] * len(decomposed))
        return [Phonemes(symbols=tuple(symbols), spans=tuple(spans))] if symbols else []


class EspeakPhonemizer:
    """Voices trained on eSpeak NG's phonemes. `[[...]]` holds phonemes that are taken as they are."""

    name = "espeak"

    def __init__(self) -> None:
        self._cached = lru_cache(maxsize=_CACHED_SENTENCES)(_call_espeak)

    def phonemize(self, text: str, language: str, /) -> Sequence[Phonemes]:
        """One entry for each sentence that eSpeak NG finds. Raises `BadRequest` for a language it does not have."""
        sentences: list[list[Symbol]] = []
        joins = False
        position = 0
        for place, part in enumerate(_RAW.split(text)):
            if place % 2:  # what the pattern matched
                sentences = sentences or [[]]
                sentences[-1].extend(_raw(text, part, position))
                joins = True
            elif part.strip():
                found = self._spoken(part, position, language)
                if joins and found:
                    sentences[-1].extend(found.pop(0))
                sentences.extend(found)
                joins = False
            position += len(part)
        return [
            Phonemes(symbols=tuple(symbol for symbol, _ in symbols), spans=tuple(span for _, span in symbols))
            for symbols in sentences
            if symbols
        ]

    def _spoken(self, part: str, position: int, language: str) -> list[list[Symbol]]:
        safe = _safe(part)
        sentences = self._cached(safe, language)
        if len(safe) > 1 and any(len(symbols) > _MOST_SYMBOLS for symbols in sentences):
            middle = _middle(safe)
            first = self._spoken(part[:middle], position, language) if part[:middle].strip() else []
            rest = self._spoken(part[middle:], position + middle, language) if part[middle:].strip() else []
            return first + rest
        spans = align_words(safe, sentences, lambda word: self._cached(word, language))
        placed = iter((first + position, end + position) if first >= 0 else None for first, end in spans)
        return [[(symbol, next(placed)) for symbol in symbols] for symbols in sentences]


def _middle(text: str) -> int:
    """The space nearest to the middle, or the middle itself."""
    half = len(text) // 2
    spaces = [found.start() for found in re.finditer(r"\s", text.rstrip()) if found.start() > 0]
    return min(spaces, key=lambda place: abs(place - half), default=half)


def _raw(text: str, part: str, position: int) -> list[Symbol]:
    span = (position, position + len(part))
    spaced_before = [(" ", None)] if text[:position].endswith(" ") else []
    spaced_after = [(" ", None)] if text[span[1] :].startswith(" ") else []
    return [*spaced_before, *((symbol, span) for symbol in part[2:-2].strip()), *spaced_after]


def _call_espeak(text: str, language: str) -> tuple[tuple[str, ...], ...]:
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
    """A NUL would cut the text, a lone surrogate can't be encoded, and a backtick alone ends the process in Vietnamese.

    The length stays.
    """
    return re.sub("[`\0\ud800-\udfff]", " ", text)
