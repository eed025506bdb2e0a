"""What stands within a line. Most of a text is none of what is looked for here, and passes at once."""

import re
from collections.abc import Callable

from vitts_server.text.chat.angles import Angles
from vitts_server.text.chat.brackets import Brackets
from vitts_server.text.chat.marks import ARROWS, EMOJI_RANGES, Marks
from vitts_server.text.chat.paragraph import Mode, Paragraph

_SPECIAL = rf"\\`*_~\[\]!<>&|\n#$\-【{ARROWS}{EMOJI_RANGES}"
_ITSELF = r"&(?=[^#\w])|<(?=[\s<=>])|!(?=[^\[])|\$(?=[^$])|-(?=[^\-])"
"""Signs that are nothing but themselves, as what follows shows."""
_PLAIN_IN_TEXT = re.compile(rf"(?:[^{_SPECIAL}]++|{_ITSELF}|#)++")
_PLAIN_IN_HEADING = re.compile(rf"(?:[^{_SPECIAL}]++|{_ITSELF})++")
_PLAIN_IN_ROW = re.compile(rf"(?:[^{_SPECIAL} \t]++|{_ITSELF}|#)++")
_PLAIN_IN = {"text": _PLAIN_IN_TEXT, "heading": _PLAIN_IN_HEADING, "row": _PLAIN_IN_ROW}
_IN_ADDRESS = frozenset("_~&#-!$[")


class Inline:
    """Reads up to the end of a line."""

    def __init__(self, paragraph: Paragraph) -> None:
        self._paragraph = paragraph
        self._source = paragraph.source
        angles, brackets, marks = Angles(paragraph), Brackets(paragraph), Marks(paragraph)
        self._other = marks.emoji
        self._read: dict[str, Callable[[], Mode | None]] = {
            "\n": self._newline,
            "<": angles.read,
            "[": brackets.bracket,
            "!": brackets.image,
            "【": brackets.source_mark,
            **dict.fromkeys("]>", brackets.close),
            **dict.fromkeys("*_~", marks.emphasis),
            **dict.fromkeys(" \t", marks.space_in_row),
            **dict.fromkeys(ARROWS, marks.arrow),
            "`": marks.ticks,
            "\\": marks.backslash,
            "&": marks.entity,
            "|": marks.bar,
            "#": marks.number_sign,
            "$": marks.dollar,
            "-": marks.dashes,
        }

    def step(self) -> Mode | None:
        """A stretch of plain text, or what a character begins that may be more than itself."""
        source = self._source
        if source.is_out:
            return None
        plain = source.match(_PLAIN_IN[self._paragraph.kind])
        if plain or (source.peek() in _IN_ADDRESS and self._is_in_address()):
            self._paragraph.keep(len(plain.group()) if plain else 1)
            return self
        return self._read.get(source.peek(), self._other)()

    def _is_in_address(self) -> bool:
        return "://" in self._source.word or self._source.word.startswith("www.")

    def _newline(self) -> Mode:
        paragraph = self._paragraph
        if paragraph.kind != "text":
            paragraph.begin(1)
        elif self._source.before == "  ":
            paragraph.end(1)
        else:
            _, paragraph.newline = self._source.take(1)
        return paragraph.lines
