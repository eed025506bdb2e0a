"""The lexicon of a server: what the file said when it was last whole, and changes that are heard at once."""

import hashlib
import json
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path

from vitts_server import TextContext
from vitts_server.lexicon.document import BrokenLexicon, parse, with_entry, without_entry
from vitts_server.lexicon.entries import Entry, checked_language, checked_say, checked_word
from vitts_server.lexicon.file import LexiconFile
from vitts_server.lexicon.matching import Matcher

logger = logging.getLogger(__name__)

_MOST_MATCHERS = 64
"""Clients may name any language: those that spoke last are remembered."""


class _Content:
    """One state of the lexicon; it never changes."""

    def __init__(self, text: str, entries: Sequence[Entry]) -> None:
        self.text = text
        self.entries = entries
        said = json.dumps([asdict(entry) for entry in entries], sort_keys=True)
        self.version = hashlib.sha256(said.encode()).hexdigest()[:16] if entries else "empty"
        self._matcher_of = lru_cache(_MOST_MATCHERS)(lambda context: Matcher(entries, context))

    def matcher(self, context: TextContext) -> Matcher:
        """For one voice in one language; made when it first speaks."""
        return self._matcher_of(TextContext(language=context.language, voice=context.voice))


class Lexicon:
    """Thread-safe. Reading and writing block."""

    def __init__(self, path: Path) -> None:
        """Without a word until `read` or `reload`."""
        self._file = LexiconFile(path)
        self._content = _Content("", ())
        self._broken = ""
        self._lock = threading.Lock()

    @property
    def path(self) -> Path:
        """The file."""
        return self._file.path

    @property
    def entries(self) -> Sequence[Entry]:
        """Those that are in force."""
        return self._content.entries

    @property
    def version(self) -> str:
        """Changes with the entries."""
        return self._content.version

    def matcher(self, context: TextContext) -> Matcher:
        """What finds the words."""
        return self._content.matcher(context)

    def read(self) -> None:
        """Take what the file says now. Raises `BrokenLexicon` and `OSError`; then the entries stay as they are."""
        with self._lock:
            try:
                self._take(self._file.read())
            except BrokenLexicon as error:
                raise BrokenLexicon(f"{self.path}: {error.message}") from error

    def reload(self) -> None:
        """The same; what is wrong with the file is logged, once."""
        try:
            self.read()
        except (BrokenLexicon, OSError) as error:
            if str(error) != self._broken:
                logger.error("the lexicon can't be used: %s", error)  # noqa: TRY400 - its words say all
            self._broken = str(error)

    def find(self, language: str, word: str) -> Entry | None:
        """The entry of a word. Raises `BadRequest`."""
        wanted = Entry(language=checked_language(language), word=checked_word(word))
        return _find(self.entries, wanted)

    def put(self, language: str, word: str, say: str, *, voice: str = "", case: bool | None = None) -> Entry:
        """Say the word like this from the next sentence on, with this voice or with all that have none of their own.

        Raises `BadRequest`, `BrokenLexicon` and `OSError`.
        """
        said = checked_say(say)
        wanted = Entry(language=checked_language(language), word=checked_word(word), case=bool(case))
        put = wanted

        def change(text: str) -> str:
            nonlocal put
            put = _find(parse(text), wanted) or wanted
            put = replace(put, voices={**put.voices, voice: said}) if voice else replace(put, say=said)
            put = replace(put, case=put.case if case is None else case)
            return with_entry(text, put)

        self._change(change)
        return put

    def remove(self, language: str, word: str, *, voice: str = "") -> bool:
        """Forget the word, or only how one voice says it; False if it was not there.

        Raises `BadRequest`, `BrokenLexicon` and `OSError`.
        """
        wanted = Entry(language=checked_language(language), word=checked_word(word))
        is_found = False

        def change(text: str) -> str:
            nonlocal is_found
            found = _find(parse(text), wanted)
            is_found = found is not None and (not voice or voice in found.voices)
            if found is None or not is_found:
                return text
            rest = replace(found, say=found.say if voice else None, voices=_without(found.voices, voice))
            return with_entry(text, rest) if rest.say is not None or rest.voices else without_entry(text, found)

        self._change(change)
        return is_found

    def _change(self, change: Callable[[str], str]) -> None:
        def checked(text: str) -> str:
            changed = change(text)
            parse(changed)
            return changed

        with self._lock:
            self._take(self._file.change(checked))

    def _take(self, text: str) -> None:
        if text != self._content.text:
            self._content = _Content(text, parse(text))
            logger.info("the lexicon was read", extra={"entries": len(self._content.entries)})
        self._broken = ""


def _find(entries: Sequence[Entry], wanted: Entry) -> Entry | None:
    """The entry that is written like this, else the one that is matched by it."""
    same = [entry for entry in entries if entry.language == wanted.language]
    exact = [entry for entry in same if entry.word == wanted.word]
    alike = [entry for entry in same if not entry.case and entry.key == replace(wanted, case=False).key]
    return next(iter([*exact, *alike]), None)


def _without(voices: Mapping[str, str], voice: str) -> Mapping[str, str]:
    return {name: say for name, say in voices.items() if voice and name != voice}
