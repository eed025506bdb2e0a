"""Telephone and account numbers, versions, and letters mixed with digits: A4, MH370, COVID-19."""

import re
from collections.abc import Sequence

from vitts_server import TextContext
from vitts_server.text.en.numerals import cardinal, digits, in_pairs, spelled, spelled_plural
from vitts_server.text.en.patterns import BEGIN, DASH, END, before, compile_verbose
from vitts_server.text.rules import Rule

_TELEPHONE_WORDS = re.compile(
    r"(?i)\b(?:call|phone|telephone|tel|dial|ring|text|fax|mobile|cell|hotline|contact)\b[^\d]{0,20}$"
)
_CODE_WORDS = re.compile(
    r"(?i)\b(?:account|acct|card|code|pin|password|passcode|id|isbn|issn|ssn|serial|invoice|order|reference|ref|booking|"
    r"tracking|confirmation|licen[cs]e|passport|sku|vin|iban|zip|ticket|extension|policy|case|model)\b"
    r"(?:\s(?:is|was|number|no|code|id))*[\s#.:]*$"
)
_VERSION_WORDS = re.compile(
    r"(?i)\b(?:version|release|python|windows|ios|macos|android|ubuntu|debian|fedora|linux|kernel|php|java|node|ruby|"
    r"bluetooth|usb|http|html|css|llama|gpt|section|clause|article|paragraph|chapter|figure|table|rule)\s$"
)
_VOWELS = frozenset("aeiouyAEIOUY")
_LONGEST_WORD_IN_CODE = 3
_MOST_PARTS_OF_A_CODE = 4
_EMERGENCY = re.compile(r"(?i)\b(?:call|calls|called|calling|dial|dialed|dialled|ring|phone)\s$")


def telephone(written: str) -> str:
    """Digit by digit, with a comma between groups."""
    plus = "plus " if written.lstrip().startswith("+") else ""
    return plus + ", ".join(digits(group) for group in re.findall(r"\d+", written))


def _telephone(match: re.Match[str], context: TextContext) -> str:
    return telephone(match.group())


def _free_call(match: re.Match[str], context: TextContext) -> str:
    """1-800-FLOWERS."""
    return f"one {cardinal(int(match['area']), context)} "


def _called(match: re.Match[str], context: TextContext) -> str | None:
    return telephone(match.group()) if _TELEPHONE_WORDS.search(before(match)) else None


def _coded(match: re.Match[str], context: TextContext) -> str | None:
    return telephone(match.group()) if _CODE_WORDS.search(before(match)) else None


def _emergency(match: re.Match[str], context: TextContext) -> str | None:
    return digits(match.group()) if _EMERGENCY.search(before(match)) else None


def _address(match: re.Match[str], context: TextContext) -> str:
    return " dot ".join(digits(part) for part in match["numbers"].split(".")) + _port(match["port"])


def _port(written: str | None) -> str:
    return f" port {digits(written)}" if written else ""


def _version(match: re.Match[str], context: TextContext) -> str | None:
    written = match["numbers"]
    if not match["v"] and written.count(".") == 1 and not _VERSION_WORDS.search(before(match)):
        return None
    word = "version " if match["v"] else ""
    return (
        word
        + " point ".join(_of_version(part, context) for part in written.split("."))
        + _suffix(match["suffix"], context)
    )


def _of_version(part: str, context: TextContext) -> str:
    return digits(part) if part[0] == "0" or len(part) > _MOST_PARTS_OF_A_CODE else cardinal(int(part), context)


def _suffix(written: str | None, context: TextContext) -> str:
    return f" {code(written.strip('-'), context)}" if written else ""


def _code(match: re.Match[str], context: TextContext) -> str:
    return code(match.group(), context)


def code(written: str, context: TextContext) -> str:
    """Letters and digits in turn; unknown letters are spelled, words in between are read."""
    parts = re.findall(r"\d+|[^\W\d_]+", written)
    if len(parts) > 2 * _MOST_PARTS_OF_A_CODE:
        return characters(written)
    said: list[str] = []
    for place, part in enumerate(parts):
        if part.isdecimal():
            said.append(in_pairs(part, context))
        else:
            said.append(_letters(part, is_last=place == len(parts) - 1))
    if len(said) > 1 and said[-1] == "s":
        said[-2:] = [f"{said[-2]}s"]
    return _joined(said)


def _letters(part: str, *, is_last: bool) -> str:
    is_plural = is_last and len(part) > 1 and part[-1] == "s" and part[:-1].isupper()
    if is_plural:
        return spelled_plural(part[:-1])
    is_word = len(part) > _LONGEST_WORD_IN_CODE and not _VOWELS.isdisjoint(part)
    is_name = len(part) > 1 and not part.isupper() and not _VOWELS.isdisjoint(part)
    return part if is_word or is_name or (len(part) == 1 and part == "s") else spelled(part)


