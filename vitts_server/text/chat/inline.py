"""What stands within a line: emphasis, links, code, tags, entities, emoji. Most of a text is none of these."""

import re
from collections.abc import Callable

from vitts_server.text.chat import emphasis, html, links
from vitts_server.text.chat.fence import say_block
from vitts_server.text.chat.paragraph import Mode, Paragraph
from vitts_server.text.chat.passing import CodeSpan, RawPhonemes, Silence

_EMOJI = (
    "\u20e3\u231a-\u23ff\u25a0-\u25ff\u2600-\u2775\u2794-\u2797\u27b0\u27bf\u2934\u2935\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\ufe0e\ufe0f\U0001f000-\U0001f0ff\U0001f170-\U0001faff"
)
_ARROWS = "←→↔⇐⇒⇔⟶⟹➔➜➝➞➡"
EMOJI = re.compile(f"(?![{_ARROWS}])[{_EMOJI}][{_EMOJI}\u200d\U000e0020-\U000e007f]{{0,63}}")
_SPECIAL = rf"\\`*_~\[\]!<>&|\n#$\-【{_ARROWS}{_EMOJI}"
_PLAIN = re.compile(f"[^{_SPECIAL}]+")
_PLAIN_IN_ROW = re.compile(rf"[^{_SPECIAL} \t]+")
_MOST_SPACES = 200
_SPACES = re.compile(rf"[ \t\r]{{1,{_MOST_SPACES}}}")
_RUN = {mark: re.compile(rf"{re.escape(mark)}{{1,{emphasis.MOST}}}") for mark in "*_~`#-|$"}
_ESCAPED = frozenset("!\"#$%&'*+,-./:;<=>?@^_`{|}~")
_LATEX = frozenset("()[]")
_AUTOLINK = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]{1,30}:[^\s<>]{1,500}|[^\s<>@]{1,64}@[^\s<>@]{1,200})>")
_UNFINISHED_AUTOLINK = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]{1,30}:[^\s<>]{0,500}|[^\s<>@]{1,64}@[^\s<>@]{0,200})\Z")
_PLACEHOLDER = re.compile(r"<[^\W\d_](?:[\w.'-](?:[\w .'-]{0,40}[\w.'])?)?>")
_UNFINISHED_PLACEHOLDER = re.compile(r"<[^\W\d_](?:[\w.'-][\w .'-]{0,41})?\Z")
_FOREIGN = re.compile(r"<[!?][A-Za-z][^<>]{0,300}>|</[A-Za-z][\w:.-]{0,40}>")
_UNFINISHED_FOREIGN = re.compile(r"<(?:[!?](?:-|[A-Za-z][^<>]{0,300})?|/(?:[A-Za-z][\w:.-]{0,40})?)?\Z")
_SOURCE_MARK = re.compile(r"【[^【】\n]{0,20}[†‡:][^【】\n]{0,60}】")
_UNFINISHED_SOURCE_MARK = re.compile(r"【[^【】\n]{0,80}\Z")
_MOST_MAIL_NAME = 64
_MAIL_NAME = re.compile(rf"[\w.+-]{{1,{_MOST_MAIL_NAME}}}")
_COMMENT_END, _TAG_END = re.compile(r"-->"), re.compile(r">")
_TARGET_END = re.compile(r"\)|(?=\s)")
_IN_ADDRESS = frozenset("_~&#-!$[")


