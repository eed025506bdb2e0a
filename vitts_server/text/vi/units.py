"""Money and units: $5, 25k, 3tr5, 10.000đ/kg, 60km/h, 15m2, 1m70, 37,5°C."""

import re

from vitts_server import TextContext
from vitts_server.text.rules import Rule
from vitts_server.text.vi.numbers import Numbers
from vitts_server.text.vi.quantities import Quantities
from vitts_server.text.vi.shapes import (
    BEGIN,
    END,
    LETTER,
    NUMBER,
    NUMBER_BEGIN,
    Before,
    any_of,
    from_table,
    rule,
    words,
)
from vitts_server.text.vi.tables import Table, Tables

_POWERS = {"2": "vuông", "²": "vuông", "3": "khối", "³": "khối"}
_UNITS_OF_TIME = ("giây", "phút", "giờ")
_LARGE = ("nghìn", "ngàn", "triệu", "tỷ", "tỉ", "nghìn tỷ", "trăm triệu", "tr", "k", "K", "M", "B")
_LARGE_BEFORE = Before(words("nghìn", "ngàn", "triệu", "tỷ", "tỉ"))
_TALL = Before(words("cao", "dài", "rộng", "sâu", "dày", "bề ngang", "chiều cao", "chiều dài", "chiều rộng"))
_SCREEN = Before(words("màn hình", "tv", "tivi", "ti vi", "laptop", "lcd", "oled", "pizza", "ống", "vành"), within=True)
_COUNT_BEFORE = Before(rf"(?:\d|{BEGIN}(?i:mươi|triệu|tỷ|tỉ|nghìn|ngàn|đồng|USD|đô)) ?(?:{LETTER}+[ /]?){{0,4}}")
_CURRENCY_CODE = re.compile("[A-ZĐ]{3}")


class Units:
    """What is counted."""

    def __init__(self, tables: Tables, numbers: Numbers, quantities: Quantities) -> None:
        self._numbers = numbers
        self._quantities = quantities
        units = tables.units
        self._currencies: Table = units["currencies"]
        self._attached = units["attached"]
        self._units: Table = {**units["per"], **self._attached, **units["after-number"], **self._currencies}
        self._alone: Table = units["alone"]
        codes = {name: said for name, said in self._currencies.items() if _CURRENCY_CODE.fullmatch(name)}
        self._codes: Table = codes
        loud = {word.upper(): said for word, said in units["per"].items() if word == said}
        self._per: Table = {**units["after-number"], **units["per"], **codes, **loud}
        self._magnitudes: Table = {**units["magnitudes"], "k": numbers.thousand, "K": numbers.thousand}

    def rules(self) -> list[Rule]:
        """In the order they are tried."""
        return [*self._money(), *self._behind_numbers(), *self._by_themselves()]

    def _money(self) -> list[Rule]:
        signs = any_of(sign for sign in self._currencies if _CURRENCY_CODE.fullmatch(sign) or not sign.isalpha())
        short = any_of(self._magnitudes)
        first = rf"{BEGIN}(?P<sign>{signs}) ?(?P<number>{NUMBER})(?: ?(?P<large>{any_of(_LARGE)}){END})?(?!\w)"
        return [
            rule("money", first, self._sign_first),
            rule("money", rf"{NUMBER_BEGIN}(?P<number>\d++)(?P<large>{short})(?P<rest>\d{{1,3}}){END}", self._short),
            rule("money", rf"(?<=\d)(?P<large>{short}){END}", self._magnitude),
        ]

    def _behind_numbers(self) -> list[Rule]:
        unit = rf"(?P<unit>{any_of(self._units)})(?P<power>[²³]|[23](?!\d))?"
        per = rf"/(?P<per>{any_of(self._per)})(?P<per_power>[²³]|[23](?!\d))?{END}"
        return [
            rule("height", rf"{NUMBER_BEGIN}(?P<m>\d)m(?P<cm>\d{{1,2}}){END}", self._height),
            rule("unit", rf"(?<=[\d½¼¾])(?P<space> ?){unit}(?:{per}|{END})", self._unit),
            rule("inches", r"(?<=\d)(?:\"|″|''|”)", self._inches),
            rule("rate", rf"(?<=[^\W_]){per}", self._rate),
        ]

    def _by_themselves(self) -> list[Rule]:
        codes = any_of(self._codes)
        return [
            rule("currency", rf"{BEGIN}đ{END}", self._dong),
            rule("rate", rf"(?<=[A-ZĐ]{{3}})/(?={codes}{END})", "trên"),
            rule("rate", rf"(?<=[^\W\d_])/(?=\d{{1,2}}h{END})", "trong"),
            rule(
                "rate",
                rf"(?<=[^\W\d_])/(?=10{{1,2}}(?:[.,]?000)?{END}(?![.,]\d))",
                "trên",
            ),
            rule(
                "unit",
                rf"{BEGIN}{any_of(self._alone)}{END}",
                from_table(self._alone),
            ),
            rule("currency", rf"{BEGIN}{codes}{END}", from_table(self._currencies)),
        ]

    def _sign_first(self, match: re.Match[str], context: TextContext) -> str | None:
        large = {"M": "triệu", "B": "tỷ", **self._magnitudes}
        number = self._quantities.amount(match["number"], is_english=True)
        magnitude = large.get(match["large"], match["large"]) if match["large"] else ""
        return " ".join(filter(None, (number, magnitude, self._currencies[match["sign"]])))

    def _short(self, match: re.Match[str], context: TextContext) -> str | None:
        plain = self._numbers.plain
        return f"{plain(match['number'])} {self._magnitudes[match['large']]} {plain(match['rest'])}"

    def _magnitude(self, match: re.Match[str], context: TextContext) -> str | None:
        return self._magnitudes[match["large"]]

    def _height(self, match: re.Match[str], context: TextContext) -> str | None:
        if match["cm"] in _POWERS and not _TALL(match):
            return None
        return f"{self._numbers.plain(match['m'])} mét {self._numbers.plain(match['cm'])}"

    def _unit(self, match: re.Match[str], context: TextContext) -> str | None:
        unit = match["unit"]
        if match["space"] and (unit in self._attached or unit == "Đ"):
            return None
        said = self._units[unit]
        joint = "một" if unit in self._currencies or said == unit or unit in "%‰" else "trên"
        return f"{said}{_power(match['power'])}{self._behind(match, joint)}"

    def _dong(self, match: re.Match[str], context: TextContext) -> str | None:
        return "đồng" if _LARGE_BEFORE(match) else None

    def _rate(self, match: re.Match[str], context: TextContext) -> str | None:
        return self._behind(match, "một").strip() if _COUNT_BEFORE(match) else None

    def _behind(self, match: re.Match[str], joint: str) -> str:
        if not match["per"]:
            return ""
        per, power = self._per[match["per"]], _power(match["per_power"])
        return f" {joint} {per}{' bình phương' if power and per in _UNITS_OF_TIME else power}"

    def _inches(self, match: re.Match[str], context: TextContext) -> str | None:
        if not _SCREEN(match):
            return None
        is_closing = match.string.count('"', 0, match.start()) % 2 or "“" in match.string[: match.start()]
        return None if is_closing else "inh"


def _power(written: str | None) -> str:
    return f" {_POWERS[written]}" if written else ""