def _joined(parts: Sequence[str]) -> str:
    """A hyphen behind "A" keeps eSpeak NG from reading an article."""
    return " ".join(parts).replace("A ", "A-") if parts and parts[0] == "A" else " ".join(parts)


def characters(written: str) -> str:
    """Every letter and digit for itself."""
    return ", ".join(digits(one) if one.isdecimal() else one.upper() for one in written if one.isalnum())


def rules() -> Sequence[Rule]:
    """From the longest numbers to short codes."""
    separator = r"[-‐‑.\s]"
    grouped = r"\d{1,5}(?:[-‐‑\s]\d{1,7})++(?:[-\s]?[xX](?!\w))?"
    suffix = r"(?P<suffix>-?(?:alpha|beta|rc|dev|a|b)\.?\d{0,3})?"
    octet = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
    return [
        Rule(
            "address",
            compile_verbose(rf"{BEGIN}(?P<numbers>{octet}(?:\.{octet}){{3}})(?::(?P<port>\d{{1,5}}))?{END}(?!\.\d)"),
            _address,
        ),
        Rule(
            "telephone",
            compile_verbose(
                rf"(?<![\w+])\+\d{{1,4}}(?:{separator}?\(\d{{1,5}}\))?(?:{separator}?\d{{2,5}}){{2,6}}{END}"
            ),
            _telephone,
        ),
        Rule(
            "telephone",
            compile_verbose(rf"(?<![\w])(?:1[-\s.])?\(\d{{2,5}}\)\s?\d{{2,5}}(?:[-.\s]?\d{{2,5}}){{1,3}}{END}"),
            _telephone,
        ),
        Rule(
            "telephone",
            compile_verbose(rf"{BEGIN}(?:1[-.\s])?[2-9]\d\d(?P<s>[-.\s])\d{{3}}(?P=s)\d{{4}}{END}"),
            _telephone,
        ),
        Rule("telephone", compile_verbose(rf"{BEGIN}1-(?P<area>8\d\d)-(?=[A-Z])"), _free_call),
        Rule("telephone", compile_verbose(rf"{BEGIN}(?<!\d\s)0\d{{2,4}}(?:[-\s]\d{{2,6}}){{1,3}}{END}"), _telephone),
        Rule("telephone", compile_verbose(rf"{BEGIN}{grouped}{END}"), _called),
        Rule("account", compile_verbose(rf"{BEGIN}{grouped}{END}"), _coded),
        Rule("account", compile_verbose(rf"{BEGIN}\d{{4}}(?:[-\s]\d{{4}}){{2,4}}{END}"), _telephone),
        Rule(
            "account",
            compile_verbose(rf"{BEGIN}(?!\d{{4}}-\d\d-\d\d\b)\d{{1,7}}(?:-\d{{1,7}}){{2,9}}(?:-[xX])?{END}"),
            _telephone,
        ),
        Rule("account", compile_verbose(rf"{BEGIN}\d{{3,20}}{END}(?![.,:/]\d|{DASH}\d)"), _coded),
        Rule("telephone", compile_verbose(rf"{BEGIN}\d{{3}}{END}(?![.,:/-]\d)"), _emergency),
        Rule(
            "version",
            compile_verbose(
                rf"(?<![^\W_])(?<!\d[.,])(?P<v>v\.?\s?(?=\d)|V\.?(?=\d+\.\d))(?P<numbers>\d{{1,8}}(?:\.\d{{1,8}}){{0,9}}){suffix}{END}"
            ),
            _version,
        ),
        Rule(
            "version",
            compile_verbose(rf"{BEGIN}(?P<v>)(?P<numbers>\d{{1,8}}(?:\.\d{{1,8}}){{1,9}}){suffix}{END}(?![.,]\d)"),
            _version,
        ),
    ]


def code_rules() -> Sequence[Rule]:
    """Letters mixed with digits: after units, times and ordinals, which look like that too."""
    part = r"[^\W_]{1,40}"
    return [
        Rule(
            "code",
            compile_verbose(
                rf"(?<![^\W_])(?<![^\W_]-)(?<!\d[.,])(?=[^\W_]{{0,40}}\d)(?=[^\W_]{{0,40}}[^\W\d_]){part}(?:-(?=[^\W_]{{0,40}}\d){part})?{END}"
            ),
            _code,
        ),
        Rule(
            "code",
            compile_verbose(rf"(?<![^\W_])(?<![^\W_]-)[A-Z][A-Za-z]{{0,9}}-\d{{1,6}}[A-Za-z]?{END}(?![.,:]\d|-\d)"),
            _code,
        ),
    ]
