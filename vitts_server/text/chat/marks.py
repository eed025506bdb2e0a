"""Signs of Markdown that stand by themselves: emphasis, code, escapes, bars, dashes; and emoji and entities."""

import re

from vitts_server.text.chat import html
from vitts_server.text.chat.paragraph import Mode
from vitts_server.text.chat.passing import CodeSpan
from vitts_server.text.chat.signs import SignReader

EMOJI_RANGES = (
    "\u20e3\u231a-\u23ff\u25a0-\u25ff\u2600-\u2775\u2794-\u2797\u27b0\u27bf\u2934\u2935\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\ufe0e\ufe0f\U0001f000-\U0001f0ff\U0001f170-\U0001faff"
)
ARROWS = "←→↔⇐⇒⇔⟶⟹➔➜➝➞➡"
_MOST_EMOJI = 64
EMOJI = re.compile(f"(?![{ARROWS}])[{EMOJI_RANGES}][{EMOJI_RANGES}\u200d\U000e0020-\U000e007f]{{0,{_MOST_EMOJI - 1}}}")
_MOST_SPACES = 200
_SPACES = re.compile(rf"[ \t\r]{{1,{_MOST_SPACES}}}")
_ESCAPED = frozenset("!\"#$%&'*+,-./:;<=>?@^_`{|}~")
_LATEX = frozenset("()[]")
_MOST_MAIL_NAME = 64
_MAIL_NAME = re.compile(rf"[\w.+-]{{1,{_MOST_MAIL_NAME}}}")


class Marks(SignReader):
    """One method for each kind."""

    def emphasis(self) -> Mode | None:
        """Stars, underscores and tildes."""
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

    def ticks(self) -> Mode | None:
        """Code."""
        run = self._run("`")
        if run is None:
            return None
        self._paragraph.drop(len(run))
        return CodeSpan(self._paragraph, len(run))

    def backslash(self) -> Mode | None:
        """An escape, the end of a line, a formula's sign, or itself."""
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

    def entity(self) -> Mode | None:
        """An entity of HTML, or the sign itself."""
        source = self._source
        if found := html.entity(source.text, source.at):
            return self._replace(*found)
        if not source.is_final and html.may_be_entity(source.text, source.at):
            return None
        return self._keep(1)

    def bar(self) -> Mode | None:
        """Parts cells."""
        run = self._run("|")
        if run is None:
            return None
        _, span = self._source.take(len(run))
        self._paragraph.said.part(span)
        return self._paragraph.inline

    def space_in_row(self) -> Mode | None:
        """Around cells it is nothing."""
        spaces = self._source.match(_SPACES)
        length = len(spaces.group()) if spaces else 1
        if self._source.awaits(length) and length < _MOST_SPACES:
            return None
        following = self._source.peek(length)
        return self._drop(length) if following in ("|", "\n", "") else self._keep(length)

    def number_sign(self) -> Mode | None:
        """Closes a heading, or is itself."""
        run = self._run("#")
        spaces = self._source.match(_SPACES, len(run)) if run else None
        length = len(run or "") + (len(spaces.group()) if spaces else 0)
        if run is None or (self._source.awaits(length) and length < _MOST_SPACES):
            return None
        return self._drop(length) if self._source.peek(length) in ("\n", "") else self._keep(len(run))

    def dollar(self) -> Mode | None:
        """Two of them begin and end a formula."""
        if self._source.awaits(1):
            return None
        return self._drop(2) if self._source.peek(1) == "$" else self._keep(1)

    def dashes(self) -> Mode | None:
        """Two or more in place of a dash; an option such as `--help` keeps its own."""
        run = self._run("-")
        if run is None:
            return None
        before, after = self._source.before[-1:], self._source.peek(len(run))
        is_option = not before.strip() and after.strip()
        return self._keep(len(run)) if len(run) == 1 or is_option else self._replace(len(run), "—")

    def arrow(self) -> Mode:
        """A pause: what it means is not said in words."""
        return self._replace(1, ",")

    def emoji(self) -> Mode | None:
        """A run of emoji: its names, or a space."""
        found = self._source.match(EMOJI)
        length = len(found.group()) if found else 1
        if found and self._source.awaits(length) and length < _MOST_EMOJI:
            return None
        name = self._paragraph.options.emoji_name(found.group()) if found else ""
        return self._replace(length, f" {name} " if name else " ")
