"""Angles: tags, comments, addresses and placeholders in them, and the signs for less and more."""

import re

from vitts_server.text.chat import html
from vitts_server.text.chat.fence import say_block
from vitts_server.text.chat.paragraph import Mode
from vitts_server.text.chat.passing import Silence
from vitts_server.text.chat.signs import SignReader

_AUTOLINK = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]{1,30}:[^\s<>]{1,500}|[^\s<>@]{1,64}@[^\s<>@]{1,200})>")
_UNFINISHED_AUTOLINK = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]{1,30}:[^\s<>]{0,500}|[^\s<>@]{1,64}@[^\s<>@]{0,200})\Z")
_PLACEHOLDER = re.compile(r"<[^\W\d_](?:[\w.'-](?:[\w .'-]{0,40}[\w.'])?)?>")
_UNFINISHED_PLACEHOLDER = re.compile(r"<[^\W\d_](?:[\w.'-][\w .'-]{0,41})?\Z")
_FOREIGN = re.compile(r"<[!?][A-Za-z][^<>]{0,300}>|</[A-Za-z][\w:.-]{0,40}>")
_UNFINISHED_FOREIGN = re.compile(r"<(?:[!?](?:-|[A-Za-z][^<>]{0,300})?|/(?:[A-Za-z][\w:.-]{0,40})?)?\Z")
_COMMENT_END, _TAG_END = re.compile(r"-->"), re.compile(r">")


class Angles(SignReader):
    """What `<` begins."""

    def read(self) -> Mode | None:
        """A tag, a comment, something framed, or the sign itself."""
        source, text, at = self._source, self._source.text, self._source.at
        if found := html.tag(text, at):
            return self._known_tag(found)
        if not source.is_final and html.may_be_tag(text, at):
            if len(text) - at < html.MOST:
                return None
            if html.is_picture(text, at):
                return Silence(self._paragraph, _TAG_END, 1, self._paragraph.inline)
        if text.startswith("<!--", at):
            return Silence(self._paragraph, _COMMENT_END, 3, self._paragraph.inline)
        return self._framed() or self._foreign_tag()

    def _framed(self) -> Mode | None:
        """An address or a placeholder between angles, which are dropped."""
        for pattern in (_AUTOLINK, _PLACEHOLDER):
            if (framed := self._source.match(pattern)) and not self._is_compared(pattern):
                end, _ = self._source.span(0, len(framed.group()) - 1)
                self._paragraph.jumps[end] = 1
                return self._drop(1)
        return None

    def _is_compared(self, pattern: re.Pattern[str]) -> bool:
        return pattern is _PLACEHOLDER and self._source.before[-1:].isalnum()

    def _foreign_tag(self) -> Mode | None:
        if foreign := self._source.match(_FOREIGN):
            return self._drop(len(foreign.group()))
        if self._source.is_final:
            return self._keep(1)
        may_be = [_UNFINISHED_AUTOLINK, _UNFINISHED_FOREIGN]
        may_be += [] if self._is_compared(_PLACEHOLDER) else [_UNFINISHED_PLACEHOLDER]
        return None if any(map(self._source.match, may_be)) else self._keep(1)

    def _known_tag(self, found: html.Tag) -> Mode:
        paragraph, length, name = self._paragraph, len(found.group()), html.name(found)
        if name in html.SILENT and not self._is_begin():
            paragraph.jumps[self._source.span(0, length - 1)[0]] = 1
            return self._drop(1)
        if not found["end"] and (name in html.SILENT or self._is_skipped_code(name)):
            paragraph.end()
            if name == "pre":
                say_block(paragraph, length)
            return Silence(paragraph, re.compile(rf"(?i)</{name}\s{{0,8}}>"), len(name) + 11, self._paragraph.inline)
        if html.is_block(found):
            paragraph.end(length)
        elif html.is_cell_end(found):
            paragraph.said.part(self._source.take(length)[1])
        else:
            paragraph.replace(length, html.alternative(found))
        return paragraph.inline

    def _is_begin(self) -> bool:
        """Whether something begins here; a tag in the middle of a sentence may only be spoken of."""
        return not self._paragraph.said.last or self._source.before[-1:] in ("", "\n", ">")

    def _is_skipped_code(self, name: str) -> bool:
        return name == "pre" and self._paragraph.options.code_blocks != "read"
