"""Days, months and years: 20/11/2026, 20-25/11, 2026-11-20, tháng 11/2026, T2-T6."""

import re

from vitts_server import TextContext
from vitts_server.text.rules import Rule
from vitts_server.text.vi.numbers import Numbers
from vitts_server.text.vi.shapes import BEGIN, DASH, END, Before, rule, words

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"[12]\d{3}"
_FREE = r"(?<![\w/])(?<!\d[.,-])"
_DONE = r"(?!\d|[/,.-]\d)"
_SLASHED = r"(?<![\w/])(?<!\d[.,])"
_SLASHED_DONE = r"(?!\d|[/,.]\d)"
"""Where the parts of a day are joined by slashes, a dash may join two days."""
_TO = rf" ?{DASH} ?"

_NAMED = Before(
    words("ngày", "mùng", "mồng", "hôm", "sáng", "trưa", "chiều", "tối", "đêm", "khuya", "lễ", "quốc khánh")
)
"""Behind these no other word for the day is said."""
_AWAITED = Before(
    words(
        *("ngày mùng mồng hôm sáng trưa chiều tối đêm khuya lễ dịp tết nghỉ mừng từ đến tới trước sau vào kể".split()),
        *("hạn sinh mất đợt phiên tính CN".split()),
        *("hạn chót", "ngày sinh", "thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật"),
        *("quốc khánh", "giải phóng", "kỷ niệm", "cách mạng", "phụ nữ", "nhà giáo", "quốc tế", "thương binh"),
        *("thiếu nhi", "khởi hành", "khai giảng"),
    )
)
"""A day may be meant behind these; else 1/2 is a half."""
_DATE_BEFORE = Before(rf"{_DAY}/{_MONTH} ?(?:{DASH}|,|và|đến|tới|hoặc|;) ?(?:(?i:ngày) )?")
_DATE_BEHIND = re.compile(rf" ?(?:{DASH}|,|và|đến|tới) ?(?:ngày )?{_DAY}/{_MONTH}(?:/{_YEAR})?{_DONE}")
_NO_DATE = Before(words("bằng", "hệ số", "tỉ lệ", "tỷ lệ", "khoảng", "gần", "hơn", "chiếm", "số", "nhà", "hẻm", "ngõ")
                  + "|[=+*×÷<>]")  # fmt: skip
_PART_BEHIND = re.compile(
    " "
    + words(
        *("số trẻ dân tổng người lượng cốc thìa muỗng chén ly bát quả củ trái giá sân của học chặng nước phần".split()),
        *("diện tích", "thời gian", "doanh thu", "khối lượng", "quãng đường", "nhân viên", "cổ phần", "thế giới"),
    )
)
"""Behind these words a part of something is meant."""
_MONTH_BEFORE = Before(words("tháng"))
_QUARTER_BEFORE = Before(words("quý"))
_WEEKDAY_BEFORE = Before(rf"{BEGIN}T[2-7](?:,|/| và| đến| hoặc)")
_HOLIDAYS = frozenset({(8, 3), (30, 4), (20, 10), (20, 11), (22, 12), (24, 12), (25, 12), (27, 7)})


