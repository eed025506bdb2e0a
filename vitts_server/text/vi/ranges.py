"""Dashes between numbers and signs before them: 2010-2020, 5-7 người, tỉ số 2-1, -5°C, 5 - 3 = 2, 20h-22h."""

import re

from vitts_server import TextContext
from vitts_server.text.rules import Rule
from vitts_server.text.vi.numbers import Numbers
from vitts_server.text.vi.shapes import DASH, LETTER, Before, rule, words

_SCORE_BEFORE = Before(
    words(
        *(
            "tỉ số",
            "tỷ số",
            "thắng",
            "thua",
            "hòa",
            "dẫn",
            "dẫn trước",
            "gỡ",
            "chung cuộc",
            "kết quả",
            "ấn định",
            "cầm hòa",
        ),
        *(
            "hạ",
            "đánh bại",
            "đè bẹp",
            "vượt qua",
            "thất bại",
            "chiến thắng",
            "luân lưu",
            "cân bằng",
            "hiệp",
            "set",
            "trận",
        ),
    ),
    within=True,
)
_RATIO_BEFORE = Before(words("tỉ lệ", "tỷ lệ", "tỉ", "bản đồ", "tỉ lệ xích", "tỷ lệ xích"))
_TERM = rf"(?:[-+−×÷*/\d\s.,()²³]|{LETTER}(?!{LETTER}))"
_SUM_BEHIND = re.compile(rf"{_TERM}{{0,40}}=")
_SUM_BEFORE = Before(rf"[=+×÷]{_TERM}{{0,40}}")
_OPERATOR = re.compile(r" ?[=+×÷x*−-]")
_MEASURED = Before(rf"\d ?(?:{LETTER}{{1,4}}[²³]?|[%‰°'’\"′]|°[CF])?", within=False)
_NUMBER_BEFORE = Before(r"[\d%‰°)\]]")
_MOST_GOALS = 30


class Ranges:
    """Said as từ ... đến ..., as a score, as minus or as a mere hyphen, as the context has it."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers

    def scores(self) -> list[Rule]:
        """Results of games and ratios."""
        pair = rf"(?<![\d.,])(?P<ours>\d{{1,3}})(?P<sign> ?{DASH} ?| ?: ?)(?P<theirs>\d{{1,3}})(?!\d|[.,]\d|[%°])"
        ratio = r"(?<![\d.,])(?P<part>\d++(?:[.,]\d++)?+) ?: ?(?P<parts>\d++(?:[.,]\d++)?+)(?![\d:])"
        row = r"(?<![\d.,-])\d(?:-\d){2,4}(?![\d-]|[.,]\d)"
        return [
            rule(
                "formation",
                row,
                self._formation,
            ),
            rule("times", r"(?<=[\dm²³]) ?[x×*] ?(?=\d)", "nhân"),
            rule("score", pair, self._score),
            rule("ratio", ratio, self._ratio),
        ]

    def rules(self) -> list[Rule]:
        """To be tried when all that has dashes of its own has been found."""
        return [
            rule("minus", rf"(?<=[^\W_]|\)) {DASH} (?=[^\W_]|\()", self._minus),
            rule("range", rf" ?{DASH}{{1,2}} ?(?=[\d$€£])", self._range),
            rule("negative", rf"(?<![^\s(\[=,;:/<>≥≤×÷*+\"“'‘]){DASH}(?=\d)", "âm"),
            rule(
                "hyphen",
                rf"(?<=[^\W\d_]){DASH}(?=\d)|(?<=\d){DASH}(?=[^\W\d_])",
                " ",
            ),
            rule("colon", r"(?<=\d):(?=\d)", " "),
        ]

    def _formation(self, match: re.Match[str], context: TextContext) -> str | None:
        return self._numbers.digits(match.group()).replace(",", "")

    def _score(self, match: re.Match[str], context: TextContext) -> str | None:
        ours, theirs = int(match["ours"]), int(match["theirs"])
        if _RATIO_BEFORE(match):
            return None
        is_game = _SCORE_BEFORE(match) and max(ours, theirs) <= _MOST_GOALS
        if not is_game and (":" in match["sign"] or ours < theirs):
            return None
        if not is_game and (match["sign"] != match["sign"].strip() or ours > _MOST_GOALS):
            return None
        return f"{self._numbers.cardinal(ours)} {self._numbers.cardinal(theirs)}"

    def _ratio(self, match: re.Match[str], context: TextContext) -> str | None:
        word = "trên" if _RATIO_BEFORE(match) else "chia"
        if word == "chia" and (" : " not in match.group() or not _OPERATOR.match(match.string, match.end())):
            return None
        return f"{self._numbers.written(match['part'])} {word} {self._numbers.written(match['parts'])}"

    def _minus(self, match: re.Match[str], context: TextContext) -> str | None:
        is_sum = _SUM_BEHIND.match(match.string, match.end()) or _SUM_BEFORE(match)
        return "trừ" if is_sum else None

    def _range(self, match: re.Match[str], context: TextContext) -> str | None:
        return "đến" if _MEASURED(match) else None
