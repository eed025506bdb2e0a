"""What begins with a line: headings, items, quotes, rows, rules, fences. Little more than the first word is awaited."""

import re
from collections.abc import Callable

from vitts_server.text.chat.fence import open_fence
from vitts_server.text.chat.marks import EMOJI
from vitts_server.text.chat.paragraph import Mode, Paragraph
from vitts_server.text.chat.passing import Silence

_MOST = 200
_INDENT = re.compile(rf"[ \t\r]{{0,{_MOST}}}")
_RULE_MARKS = "-=*_~|:+"
_RULE = re.compile(rf"[\-=*_~|:+ \t\r]{{1,{_MOST}}}")
_LEAST_RULE = 3
_BULLETS = "-*+•‣◦●▪–—"
_ROUND_BULLETS = "•‣◦●▪"
_DASHES = "-–—"
_NUMBER = re.compile(r"[0-9]{1,3}")
_HASHES = re.compile(r"#{1,7}")
_MOST_HASHES = 6
_TASK = re.compile(r"\[[ xX]\](?=\s)")
_UNFINISHED_TASK = re.compile(r"\[(?:[ xX]\]?)?\Z")
_DEFINITION = re.compile(r"(\[(\^?)[^\[\]\n]{1,60}\]:)[ \t]{0,8}(https?:|www\.|/|<|#|mailto:)?")
_UNFINISHED_DEFINITION = re.compile(r"\[\^?[^\[\]\n]{0,60}(?:\](?::[ \t]{0,8}\S{0,7})?)?\Z")
_LABEL = re.compile(r"\*\*[^*\n]{1,60}(?::\*\*|\*\*:)")
_UNFINISHED_LABEL = re.compile(r"\*\*[^*\n]{0,60}\*{0,2}\Z")
_LINE_END = re.compile(r"\n")


class Lines:
    """At the beginning of a line, or behind a mark that leads to another beginning ("> - [ ] ...")."""

    def __init__(self, paragraph: Paragraph) -> None:
        self._paragraph = paragraph
        self._source = paragraph.source
        self._is_quote = False
        self._is_item = False
        marks = {"`": self._fence, "#": self._heading, ">": self._quote, "[": self._bracket, "|": self._row}
        self._begin: dict[str, Callable[[], Mode | None]] = {
            **dict.fromkeys("0123456789", self._number),
            **dict.fromkeys(_BULLETS, self._bullet),
            **marks,
        }

    def step(self) -> Mode | None:
        """Decide what begins here as soon as that can be said."""
        source = self._source
        indent = source.match(_INDENT)
        length = len(indent.group()) if indent else 0
        if source.awaits(length) and length < _MOST:
            return None
        if length:
            self._paragraph.drop(length)
        first = source.peek()
        if first == "\n":
            return self._blank()
        if not first:
            return self._text() if source.is_final and self._paragraph.newline else None
        if first == "~" and source.match(re.compile("~~~")):
            return self._fence()
        if first in _RULE_MARKS:
            rule = source.match(_RULE)
            length = len(rule.group()) if rule else 0
            if source.awaits(length) and length < _MOST:
                return None
            if rule and (length == _MOST or source.peek(length) in ("\n", "")) and _is_rule(rule.group()):
                self._paragraph.begin(length)
                return self
        return self._begin.get(first, self._text)()

    def _blank(self) -> Mode:
        self._paragraph.begin(1)
        self._paragraph.is_quote = self._is_quote = self._is_item = False
        return self

    def _text(self) -> Mode | None:
        """The line begins with plain text, or goes on with the one before."""
        paragraph = self._paragraph
        if paragraph.newline is not None:
            label = self._is_labelled()
            if label is None:
                return None
            if label or self._source.match(EMOJI) or self._is_quote != paragraph.is_quote:
                paragraph.begin()
            else:
                paragraph.said.say("\n", paragraph.newline)
                paragraph.newline = None
        paragraph.is_quote = self._is_quote
        self._is_quote = self._is_item = False
        return paragraph.inline

    def _is_labelled(self) -> bool | None:
        """Whether a label such as "**Price:**" begins the line; None while that can't be said."""
        if self._source.match(_LABEL):
            return True
        is_undecided = not self._source.is_final and self._source.match(_UNFINISHED_LABEL)
        return None if is_undecided else False

    def _item(self, length: int) -> Mode:
        self._paragraph.begin(length)
        self._is_item = True
        return self

    def _fence(self) -> Mode | None:
        mode = open_fence(self._paragraph)
        return self._text() if mode is self._paragraph.inline else mode

    def _bullet(self) -> Mode | None:
        source, first = self._source, self._source.peek()
        if source.awaits(1):
            return None
        following = source.peek(1)
        if first in _ROUND_BULLETS or following in (" ", "\t"):
            return self._item(1)
        if first in _DASHES and following.isalpha():
            return self._item(1)
        return self._text()

    def _number(self) -> Mode | None:
        """The number of an item is read."""
        source = self._source
        digits = source.match(_NUMBER)
        length = len(digits.group()) if digits else 0
        if source.awaits(length) or (source.peek(length) in (".", ")") and source.awaits(length + 1)):
            return None
        if source.peek(length) in (".", ")") and not source.peek(length + 1).strip():
            self._paragraph.begin()
            self._paragraph.keep(length + 1)
            return self._text()
        return self._text()

    def _heading(self) -> Mode | None:
        hashes = self._source.match(_HASHES)
        length = len(hashes.group()) if hashes else 0
        if self._source.awaits(length):
            return None
        if length > _MOST_HASHES or self._source.peek(length).strip():
            return self._text()
        self._paragraph.begin(length)
        self._text()
        self._paragraph.kind = "heading"
        return self._paragraph.inline

    def _quote(self) -> Mode | None:
        if self._source.awaits(1):
            return None
        if self._source.peek(1) in ("=", *"0123456789"):
            return self._text()  # more than so many
        self._paragraph.drop(1)
        self._is_quote = True
        return self

    def _row(self) -> Mode | None:
        self._paragraph.begin(1)
        self._text()
        self._paragraph.kind = "row"
        return self._paragraph.inline

    def _bracket(self) -> Mode | None:
        """A box to tick, a note at the foot, or the target of a link."""
        source, paragraph = self._source, self._paragraph
        if self._is_item:
            if task := source.match(_TASK):
                paragraph.drop(len(task.group()))
                return self
            if not source.is_final and source.match(_UNFINISHED_TASK):
                return None
        definition = source.match(_DEFINITION)
        if not source.is_final and source.match(_UNFINISHED_DEFINITION):
            return None
        if definition is None or not (definition[2] or definition[3]):
            return self._text()
        if definition[2]:
            paragraph.begin(len(definition[1]))
            return self
        paragraph.begin()
        return Silence(paragraph, _LINE_END, 1, self)


def _is_rule(marks: str) -> bool:
    solid = "".join(marks.split())
    return len(solid) >= _LEAST_RULE or solid[0] in "-*_|~"