class Dates:
    """Said with ngày and tháng wherever the text has not said them."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers

    def rules(self) -> list[Rule]:
        """In the order they are tried."""
        full = rf"(?P<d>{_DAY})(?P<sign>[.-]|{_TO})(?P<m>{_MONTH})(?P=sign)(?P<y>{_YEAR})"
        slashed = rf"(?P<d>{_DAY})/(?P<m>{_MONTH})/(?P<y>{_YEAR}|\d\d)"
        days = rf"(?P<first>{_DAY}){_TO}(?P<d>{_DAY})/(?P<m>{_MONTH})(?:/(?P<y>{_YEAR}))?"
        return [
            rule("date", rf"{_SLASHED}{slashed}{_SLASHED_DONE}", self._named),
            rule("date", rf"{_FREE}{full}{_DONE}", self._named),
            rule(
                "date",
                rf"{_FREE}(?P<y>{_YEAR})(?P<sign>[-/.])(?P<m>{_MONTH})(?P=sign)(?P<d>{_DAY}){_DONE}",
                self._named,
            ),
            rule("days", rf"{_FREE}{days}{_DONE}", self._days),
            rule("quarter", rf"{BEGIN}(?P<q>[Qq])(?P<number>[1-4])[/-](?P<y>{_YEAR}){END}", self._quarter),
            rule("quarter", rf"{_FREE}(?P<number>[1-4])/(?P<y>{_YEAR}){_DONE}", self._quarter_number),
            rule(
                "month", rf"{_FREE}(?P<m>{_MONTH})(?P<sign>[/.-])(?P<y>{_YEAR}){_DONE}(?!/[A-ZĐ])", self._month_and_year
            ),
            rule("months", rf"{_FREE}(?P<first>{_MONTH}){_TO}(?P<m>{_MONTH})/(?P<y>{_YEAR}){_DONE}", self._months),
            rule("date", rf"{_SLASHED}(?P<d>{_DAY})/(?P<m>{_MONTH}){_SLASHED_DONE}(?![%‰])", self._day),
            rule("date", rf"{_FREE}(?P<d>{_DAY})[.-](?P<m>{_MONTH}){_DONE}(?![%‰])", self._dashed),
            rule("month", rf"{_FREE}(?P<m>0?4){_DONE}", self._april),
            rule("year", rf"(?<=[IVX])/(?={_YEAR}{END})", "năm"),
            rule(
                "weekday",
                rf"{BEGIN}T(?P<from>[2-7])(?=(?: ?[,/] ?| và | hoặc | đến )(?:T[2-7]|CN|chủ nhật){END})",
                self._weekday,
            ),
            rule(
                "weekday",
                rf"(?:(?<=, )|(?<= và )|(?<= đến )|(?<= hoặc )|(?<=/))T(?P<from>[2-7]){END}",
                self._later_weekday,
            ),
            rule("weekday", rf"{BEGIN}T(?P<from>[2-7]){_TO}(?:T(?P<to>[2-7])|CN){END}", self._weekdays),
        ]

    def said(self, day: str, month: str, year: str = "", *, is_named: bool = False) -> str:
        """A day as it is said; `is_named`: the word ngày is there already."""
        parts = [] if is_named or not day else ["ngày"]
        parts += [self._numbers.cardinal(int(day))] if day else []
        parts += ["tháng", self._numbers.month(int(month))] if month else []
        parts += ["năm", self._numbers.cardinal(int(year))] if year else []
        return " ".join(parts)

    def _named(self, match: re.Match[str], context: TextContext) -> str | None:
        return self.said(match["d"], match["m"], match["y"], is_named=_NAMED(match))

    def _days(self, match: re.Match[str], context: TextContext) -> str | None:
        if int(match["first"]) >= int(match["d"]):
            return None
        first = self._numbers.cardinal(int(match["first"]))
        start = first if _NAMED(match) else f"ngày {first}"
        return f"{start} đến {self.said(match['d'], match['m'], match['y'] or '', is_named=True)}"

    def _month_and_year(self, match: re.Match[str], context: TextContext) -> str | None:
        if match["sign"] != "/" and not _MONTH_BEFORE(match):
            return None
        if _NO_DATE(match):
            return None
        said = self.said("", match["m"], match["y"])
        return said.removeprefix("tháng ") if _MONTH_BEFORE(match) else said

    def _months(self, match: re.Match[str], context: TextContext) -> str | None:
        if not _MONTH_BEFORE(match):
            return None
        end = self.said("", match["m"], match["y"]).removeprefix("tháng ")
        return f"{self._numbers.month(int(match['first']))} đến {end}"

    def _day(self, match: re.Match[str], context: TextContext) -> str | None:
        is_named = _NAMED(match)
        return self.said(match["d"], match["m"], is_named=is_named) if is_named or self._is_date(match) else None

    def _dashed(self, match: re.Match[str], context: TextContext) -> str | None:
        return self.said(match["d"], match["m"], is_named=True) if _NAMED(match) else None

    def _is_date(self, match: re.Match[str]) -> bool:
        day, month = int(match["d"]), int(match["m"])
        if _NO_DATE(match) or _PART_BEHIND.match(match.string, match.end()) or (day, month) == (24, 7):
            return False
        if _AWAITED(match) or _DATE_BEFORE(match) or _DATE_BEHIND.match(match.string, match.end()):
            return True
        return (day, month) in _HOLIDAYS or day > 12 or match.group().startswith("0")

    def _april(self, match: re.Match[str], context: TextContext) -> str | None:
        return self._numbers.month(int(match["m"])) if _MONTH_BEFORE(match) else None

    def _quarter(self, match: re.Match[str], context: TextContext) -> str:
        return f"quý {self._numbers.plain(match['number'])} năm {self._numbers.cardinal(int(match['y']))}"

    def _quarter_number(self, match: re.Match[str], context: TextContext) -> str | None:
        return self._quarter(match, context).removeprefix("quý ") if _QUARTER_BEFORE(match) else None

    def _weekday(self, match: re.Match[str], context: TextContext) -> str:
        return f"thứ {self._numbers.ordinal(int(match['from']))}"

    def _later_weekday(self, match: re.Match[str], context: TextContext) -> str | None:
        return self._weekday(match, context) if _WEEKDAY_BEFORE(match) else None

    def _weekdays(self, match: re.Match[str], context: TextContext) -> str | None:
        end = f"thứ {self._numbers.ordinal(int(match['to']))}" if match["to"] else "chủ nhật"
        return f"{self._weekday(match, context)} đến {end}"
