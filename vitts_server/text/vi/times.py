"""Times of day and lengths of time: 10h30, 10:30:15, 7g, 20h-22h, phút 90+3, 3'20"."""

import re

from vitts_server import TextContext
from vitts_server.text.rules import Rule
from vitts_server.text.vi.numbers import Numbers
from vitts_server.text.vi.shapes import END, NUMBER_BEGIN, Before, rule, words

_HOUR = r"\d{1,3}"
_SIXTY = r"[0-5]?\d"
_TWO = r"[0-5]\d"
_LAST_HOUR = 24
_LAST_MORNING_HOUR, _NOON, _LAST_AFTERNOON_HOUR, _LAST_EVENING_HOUR = 10, 12, 17, 22
_HOUR_BEFORE = Before(words("lúc", "khoảng", "từ", "đến", "tới", "trước", "sau", "vào", "hồi", "sáng", "chiều", "tối"))
_HOUR_BEHIND = re.compile(" " + words("sáng", "trưa", "chiều", "tối", "đêm", "khuya", "ngày", "hôm", "mỗi", "thứ"))
_RATIO = Before(words("tỉ lệ", "tỷ lệ", "tỉ số", "tỷ số", "tỉ", "bản đồ"))
_MINUTE_BEFORE = Before(words("phút", "phút thứ"))


class Times:
    """Said with giờ, phút and giây."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers

    def rules(self) -> list[Rule]:
        """In the order they are tried."""
        tail = rf"(?:(?:m|p|ph|phút|['’′])(?:(?P<s>{_SIXTY})(?:s|giây|\"|″|''|’’)?)?)?"
        letters = rf"{NUMBER_BEGIN}(?P<h>{_HOUR}) ?(?:h|H|g|giờ)(?P<m>{_TWO}){tail}{END}"
        colon = rf"{NUMBER_BEGIN}(?<!:)(?P<h>\d{{1,2}}):(?P<m>{_TWO})(?::(?P<s>{_TWO}))?(?![:\d]|[.,]\d)"
        colon += rf"(?: ?(?P<half>[AaPp]\.?[Mm]){END})?"
        half = rf"{NUMBER_BEGIN}(?P<h>\d{{1,2}}) ?(?P<half>[ap]m|[AP]M){END}"
        marks = rf"{NUMBER_BEGIN}(?P<m>\d{{1,3}})['’′](?!['’′]|\w(?<!\d))(?: ?(?P<s>\d{{1,2}})(?:\"|″|''|’’))?"
        marks += r"(?:\+(?P<more>\d{1,2}))?"
        stoppage = rf"{NUMBER_BEGIN}(?P<m>45|90|105|120)\+(?P<more>\d{{1,2}})['’′]?{END}"
        degrees = (
            r"(?<![\d.,])(?P<d>\d{1,3}) ?[°º] ?(?P<m>\d{1,2}) ?['’′](?: ?(?P<s>\d{1,2}(?:[.,]\d+)?) ?(?:\"|″|''))?"
        )
        return [
            rule("angle", degrees, self._angle),
            rule("time", letters, self._clock),
            rule("time", colon, self._colon),
            rule("time", half, self._half),
            rule("time", rf"{NUMBER_BEGIN}(?P<h>\d{{1,2}})[gH]{END}", self._hour),
            rule("minutes", marks, self._minutes),
            rule("minutes", stoppage, self._minutes),
        ]

    def said(self, hours: str, minutes: str | None = None, seconds: str | None = None) -> str:
        """A time of day or a length of time."""
        parts = []
        for number, unit in ((hours, "giờ"), (minutes, "phút"), (seconds, "giây")):
            if number and (unit == "giờ" or int(number)):
                parts += [self._numbers.cardinal(int(number)), unit]
        return " ".join(parts)

    def _clock(self, match: re.Match[str], context: TextContext) -> str | None:
        return self.said(match["h"], match["m"], match["s"])

    def _colon(self, match: re.Match[str], context: TextContext) -> str | None:
        if int(match["h"]) > _LAST_HOUR or _RATIO(match):
            return None
        if match["half"]:
            return self._half(match, context)
        return self.said(match["h"], match["m"], match["s"])

    def _half(self, match: re.Match[str], context: TextContext) -> str | None:
        hour = int(match["h"])
        if hour > _NOON:
            return None
        minutes = match.groupdict().get("m")
        return f"{self.said(match['h'], minutes)} {_part_of_day(hour, is_later=match['half'].lower().startswith('p'))}"

    def _hour(self, match: re.Match[str], context: TextContext) -> str | None:
        """A g alone is gram unless a time is spoken of."""
        is_time = _HOUR_BEFORE(match) or _HOUR_BEHIND.match(match.string, match.end())
        return self.said(match["h"]) if is_time and int(match["h"]) <= _LAST_HOUR else None

    def _minutes(self, match: re.Match[str], context: TextContext) -> str | None:
        found = match.groupdict()
        if "'" in match.string[: match.start()] or "‘" in match.string[: match.start()]:
            return None  # the end of what stands in single quotes
        parts = [self._numbers.cardinal(int(match["m"]))]
        if not _MINUTE_BEFORE(match):
            parts.append("phút")
        if found.get("s"):
            parts += [self._numbers.cardinal(int(found["s"])), "giây"]
        if found["more"]:
            parts += ["cộng", self._numbers.cardinal(int(found["more"]))]
        return " ".join(parts)

    def _angle(self, match: re.Match[str], context: TextContext) -> str | None:
        said = f"{self._numbers.cardinal(int(match['d']))} độ {self._numbers.cardinal(int(match['m']))} phút"
        return f"{said} {self._numbers.written(match['s'])} giây" if match["s"] else said


def _part_of_day(hour: int, *, is_later: bool) -> str:
    """What AM and PM are in Vietnamese."""
    hour = hour % _NOON + (_NOON if is_later else 0)
    if hour <= _LAST_MORNING_HOUR:
        return "sáng"
    if hour <= _NOON:
        return "trưa"
    if hour <= _LAST_AFTERNOON_HOUR:
        return "chiều"
    return "tối" if hour <= _LAST_EVENING_HOUR else "đêm"
