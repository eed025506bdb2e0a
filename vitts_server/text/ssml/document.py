"""Reads an SSML document (W3C Speech Synthesis Markup Language 1.1) while it is still arriving.

What it can say: p, s, break, prosody (rate, volume, pitch), voice, lang, sub, phoneme (IPA), say-as, mark. Every other
element is read through: its text is spoken, its effect is not there, and the log says so. Documents that declare
entities are refused: they can grow without bound.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import NoReturn
from xml.parsers import expat

from vitts_server import BadRequest, Passage, Style
from vitts_server.text.ssml import prosody
from vitts_server.text.ssml.places import Places

logger = logging.getLogger(__name__)

_SILENT = frozenset({"metadata", "meta", "desc", "lexicon", "lookup"})
_BREAKS = {"p": "\u2029", "paragraph": "\u2029", "s": "\u2028", "sentence": "\u2028", "speak": "\u2029"}
"""What the splitter takes for the end of a paragraph and of a sentence."""
_READ_THROUGH = frozenset({"emphasis", "audio", "w", "token"})
"""Known, and of no effect."""
_XML = "http://www.w3.org/XML/1998/namespace"
_SPACE = str.maketrans("\t\r\n", "   ")
_MOST_DEPTH = 64
_LONGEST_REFERENCE = 32


class SsmlStream:
    """One document. Implements `MarkupStream`."""

    def __init__(self) -> None:
        self._passages: list[Passage] = []
        self._styles = [Style()]
        self._tags: list[str] = []
        self._silent_since: int | None = None
        self._instead: str | None = None
        self._instead_span = (0, 0)
        self._element_at = (1, 0)
        self._is_cdata = False
        self._places = Places()
        self._parser = expat.ParserCreate("utf-8", " ")  # as we encode it, whatever the document declares
        self._parser.buffer_text = False
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._say
        self._parser.EntityDeclHandler = self._refuse_entity
        self._parser.SkippedEntityHandler = self._refuse_unknown_entity
        self._parser.StartCdataSectionHandler = partial(self._enter_cdata, is_inside=True)
        self._parser.EndCdataSectionHandler = partial(self._enter_cdata, is_inside=False)

    def feed(self, text: str) -> Sequence[Passage]:
        """More of the document. Raises `BadRequest` with line and column where something is wrong."""
        return self._parse(self._places.add(text), is_final=False)

    def finish(self) -> Sequence[Passage]:
        """The document has ended. Raises `BadRequest` if it is not complete."""
        return self._parse(b"", is_final=True)

    def _parse(self, document: bytes, *, is_final: bool) -> Sequence[Passage]:
        try:
            self._parser.Parse(document, is_final)
        except expat.ExpatError as error:
            reason = expat.errors.messages[error.code]
            where = f"line {error.lineno}, column {error.offset + 1}"
            raise BadRequest(f"the SSML is not well-formed: {reason}, {where}", field="text") from error
        except BadRequest as error:
            where = f"line {self._element_at[0]}, column {self._element_at[1] + 1}"
            raise BadRequest(f"{error.message}, {where}", field="text") from None
        passages, self._passages = self._passages, []
        return passages

    @property
    def _here(self) -> int:
        return self._places.of(self._parser.CurrentByteIndex)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        self._element_at = (self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber)
        if not self._tags and tag != "speak":
            raise BadRequest(f"an SSML document begins with <speak>, not with <{tag}>", field="text")
        if len(self._tags) >= _MOST_DEPTH:
            raise BadRequest(f"the SSML has elements in elements more than {_MOST_DEPTH} deep", field="text")
        here = self._here
        style = self._style_of(tag, attributes)
        self._tags.append(tag)
        self._styles.append(style)
        if self._silent_since is not None:
            return
        if tag in _BREAKS:
            self._passages.append(Passage(text=_BREAKS[tag], span=(here, here), style=self._styles[-1]))
        elif tag == "break":
            length_s = prosody.pause_s(attributes.get("time"), attributes.get("strength"))
            self._passages.append(Passage(span=(here, here), pause_s=length_s))
        elif tag == "mark":
            self._passages.append(Passage(span=(here, here), mark=attributes.get("name", "")))
        self._instead = self._spoken_instead(tag, attributes)
        if tag in _SILENT or self._instead is not None:
            self._silent_since = len(self._tags)
            self._instead_span = (here, here)

    def _end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        here = self._here
        if self._silent_since == len(self._tags):
            if self._instead is not None:
                start, end = self._instead_span
                span = self._instead_span if end > start else (start, here)
                self._passages.append(Passage(text=self._instead, span=span, style=self._styles[-1]))
            self._silent_since = self._instead = None
        if tag in _BREAKS and self._silent_since is None:
            self._passages.append(Passage(text=_BREAKS[tag], span=(here, here), style=self._styles[-1]))
        self._tags.pop()
        self._styles.pop()

    def _say(self, text: str) -> None:
        here = self._here
        said = text.translate(_SPACE)
        # An entity such as &amp; is one character that stands for several.
        is_reference = not self._is_cdata and self._places.sent(here, 1) == "&"
        sent = self._places.sent(here, _LONGEST_REFERENCE).partition(";")[0] + ";" if is_reference else text
        span = (here, here + len(sent))
        if self._silent_since is None:
            self._passages.append(Passage(text=said, span=span, style=self._styles[-1]))
        elif self._instead is not None and text.strip():
            start = self._instead_span[0] if self._instead_span[1] > self._instead_span[0] else here
            self._instead_span = (start, span[1])

    def _style_of(self, tag: str, attributes: dict[str, str]) -> Style:
        style = self._styles[-1]
        language = attributes.get(f"{_XML} lang")
        if language and tag in ("speak", "p", "s", "lang", "voice", "paragraph", "sentence"):
            style = replace(style, language=language)
        if tag == "voice" and attributes.get("name"):
            style = replace(style, voice=attributes["name"], speaker=attributes.get("variant"))
        elif tag == "say-as":
            kind = ":".join(filter(None, (attributes.get("interpret-as"), attributes.get("format"))))
            style = replace(style, say_as=kind)
        elif tag == "prosody":
            if "rate" in attributes:
                style = replace(style, speed=style.speed * prosody.rate(attributes["rate"]))
            if "volume" in attributes:
                style = replace(style, volume=style.volume * prosody.volume(attributes["volume"]))
            if "pitch" in attributes:
                factor = prosody.pitch(attributes["pitch"])
                if factor is None:
                    logger.warning("SSML: a pitch in hertz has no effect")
                style = replace(style, pitch=style.pitch * (factor or 1.0))
        return style

    def _spoken_instead(self, tag: str, attributes: dict[str, str]) -> str | None:
        """What is said in place of the element's text."""
        if tag == "sub":
            return attributes.get("alias")
        if tag != "phoneme" or not attributes.get("ph"):
            self._warn_of(tag, attributes)
            return None
        if attributes.get("alphabet", "ipa") != "ipa":
            logger.warning("SSML: only the alphabet ipa is known, the text is read instead")
            return None
        return "[[" + attributes["ph"].replace("]]", "] ]") + "]]"

    @staticmethod
    def _warn_of(tag: str, attributes: dict[str, str]) -> None:
        known = {*_SILENT, *_BREAKS, *_READ_THROUGH, "break", "mark", "voice", "lang", "say-as", "prosody", "phoneme"}
        if tag not in known:
            logger.warning("SSML: an unknown element is read through", extra={"element": tag})
        for name in {"contour", "range", "duration"} & attributes.keys() if tag == "prosody" else ():
            logger.warning("SSML: voices here can't change this, it has no effect", extra={"attribute": name})

    def _enter_cdata(self, *, is_inside: bool) -> None:
        self._is_cdata = is_inside

    def _refuse_unknown_entity(self, name: str, _is_parameter: int) -> NoReturn:
        self._element_at = (self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber)
        raise BadRequest(f"the SSML has an unknown entity, &{name[:50]};", field="text")

    def _refuse_entity(self, *_declaration: object) -> NoReturn:
        raise BadRequest("the SSML declares entities, which is not allowed", field="text")
