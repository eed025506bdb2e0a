"""What has a slash between numbers and is no date: 3/4, 1 1/2, 8/10, 24/7, hẻm 12/5."""

import re

from vitts_server import TextContext
from vitts_server.text.rules import Rule
from vitts_server.text.vi.numbers import Numbers
from vitts_server.text.vi.shapes import NUMBER_BEGIN, Before, from_table, rule, words

_MOST_PARTS = 10
"""Of fractions that are said with phần; those with more parts are said with trên."""
_GRADED = Before(words("điểm", "chấm", "đạt", "huyết áp", "thị lực", "mắt", "tỉ lệ", "tỷ lệ", "tỷ số", "tỉ số"))
_GRADE_BEHIND = re.compile(" " + words("điểm"))
_HOUSE_BEFORE = Before(words("số", "số nhà", "nhà", "hẻm", "ngõ", "ngách", "kiệt", "địa chỉ", "đường", "lô", "thửa"))
_FRACTION_BEFORE = Before(words("phân số", "hỗn số"))
_BEHIND_NUMBER = {"½": "phẩy năm", "¼": "phẩy hai mươi lăm", "¾": "phẩy bảy mươi lăm"}


class Fractions:
    """Said with phần where a part of a whole is meant."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers

    def rules(self) -> list[Rule]:
        """To be tried when dates have been found."""
        mixed = rf"{NUMBER_BEGIN}(?P<whole>\d{{1,3}}) (?P<part>\d{{1,2}})/(?P<parts>\d{{1,2}})(?![\d/]|[.,]\d)"
        simple = r"(?<![\d/])(?<!\d[.,])(?P<part>\d++(?:[.,]\d++)?+)/(?P<parts>\d++)(?![\d/]|[.,]\d)"
        return [
            rule("fraction", mixed, self._mixed),
            rule("fraction", simple, self._simple),
            rule("slashes", r"(?<![\d/])\d++(?:/\d++)++", self._slashes),
            rule("fraction", r"(?<=\d) ?(?P<form>[½¼¾])", from_table(_BEHIND_NUMBER)),
        ]

    def mixed(self, whole: str, part: str, parts: str) -> str:
        """A whole number and parts of another."""
        return f"{self._numbers.plain(whole)} và {self._numbers.parts(part, parts)}"

    def _mixed(self, match: re.Match[str], context: TextContext) -> str | None:
        if not 0 < int(match["part"]) < int(match["parts"]) <= _MOST_PARTS:
            return None
        return self.mixed(match["whole"], match["part"], match["parts"])

    def _simple(self, match: re.Match[str], context: TextContext) -> str | None:
        if _HOUSE_BEFORE(match) and not _FRACTION_BEFORE(match):
            return self._slashes(match, context)
        part, parts = match["part"], match["parts"]
        if self._is_part(parts) and (part, parts) != ("24", "7") and not _is_grade(match):
            return self._numbers.parts(part, parts)
        return f"{self._numbers.written(part)} trên {self._numbers.plain(parts)}"

    def _is_part(self, parts: str) -> bool:
        is_few = len(parts) <= len(str(_MOST_PARTS)) and int(parts) <= _MOST_PARTS
        return parts[0] != "0" and (is_few or parts in ("100", "1000"))

    def _slashes(self, match: re.Match[str], context: TextContext) -> str | None:
        slash = self._numbers.slash if _HOUSE_BEFORE(match) else "trên"
        return f" {slash} ".join(map(self._numbers.written, match.group().split("/")))


def _is_grade(match: re.Match[str]) -> bool:
    return _GRADED(match) or _GRADE_BEHIND.match(match.string, match.end()) is not None
