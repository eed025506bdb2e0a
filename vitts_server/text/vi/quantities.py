"""Numbers by themselves: both separators, lists, every digit that no other rule took."""

import re
import unicodedata

from vitts_server import TextContext
from vitts_server.text.rules import Rule
from vitts_server.text.vi.numbers import Numbers
from vitts_server.text.vi.shapes import NUMBER, NUMBER_BEGIN, Before, rule, words

_COUNTED = re.compile(
    " ?"
    + words(
        *("người em cháu bạn khách con chiếc cái bài lượt ca xe căn hộ tàu trẻ trường lớp phòng cây quả trái".split()),
        *("học sinh", "sinh viên", "công nhân", "trường hợp", "cổ phiếu", "bộ", "quyển", "cuốn", "trang", "từ", "chữ"),
        *(
            "đồng",
            "VND",
            "VNĐ",
            "doanh nghiệp",
            "máy bay",
            "hộp",
            "chai",
            "sản phẩm",
            "đơn vị",
            "đại biểu",
            "vé",
            "bước",
        ),
    )
    + "| ?[đ₫](?!\\w)"
)
_ORDER_BEFORE = Before(words("thứ", "lần thứ", "hạng", "giải"))
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃₄₅₆₇₈₉", "0123456789+-0123456789")
_LOOK_AHEAD_CHARS = 24


class Quantities:
    """Numbers as they are written."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers

    def ordinals(self) -> list[Rule]:
        """Places in an order: thứ 4, hạng 1."""
        return [rule("ordinal", r"(?<![\d.,])[14](?!\d|[.,/:-]\d|[^\W_])", self._ordinal)]

    def rules(self) -> list[Rule]:
        """In the order they are tried; none leaves a digit."""
        spaced = r"(?<![\d.,])(?<!\d )[1-9]\d{0,2}(?: \d{3}){2,6}(?! ?\d|[.,]\d)"
        return [
            rule("list", r"(?<![\d.,])\d++(?:,\d++){2,}+(?![.]?\d)", self._list),
            rule("spaced number", spaced, self._spaced),
            rule("number", rf"{NUMBER_BEGIN}{NUMBER}", self._number),
            rule("number", r"\d++", self._row),
            rule("digit", r"\d", self._row),
            rule("power", "[⁰¹²³⁴-⁹⁺⁻]+", self._power),
            rule("numeral", r"[^\W\d_a-zA-ZÀ-ʯΑ-ωЀ-ӿḀ-ỿ]", self._numeral),
        ]

    def amount(self, text: str, behind: str = "", *, is_english: bool = False) -> str:
        """A number; one comma parts thousands where a fraction would make no sense."""
        if re.fullmatch(r"[1-9]\d{0,2},\d{3}", text) and (is_english or _COUNTED.match(behind)):
            text = text.replace(",", "")
        return self._numbers.written(text)

    def _ordinal(self, match: re.Match[str], context: TextContext) -> str | None:
        return self._numbers.ordinal(int(match.group())) if _ORDER_BEFORE(match) else None

    def _list(self, match: re.Match[str], context: TextContext) -> str | None:
        if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+", match.group()):
            return None
        return ", ".join(map(self._numbers.plain, match.group().split(",")))

    def _spaced(self, match: re.Match[str], context: TextContext) -> str | None:
        return self._numbers.plain(match.group().replace(" ", ""))

    def _number(self, match: re.Match[str], context: TextContext) -> str | None:
        return self.amount(match.group(), match.string[match.end() : match.end() + _LOOK_AHEAD_CHARS])

    def _row(self, match: re.Match[str], context: TextContext) -> str | None:
        return self._numbers.plain(match.group())

    def _power(self, match: re.Match[str], context: TextContext) -> str | None:
        """Raised figures: x², 10⁻⁶."""
        written = match.group().translate(_SUPERSCRIPTS)
        digits = written.strip("+-")
        if not digits.isdecimal():
            return " "
        if written == "2":
            return "bình phương"
        return f"mũ {'âm ' if written.startswith('-') else ''}{self._numbers.plain(digits)}"

    def _numeral(self, match: re.Match[str], context: TextContext) -> str | None:
        """A character that is a number without being a digit: ①, ¾, Ⅳ, ₂."""
        character = match.group()
        return None if unicodedata.category(character).startswith("L") else self._numbers.numeral(character)
