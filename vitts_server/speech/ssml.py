"""Reads the text out of an SSML document (W3C Speech Synthesis Markup Language 1.1) while it is still arriving.

Paragraphs and sentences end sentences, and `sub` is replaced by its alias; every other element is read through, so
its text is spoken and its effect is not there. Documents that declare entities are refused: they can grow without
bound.
"""

from typing import NoReturn
from xml.parsers import expat

from vitts_server.errors import BadRequest

_ENDS_SENTENCE = frozenset({"p", "s", "speak", "paragraph", "sentence"})
_SILENT = frozenset({"metadata", "desc", "lexicon", "meta"})


class SsmlText:
    """One document; `feed` and `finish` give its text as far as it is known."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._depth = 0
        self._silent_since: int | None = None
        self._parser = expat.ParserCreate("utf-8", " ")  # as we encode it, whatever the document declares
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._say
        self._parser.EntityDeclHandler = self._refuse_entity

    def feed(self, text: str) -> str:
        """More of the document. Raises `BadRequest` with line and column where it is not well-formed."""
        return self._parse(text, is_final=False)

    def finish(self) -> str:
        """The document has ended. Raises `BadRequest` if it is not complete."""
        return self._parse("", is_final=True)

    def _parse(self, text: str, *, is_final: bool) -> str:
        try:
            self._parser.Parse(text.encode("utf-8", "replace"), is_final)
        except expat.ExpatError as error:
            reason = expat.errors.messages[error.code]
            raise BadRequest(
                f"the SSML is not well-formed: {reason}, line {error.lineno}, column {error.offset + 1}", field="text"
            ) from error
        said, self._text = "".join(self._text), []
        return said

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if self._depth == 0 and tag != "speak":
            raise BadRequest(f"an SSML document begins with <speak>, not with <{tag}>", field="text")
        self._depth += 1
        if tag == "sub" and "alias" in attributes:
            self._say(attributes["alias"])
        if self._silent_since is None and (tag in _SILENT or (tag == "sub" and "alias" in attributes)):
            self._silent_since = self._depth
        if tag in _ENDS_SENTENCE:
            self._say("\n\n")

    def _end(self, name: str) -> None:
        if self._silent_since == self._depth:
            self._silent_since = None
        self._depth -= 1
        if name.rpartition(" ")[2] in _ENDS_SENTENCE:
            self._say("\n\n")

    def _say(self, text: str) -> None:
        if self._silent_since is None:
            self._text.append(text)

    def _refuse_entity(self, *_declaration: object) -> NoReturn:
        raise BadRequest("the SSML declares entities, which is not allowed", field="text")
