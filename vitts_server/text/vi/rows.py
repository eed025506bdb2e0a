"""Rows of digits that are no amounts: telephones, accounts, plates, versions, numbers of papers."""

import re

from vitts_server import TextContext
from vitts_server.text.rules import Rule
from vitts_server.text.vi.letters import Letters
from vitts_server.text.vi.numbers import Numbers
from vitts_server.text.vi.shapes import BEGIN, END, Before, rule, words
from vitts_server.text.vi.tables import Tables

_FREE = r"(?<![\w.,+])(?<!\d[ -])"
_DONE = r"(?![\w]|[.,/-]\d)"
_SEP = r"[ .-]"
_ROW_WORDS = words(
    *(
        "số tài khoản",
        "tài khoản",
        "stk",
        "mã số",
        "mã số thuế",
        "mst",
        "cccd",
        "cmnd",
        "căn cước",
        "căn cước công dân",
    ),
    *("chứng minh nhân dân", "hộ chiếu", "số thẻ", "mã đơn", "mã đơn hàng", "mã vận đơn", "mã", "số điện thoại", "sđt"),
    *("điện thoại", "đt", "hotline", "đường dây nóng", "zalo", "liên hệ", "tổng đài", "đầu số", "bấm", "mã otp", "otp"),
    *(
        "mật khẩu",
        "mã pin",
        "pin",
        "biển số",
        "số máy",
        "số seri",
        "seri",
        "imei",
        "boeing",
        "alo",
        "fax",
        "tel",
        "mã bưu chính",
    ),
)
_ROW_BEFORE = Before(_ROW_WORDS + r"(?: (?:là|số|của tôi|gồm))*(?: ?:)?")
_CALL_BEFORE = Before(
    words("gọi", "số", "cảnh sát", "cứu thương", "cấp cứu", "cứu hỏa", "cứu hoả", "báo", "tới", "đến")
)
_VERSION_BEFORE = Before(
    words(
        *("phiên bản", "bản", "version", "ver", "v", "điều", "khoản", "mục", "chương", "bảng", "bài", "tiểu mục"),
        *("windows", "android", "ios", "macos", "ubuntu", "python", "java", "php", "node", "bluetooth", "usb", "http"),
        *("chatgpt", "gpt", "wifi", "office", "ví dụ", "câu", "phần"),
    )
    + rf"|(?<!màn )(?:{words('hình')})"
)
_NAMED_VERSION = Before(words("bản", "phiên bản", "version"))
_PREFIX = re.compile(r"\A1[89]00(?=\d)|\+84(?=\d)")
"""What is heard by itself, written without a space or with one."""


class Rows:
    """Said digit by digit, in groups."""

    def __init__(self, tables: Tables, numbers: Numbers, letters: Letters) -> None:
        self._papers = tables.abbreviations["papers"]
        self._numbers = numbers
        self._letters = letters

    def rules(self) -> list[Rule]:
        """In the order they are tried."""
        phones = (
            rf"\(?\+\d{{1,3}}\)?(?:{_SEP}?\(?\d{{1,4}}\)?)(?:{_SEP}?\d{{2,4}}){{2,4}}",
            rf"0\d{{1,3}}(?:{_SEP}\d{{2,4}}){{2,4}}",
            rf"\(0\d{{1,3}}\) ?\d{{3,4}}{_SEP}?\d{{3,4}}",
            rf"1[89]00(?:{_SEP}?\d{{4}}(?:{_SEP}?\d{{2}})?|(?:{_SEP}\d{{2,3}}){{2}})",
            r"0\d{8,10}",
        )
        plates = (
            r"(?P<town>\d{2}) ?-?(?P<series>[A-ZĐ]{1,2}\d?)[- ](?P<number>\d{3}\.\d{2}|\d{5}|\d{4})",
            r"(?P<town>\d{2})(?P<series>[A-ZĐ]{1,2}) (?P<number>\d{3}\.\d{2})",
        )
        piece = r"[A-ZĐƯ][A-ZĐƯa-z]*+\d{0,2}"
        paper = rf"{BEGIN}(?P<number>\d++)(?:/(?P<year>[12]\d{{3}}))?/(?P<code>{piece}(?:[-/&]{piece})*+){END}"
        return [
            rule("plate", rf"{BEGIN}{plates[0]}{_DONE}", self._plate),
            rule("plate", rf"{BEGIN}{plates[1]}{_DONE}", self._plate),
            rule("paper", paper, self._paper),
            *(rule("telephone", rf"{_FREE}{phone}{_DONE}", self._telephone) for phone in phones),
            rule("account", rf"{_FREE}\d(?:[ .-]?\d)++{_DONE}", self._account),
            rule("emergency call", rf"{_FREE}11[1-6]{_DONE}", self._call),
            rule("emergency calls", rf"{_FREE}11[1-6](?:[/,] ?11[1-6])++{_DONE}", self._digits),
        ]

    def versions(self) -> list[Rule]:
        """Numbers with points that part nothing of an amount; to be tried after the dates."""
        return [
            rule("version", rf"{BEGIN}(?P<v>[vV]\.? ?)\d++(?:\.\d++)++{END}", self._marked_version),
            rule("version", r"(?<![\d.,])(?<![^\W_][.])\d{1,4}\.\d{1,3}(?![\d]|[.,]\d)", self._version),
            rule("version", r"(?<![\d.,])\d++(?:\.\d++){2,}+(?!,?\d)", self._points),
        ]

    def telephone(self, text: str) -> str:
        """As it is grouped, else in groups of three and four."""
        said = "cộng " if "+" in text else ""
        groups = re.findall(r"\d+", _PREFIX.sub(r"\g<0> ", text))
        return said + ", ".join(map(self._numbers.grouped, groups))

    def _telephone(self, match: re.Match[str], context: TextContext) -> str | None:
        return self.telephone(match.group())

    def _account(self, match: re.Match[str], context: TextContext) -> str | None:
        return self.telephone(match.group()) if _ROW_BEFORE(match) else None

    def _call(self, match: re.Match[str], context: TextContext) -> str | None:
        return self._numbers.digits(match.group()) if _CALL_BEFORE(match) else None

    def _digits(self, match: re.Match[str], context: TextContext) -> str | None:
        return self._numbers.digits(match.group())

    def _plate(self, match: re.Match[str], context: TextContext) -> str | None:
        series = self._letters.code(match["series"])
        return f"{self._numbers.cardinal(int(match['town']))} {series}, {self._numbers.digits(match['number'])}"

    def _paper(self, match: re.Match[str], context: TextContext) -> str | None:
        """Numbers of decrees and letters: 15/2020/NĐ-CP."""
        parts = [self._numbers.plain(match["number"])]
        if match["year"]:
            parts.append(self._numbers.cardinal(int(match["year"])))
        pieces = re.findall(r"[^\W\d]+|\d+", match["code"])
        said = (self._papers.get(piece) or self._letters.code(piece) for piece in pieces)
        return " trên ".join((*parts, " ".join(said)))

    def _version(self, match: re.Match[str], context: TextContext) -> str | None:
        return self._points(match, context) if _VERSION_BEFORE(match) else None

    def _marked_version(self, match: re.Match[str], context: TextContext) -> str | None:
        said = self._pointed(match.group())
        return said if _NAMED_VERSION(match) else f"phiên bản {said}"

    def _points(self, match: re.Match[str], context: TextContext) -> str | None:
        if re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+", match.group()):
            return None
        return self._pointed(match.group())

    def _pointed(self, text: str) -> str:
        return " chấm ".join(self._numbers.plain(piece) for piece in re.findall(r"\d+", text))
