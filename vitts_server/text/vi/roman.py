"""Roman numerals: thế kỷ XXI, Đại hội XIII, Louis XIV, quý I và II, II. Nội dung."""

import re

from vitts_server import TextContext
from vitts_server.text.rules import Rule
from vitts_server.text.vi.numbers import Numbers
from vitts_server.text.vi.shapes import BEGIN, DASH, END, Before, rule, words
from vitts_server.text.vi.syllables import is_syllable

_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_SHAPE = re.compile("M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_CUE = words(
    *("thế kỷ", "thế kỉ", "tk", "chương", "phần", "khóa", "quý", "lần thứ", "thứ", "đại hội", "kỳ", "kì", "tập", "hồi"),
    *(
        "mục",
        "bài",
        "điều",
        "cấp",
        "hạng",
        "loại",
        "giai đoạn",
        "quyển",
        "vòng",
        "màn",
        "cảnh",
        "bậc",
        "nhóm",
        "kỳ họp",
    ),
    *("đại hội đảng", "thế chiến", "chiến tranh thế giới", "khu vực", "vùng", "tháng", "học kỳ", "học kì", "hk", "đợt"),
    *("độ", "type", "tuýp", "hội nghị", "nghị quyết", "sea games", "asiad", "olympic", "quân khu", "quân đoàn", "kỳ"),
)
_NAMED = Before(_CUE)
_ALSO = Before(rf"{_CUE} [IVXLC]++ ?(?:{DASH}|,|và|đến|tới|hoặc|hay) ?(?:đầu |cuối |giữa )?(?:thế k[ỷỉ] )?")
_ROMAN_BEFORE = Before(rf"{_CUE} [IVXLC]++")
_ORDER = Before(words("thứ", "lần thứ"))
_MONARCH = Before(
    words(
        *("louis", "elizabeth", "charles", "henry", "george", "edward", "william", "philip", "napoleon", "nicholas"),
        *(
            "pierre",
            "pyotr",
            "catherine",
            "ekaterina",
            "frederick",
            "wilhelm",
            "ramses",
            "rama",
            "gioan phaolô",
            "phaolô",
        ),
        *("piô", "benedict", "biển đức", "francis", "leo", "lêô", "gregory", "alexander", "ivan", "hirohito", "mary"),
    )
)
_CAPITALISED = re.compile(r"(?:[^\W\d_]|-)+\Z")
_HEADING = re.compile(r"[.)/] ?[A-ZÀ-ỸĐ]{2}")
_UNMISTAKABLE = re.compile("[IVX]{2,}")


class RomanNumerals:
    """Read where a word before them, or their shape, leaves no doubt."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers

    def rules(self) -> list[Rule]:
        """The numerals and a dash between two of them."""
        dash = rf"(?<=[IVXLC]) ?{DASH} ?(?=[IVXLC]{{1,8}}{END})"
        return [
            rule("range", dash, self._to),
            rule("roman numeral", rf"{BEGIN}[IVXLCDM]{{1,12}}{END}(?!['’])", self._read),
        ]

    def _to(self, match: re.Match[str], context: TextContext) -> str | None:
        return "đến" if _ROMAN_BEFORE(match) else None

    def _read(self, match: re.Match[str], context: TextContext) -> str | None:
        written = match.group()
        if not _SHAPE.fullmatch(written) or not (_NAMED(match) or _ALSO(match) or _is_certain(match)):
            return None
        if len(written) == 1 and written not in "IVX":
            return None
        number = _value(written)
        return self._numbers.ordinal(number) if _ORDER(match) else self._numbers.cardinal(number)


def _is_certain(match: re.Match[str]) -> bool:
    written = match.group()
    if match.start() == 0 and _HEADING.match(match.string, match.end()):
        return True
    if _MONARCH(match):
        return set(written) <= set("IVXL")
    if not _UNMISTAKABLE.fullmatch(written):
        return False
    return not is_syllable(written) or _is_behind_name(match)


def _is_behind_name(match: re.Match[str]) -> bool:
    """VI and XI are words too: only behind a capitalised word that is not all in capitals are they numbers."""
    text = match.string
    if match.start() < 2 or text[match.start() - 1] != " ":
        return False
    word = _CAPITALISED.search(text, max(0, match.start() - 30), match.start() - 1)
    return word is not None and word.group()[0].isupper() and not word.group().isupper()


def _value(written: str) -> int:
    values = [_VALUES[letter] for letter in written]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))
