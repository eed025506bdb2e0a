"""The file of a lexicon as text: read into entries, and changed so that everything else in it stays as it is.

[vi]
Facebook = "phây búc"
GIF = { say = "gíp", case = true }
Mai = { say = "mai", voices = { "mai-medium" = "[[m aː j]]" } }
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import tomlkit
from tomlkit.items import InlineTable, Table

from vitts_server import BadRequest, ConfigError
from vitts_server.lexicon.entries import Entry, checked_language, checked_say, checked_word

_HEADER = (
    "How words are said: a table for each language, a word and its respelling on each line.",
    'Facebook = "phây búc"    or    GIF = { say = "gíp", case = true, voices = { NAME = "[[phonemes]]" } }',
)
_FIELDS = frozenset({"say", "case", "voices"})


class BrokenLexicon(ConfigError):
    """The file is not what it should be; the message says where."""


def parse(text: str) -> tuple[Entry, ...]:
    """The entries in their order. Raises `BrokenLexicon` with line and column."""
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BrokenLexicon(f"it is not valid TOML: {error}") from error
    entries: dict[tuple[str, str], Entry] = {}
    for tag, words in document.items():
        for word, value in _words(text, tag, words):
            try:
                entry = _entry(tag, word, value)
            except BadRequest as error:
                raise BrokenLexicon(f"{error.message}{_where(text, tag, word)}") from error
            if entry.key in entries:
                other = entries[entry.key].word
                raise BrokenLexicon(f"{word!r} and {other!r} are the same word{_where(text, tag, word)}")
            entries[entry.key] = entry
    return tuple(entries.values())


def with_entry(text: str, entry: Entry) -> str:
    """The text with this entry in place of what it says of the word. Raises `BrokenLexicon`."""
    document = _document(text)
    name, table = _table(document, entry.language)
    if table is None:
        table = tomlkit.table()
        document[name] = table
    key = _key(table, entry)
    table[key or entry.word] = _value(entry)
    return tomlkit.dumps(document)


def without_entry(text: str, entry: Entry) -> str:
    """The text without the word. Raises `BrokenLexicon`."""
    document = _document(text)
    _, table = _table(document, entry.language)
    key = _key(table, entry) if table is not None else None
    if table is not None and key is not None:
        del table[key]
    return tomlkit.dumps(document)


def _words(text: str, tag: str, words: object) -> Iterator[tuple[str, object]]:
    if not isinstance(words, Mapping):
        raise BrokenLexicon(f"{tag!r} must be a table, written [{tag}], named for a language{_where(text, '', tag)}")
    yield from words.items()


def _entry(tag: str, word: str, value: object) -> Entry:
    fields: Mapping[str, Any] = (
        {"say": value} if isinstance(value, str) else value if isinstance(value, Mapping) else {}
    )
    say, case, voices = fields.get("say"), fields.get("case", False), fields.get("voices", {})
    if not fields or fields.keys() - _FIELDS or not isinstance(case, bool) or not isinstance(say, str | None):
        raise BadRequest(
            f"{word!r} must be a text or {{ say = text, case = true or false, voices = {{ NAME = text }} }}"
        )
    if not isinstance(voices, Mapping) or not all(isinstance(own, str) for own in voices.values()):
        raise BadRequest(f"the voices of {word!r} must be {{ NAME = text }}")
    if say is None and not voices:
        raise BadRequest(f"{word!r} says nothing")
    return Entry(
        language=checked_language(tag),
        word=checked_word(word),
        say=None if say is None else checked_say(say),
        case=case,
        voices={name: checked_say(own) for name, own in voices.items()},
    )


def _where(text: str, tag: str, word: str) -> str:
    """Line and column of a word, as well as they can be told."""
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[\s*[\"']?([^\"'\]]*?)[\"']?\s*\]", line)
        table = header[1] if header else table
        column = re.match(rf"\s*(?=[\"']?{re.escape(word)}[\"']?\s*[=.\]])|\s*\[(?={re.escape(word)}\])", line)
        if column and table in (tag, word):
            return f" (at line {number}, column {column.end() + 1})"
    return f" (in the table [{tag}])" if tag else ""


def _document(text: str) -> tomlkit.TOMLDocument:
    parse(text)
    if text.strip():
        return tomlkit.parse(text)
    document = tomlkit.document()
    for line in _HEADER:
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    return document


def _table(document: tomlkit.TOMLDocument, language: str) -> tuple[str, Table | InlineTable | None]:
    """The table of a language, however its tag is spelled."""
    for name, table in document.items():
        if isinstance(table, Table | InlineTable) and checked_language(name) == language:
            return name, table
    return language, None


def _key(table: Mapping[str, object], entry: Entry) -> str | None:
    """How the word is written in the table, if it is there."""
    return next((word for word in table if checked_word(word) == entry.word), None)


def _value(entry: Entry) -> Any:
    if entry.say is not None and not entry.case and not entry.voices:
        return entry.say
    value = tomlkit.inline_table()
    if entry.say is not None:
        value["say"] = entry.say
    if entry.case:
        value["case"] = True
    if entry.voices:
        voices = tomlkit.inline_table()
        voices.update(entry.voices)
        value["voices"] = voices
    return value
