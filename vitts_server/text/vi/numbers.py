"""Numbers in Vietnamese words, as newsreaders say them.

Gaps are said: 1005 is một nghìn không trăm linh năm. Beyond a thousand million one counts in tỷ: 10^15 is một triệu tỷ,
10^18 một tỷ tỷ; what is longer than that can carry is said digit by digit, as is what begins with a zero.
"""

import re
import unicodedata
from typing import Literal

Region = Literal["north", "south"]

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION = 10**9
_LONGEST = 21
"""Digits of a number that is still said as one."""
_LONGEST_FRACTION = 3
"""Digits behind the comma that are still said as one number."""
_SHORTEST_ROW = 6
"""Digits of a row that is said in groups."""
_GROUPS = re.compile(r"\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+")


class Numbers:
    """The words of one region."""

    def __init__(self, region: Region) -> None:
        is_north = region == "north"
        self.thousand = "nghìn" if is_north else "ngàn"
        self._odd = "linh" if is_north else "lẻ"
        self._twenty_four = "tư" if is_north else "bốn"
        self.slash = "trên" if is_north else "xẹt"
        """Between the parts of a house number."""

    def cardinal(self, number: int) -> str:
        """How many."""
        if number < 0:
            return f"âm {self.cardinal(-number)}"
        if len(str(number)) > _LONGEST:
            return self.digits(str(number))
        return " ".join(self._counted(number)) or _DIGITS[0]

    def ordinal(self, number: int) -> str:
        """Which one, without the word thứ."""
        return {1: "nhất", 4: "tư"}.get(number) or self.cardinal(number)

    def month(self, number: int) -> str:
        """A month's number: tháng tư, not tháng bốn."""
        return "tư" if number == 4 else self.cardinal(number)

    def digits(self, text: str) -> str:
        """Each digit by itself; other characters part groups, which are heard as such."""
        groups = re.findall(r"\d+", text)
        return ", ".join(" ".join(_DIGITS[unicodedata.decimal(digit)] for digit in group) for group in groups)

    def grouped(self, digits: str) -> str:
        """A long row of digits in groups that one can write down: 0912 345 678."""
        length = len(digits)
        if length < _SHORTEST_ROW:
            return self.digits(digits)
        first = length % 3 + 3 if length % 3 < 2 else 2
        rest = (digits[place : place + 3] for place in range(first, length, 3))
        return self.digits(" ".join((digits[:first], *rest)))

    def plain(self, digits: str) -> str:
        """A row of digits without separators: a number, unless it begins with a zero or is too long."""
        if len(digits) > _LONGEST or (len(digits) > 1 and unicodedata.decimal(digits[0]) == 0):
            return self.digits(digits)
        return self.cardinal(int(digits))

    def written(self, text: str, *, point: str = "phẩy") -> str:
        """A number with separators of either kind: 1.250.000 and 1,250,000, 3,5 and 3.5."""
        whole, fraction = _parts(text)
        said = self.plain(whole)
        return f"{said} {point} {self.fraction(fraction)}" if fraction else said

    def fraction(self, digits: str) -> str:
        """What stands behind the comma."""
        is_row = len(digits) > _LONGEST_FRACTION or unicodedata.decimal(digits[0]) == 0
        return self.digits(digits) if is_row else self.cardinal(int(digits))

    def numeral(self, character: str) -> str:
        """A character that is a number without being a digit: ①, ¾, Ⅳ; nothing for one that has no whole value."""
        whole, slash, parts = unicodedata.normalize("NFKC", character).partition("\u2044")
        if slash and whole.isdecimal() and parts.isdecimal():
            return self.parts(whole, parts)
        value = unicodedata.numeric(character, -1)
        return self.cardinal(int(value)) if value >= 0 and value == int(value) else ""

    def parts(self, part: str, parts: str) -> str:
        """Parts of a whole."""
        return f"{self.written(part)} phần {'tư' if parts == '4' else self.plain(parts)}"

    def _counted(self, number: int, *, is_inside: bool = False) -> list[str]:
        """Words for a number; inside a greater one its empty hundreds are said."""
        if number >= _BILLION:
            billions, rest = divmod(number, _BILLION)
            said = [*self._counted(billions, is_inside=is_inside), "tỷ"]
            return said + (self._counted(rest, is_inside=True) if rest else [])
        said = []
        for size, name in ((1_000_000, "triệu"), (1_000, self.thousand), (1, "")):
            group, number = divmod(number, size)
            if group:
                said += self._below_thousand(group, is_inside=is_inside or bool(said))
                said += [name] if name else []
        return said

    def _below_thousand(self, number: int, *, is_inside: bool) -> list[str]:
        hundreds, rest = divmod(number, 100)
        said = [_DIGITS[hundreds], "trăm"] if hundreds or is_inside else []
        if rest and rest < 10 and said:
            return [*said, self._odd, _DIGITS[rest]]
        return said + self._below_hundred(rest) if rest else said

    def _below_hundred(self, number: int) -> list[str]:
        tens, ones = divmod(number, 10)
        if not tens:
            return [_DIGITS[ones]]
        said = ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
        after_tens = {1: "mốt", 4: self._twenty_four} if tens > 1 else {}
        last = {0: "", 5: "lăm", **after_tens}.get(ones, _DIGITS[ones])
        return [*said, last] if last else said


def _parts(text: str) -> tuple[str, str]:
    """The digits before and behind the decimal sign."""
    groups = _GROUPS.match(text)
    if groups and unicodedata.decimal(text[0]) and _is_grouped(text, groups):
        whole = re.sub(r"[.,]", "", groups.group())
        return whole, text[groups.end() + 1 :]
    whole, _, fraction = text.replace(",", ".").partition(".")
    return whole, fraction


def _is_grouped(text: str, groups: re.Match[str]) -> bool:
    """One comma alone is the decimal sign; points in threes part thousands."""
    rest = text[groups.end() :]
    if rest[:1].isdigit():
        return False
    return "." in groups.group() or groups.group().count(",") > 1 or rest.startswith(".")