class Inline:
    """Reads up to the end of a line."""

    def __init__(self, paragraph: Paragraph) -> None:
        self._paragraph = paragraph
        self._source = paragraph.source
        read = {"`": self._ticks, "\\": self._backslash, "[": self._bracket, "!": self._image, "<": self._tag}
        rest = {"&": self._entity, "|": self._bar, "\n": self._newline, "#": self._number_sign, "$": self._dollar}
        marks = dict.fromkeys("*_~", self._emphasis) | dict.fromkeys("]>", self._jump) | {"-": self._dashes}
        spaces = {"【": self._source_mark, " ": self._space_in_row, "\t": self._space_in_row}
        self._read: dict[str, Callable[[], Mode | None]] = {**read, **rest, **marks, **spaces}

    def step(self) -> Mode | None:
        """A stretch of plain text, or what a character begins that may be more than itself."""
        source = self._source
        if source.is_out:
            return None
        if plain := source.match(_PLAIN_IN_ROW if self._paragraph.kind == "row" else _PLAIN):
            return self._keep(len(plain.group()))
        character = source.peek()
        if character in _IN_ADDRESS and ("://" in source.word or source.word.startswith("www.")):
            return self._keep(1)
        if character in _ARROWS:
            return self._replace(1, ",")
        return self._read.get(character, self._emoji)()

    def _keep(self, length: int) -> Mode:
        self._paragraph.keep(length)
        return self

    def _drop(self, length: int) -> Mode:
        self._paragraph.drop(length)
        return self

    def _replace(self, length: int, text: str) -> Mode:
        self._paragraph.replace(length, text)
        return self

    def _run(self, mark: str) -> str | None:
        """The marks that stand here; None while there may be more of them."""
        found = self._source.match(_RUN[mark])
        run = found.group() if found else ""
        is_open = self._source.awaits(len(run)) and len(run) < emphasis.MOST
        return None if is_open else run

    def _newline(self) -> Mode:
        paragraph = self._paragraph
        if paragraph.kind != "text":
            paragraph.begin(1)
        elif self._source.before == "  ":
            paragraph.end(1)
        else:
            _, paragraph.newline = self._source.take(1)
        return paragraph.lines

    def _emphasis(self) -> Mode | None:
        mark = self._source.peek()
        run = self._run(mark)
        if run is None:
            return None
        before, after = self._source.before[-1:], self._source.peek(len(run))
        if mark == "_" and ((before.isalnum() and after.isalnum()) or len(run) > 2):
            return self._underscore(len(run))
        if self._paragraph.emphasis.reads(run, before, after):
            return self._keep(len(run))
        return self._drop(len(run))

    def _underscore(self, length: int) -> Mode | None:
        """Parts the words of a name, unless it belongs to an address."""
        rest = self._source.match(_MAIL_NAME, length)
        end = length + (len(rest.group()) if rest else 0)
        if self._source.awaits(end) and end - length < _MOST_MAIL_NAME:
            return None
        is_address = self._source.peek(end) == "@" or any(sign in self._source.word for sign in "@/#")
        return self._keep(length) if is_address else self._replace(length, " " * length)

    def _ticks(self) -> Mode | None:
        run = self._run("`")
        if run is None:
            return None
        self._paragraph.drop(len(run))
        return CodeSpan(self._paragraph, len(run))

    def _backslash(self) -> Mode | None:
        if self._source.awaits(1):
            return None
        following = self._source.peek(1)
        if following == "\n":
            self._paragraph.end(2)
            return self._paragraph.lines
        if following and following in _LATEX:
            return self._drop(2)
        if following and following in _ESCAPED:
            self._paragraph.drop(1)
        return self._keep(1)

    def _bracket(self) -> Mode | None:
        source = self._source
        if source.awaits(1) or (source.peek(1) == "[" and source.awaits(2)):
            return None
        if source.peek(1) == "[" and not source.peek(2).isdigit():
            return RawPhonemes(self._paragraph)
        return self._link(0) or (None if self._is_undecided(0) else self._keep(1))

    def _image(self) -> Mode | None:
        if self._source.awaits(1):
            return None
        if self._source.peek(1) != "[":
            return self._keep(1)
        return self._link(1) or (None if self._is_undecided(1) else self._keep(1))

    def _found(self, ahead: int) -> links.Bracket:
        source = self._source
        is_after_word = not ahead and source.before[-1:].isalnum()
        return links.bracket(source.text, source.at + ahead, is_final=source.is_final, is_after_word=is_after_word)

    def _is_undecided(self, ahead: int) -> bool:
        return self._found(ahead).kind == "undecided"

    def _link(self, ahead: int) -> Mode | None:
        """The text of the link is read on from here; when its end comes up, the target is passed over."""
        found = self._found(ahead)
        if found.kind == "note":
            return self._drop(ahead + found.length)
        if found.kind != "link":
            return None
        end, _ = self._source.span(0, ahead + found.label - 1)
        self._paragraph.jumps[end] = found.length - found.label + 1
        return self._drop(ahead + 1)

    def _jump(self) -> Mode:
        place, _ = self._source.span(1)
        length = self._paragraph.jumps.pop(place, None)
        if length is None:
            return self._keep(1)
        if length > 0:
            return self._drop(length)
        self._paragraph.drop(2)
        return Silence(self._paragraph, _TARGET_END, 1, self)

    def _tag(self) -> Mode | None:
        source, text, at = self._source, self._source.text, self._source.at
        if found := html.tag(text, at):
            return self._known_tag(found)
        if not source.is_final and html.may_be_tag(text, at):
            if len(text) - at < html.MOST:
                return None
            if html.is_picture(text, at):
                return Silence(self._paragraph, _TAG_END, 1, self)
        if text.startswith("<!--", at):
            return Silence(self._paragraph, _COMMENT_END, 3, self)
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
            return Silence(paragraph, re.compile(rf"(?i)</{name}\s{{0,8}}>"), len(name) + 11, self)
        if html.is_block(found):
            paragraph.end(length)
        elif html.is_cell_end(found):
            paragraph.said.part(self._source.take(length)[1])
        else:
            paragraph.replace(length, html.alternative(found))
        return self

    def _is_begin(self) -> bool:
        """Whether something begins here; a tag in the middle of a sentence may only be spoken of."""
        return not self._paragraph.said.last or self._source.before[-1:] in ("", "\n", ">")

    def _is_skipped_code(self, name: str) -> bool:
        return name == "pre" and self._paragraph.options.code_blocks != "read"

    def _entity(self) -> Mode | None:
        source = self._source
        if found := html.entity(source.text, source.at):
            return self._replace(*found)
        if not source.is_final and html.may_be_entity(source.text, source.at):
            return None
        return self._keep(1)

    def _bar(self) -> Mode | None:
        """Parts cells."""
        run = self._run("|")
        if run is None:
            return None
        _, span = self._source.take(len(run))
        self._paragraph.said.part(span)
        return self

    def _space_in_row(self) -> Mode | None:
        spaces = self._source.match(_SPACES)
        length = len(spaces.group()) if spaces else 1
        if self._source.awaits(length) and length < _MOST_SPACES:
            return None
        following = self._source.peek(length)
        return self._drop(length) if following in ("|", "\n", "") else self._keep(length)

    def _number_sign(self) -> Mode | None:
        """Closes a heading, or is itself."""
        if self._paragraph.kind != "heading":
            return self._keep(1)
        run = self._run("#")
        spaces = self._source.match(_SPACES, len(run)) if run else None
        length = len(run or "") + (len(spaces.group()) if spaces else 0)
        if run is None or (self._source.awaits(length) and length < _MOST_SPACES):
            return None
        return self._drop(length) if self._source.peek(length) in ("\n", "") else self._keep(len(run))

    def _dollar(self) -> Mode | None:
        """Two of them begin and end a formula."""
        if self._source.awaits(1):
            return None
        return self._drop(2) if self._source.peek(1) == "$" else self._keep(1)

    def _dashes(self) -> Mode | None:
        """Two or more in place of a dash; an option such as `--help` keeps its own."""
        run = self._run("-")
        if run is None:
            return None
        before, after = self._source.before[-1:], self._source.peek(len(run))
        is_option = not before.strip() and after.strip()
        return self._keep(len(run)) if len(run) == 1 or is_option else self._replace(len(run), "—")

    def _source_mark(self) -> Mode | None:
        """Where an assistant says that it read something."""
        if found := self._source.match(_SOURCE_MARK):
            return self._drop(len(found.group()))
        is_undecided = not self._source.is_final and self._source.match(_UNFINISHED_SOURCE_MARK)
        return None if is_undecided else self._keep(1)

    def _emoji(self) -> Mode | None:
        found = self._source.match(EMOJI)
        length = len(found.group()) if found else 1
        if found and self._source.awaits(length) and length < 64:
            return None
        name = self._paragraph.options.emoji_name(found.group()) if found else ""
        return self._replace(length, f" {name} " if name else " ")
