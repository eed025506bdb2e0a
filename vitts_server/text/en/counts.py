"""Plain numbers: ordinals, fractions, scores, ranges, and what else is made of digits alone."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from vitts_server import TextContext
from vitts_server.text.en.numerals import cardinal, digits, fraction, in_pairs, is_american, number, ordinal, spelled
from vitts_server.text.en.patterns import BEGIN, DASH, END, NUMBER, WHOLE, after, around, before, compile_verbose
from vitts_server.text.rules import Rule

_IDIOMS = {"24/7": "twenty-four seven", "9/11": "nine eleven", "50/50": "fifty-fifty"}
_SPORT = re.compile(
    r"(?i)\b(?:beat|beaten|won|win|wins|winning|lost|lose|loss|defeat|defeated|draw|drew|score|scored|lead|led|victory|"
    r"goal|goals|half-time|full-time|aggregate|match|thrash|thrashed)\b"
)
_SQUARED = {"²": "squared", "³": "cubed"}
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_RAISED, _LOWERED = "[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]", "[₀₁₂₃₄₅₆₇₈₉]"
_NUMBERED = re.compile(
    r"(?i)\b(?:flight|room|suite|apartment|flat|train|highway|boeing(?:['’]s)?|airbus|gate|unit|locker|peugeot|porsche|bus)\s(?:[A-Z]{2}\s)?$"
)
_LONGEST_PLAIN = 9
_LEAST_PRESSURE = 20
_HALF_OF_ALL = 50


def _ordinal(match: re.Match[str], context: TextContext) -> str:
    written = re.sub(r"\D", "", match["value"])
    return ordinal(int(written), context) if len(written) <= 18 else digits(written)


def _mixed(match: re.Match[str], context: TextContext) -> str | None:
    over, under = int(match["over"]), int(match["under"])
    if not 0 < over < under or under > 100:
        return None
    return f"{number(match['whole'], context)} and {_behind_whole(over, under, context, match)}"


def _players(match: re.Match[str], context: TextContext) -> str:
    """The 49ers."""
    return cardinal(int(match["value"]), context).removesuffix("e").removesuffix("y") + match["ending"]


def _fraction(match: re.Match[str], context: TextContext) -> str:
    written = match.group()
    if written in _IDIOMS:
        return _IDIOMS[written]
    over, under = match["over"], match["under"]
    behind = after(match)
    is_rating = under in {"10", "100"} and over != "1" and not re.match(r"\s(?:of\b|inch)", behind)
    if int(under) >= _LEAST_PRESSURE and float(over) > int(under):
        return f"{number(over, context)} over {number(under, context)}"
    if is_rating or over == under or re.match(r"\s?stars?\b", behind) or "." in over:
        return f"{number(over, context)} out of {number(under, context)}"
    said = fraction(int(over), int(under), context)
    return said.removesuffix("s") if re.match(r"-[a-z]", behind) else said


def _vulgar(match: re.Match[str], context: TextContext) -> str:
    over, under = unicodedata.normalize("NFKC", match["part"]).split("⁄")
    if not match["whole"]:
        return fraction(int(over), int(under), context)
    return f"{number(match['whole'], context)} and {_behind_whole(int(over), int(under), context, match)}"


def _behind_whole(over: int, under: int, context: TextContext, match: re.Match[str]) -> str:
    part = fraction(over, under, context)
    if _is_before_noun(match):
        part = part.removesuffix("s")
    return "a" + part.removeprefix("one") if over == 1 else part


def _is_before_noun(match: re.Match[str]) -> bool:
    """ "three and three quarter hours"."""
    return bool(re.match(r"\s(?!(?:of|and|or|to|in|on|at|is|was|by)\b)[a-z]", after(match)))


def _score(match: re.Match[str], context: TextContext) -> str | None:
    one, other = int(match["one"]), int(match["other"])
    if one == other == _HALF_OF_ALL:
        return "fifty-fifty"
    is_sport = bool(_SPORT.search(before(match, 120) + " " + after(match, 40)))
    if not is_sport and (one <= other or match["other"] != "0"):
        return None
    words = [_goals(value, context) for value in (one, other)]
    is_short = one == other or (not is_american(context) and (is_sport or other == 0))
    return (" " if is_short else " to ").join(words)


def _goals(value: int, context: TextContext) -> str:
    if value == 0:
        return "nothing" if is_american(context) else "nil"
    return cardinal(value, context)


def _to(match: re.Match[str], context: TextContext) -> str | None:
    if re.search(r"(?i)\bbetween\s\S{1,12}$", before(match)):
        return " and "
    if re.search(r"[^\W\d_]-[\d.]+$", before(match)):
        return " "
    if re.search(r"=|\d\s?[+×÷*]", around(match)) and match.group() != "–":
        return " minus "
    return " to "


def _season(match: re.Match[str], context: TextContext) -> str:
    return " to "


def _number(match: re.Match[str], context: TextContext) -> str:
    written = match.group()
    if re.fullmatch(r"\d{3,4}", written) and _NUMBERED.search(before(match)):
        return in_pairs(written, context)
    is_code = "," not in written and " " not in written and "." not in written and len(written) > _LONGEST_PLAIN
    return digits(written) if is_code else number(written, context)


def _by(match: re.Match[str], context: TextContext) -> str | None:
    if match["one"] == "0":
        return None
    is_size = "×" not in match.group() or re.search(r"\b(?:cm|mm|m|in|ft|px)\b", around(match))
    is_product = "=" in around(match) or not is_size or bool(re.match(r"10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]", after(match)))
    return f"{number(match['one'], context)} {'times' if is_product else 'by'} "


def _power(match: re.Match[str], context: TextContext) -> str:
    written = match["power"]
    base = number(match["base"], context) if match["base"][0].isdecimal() else _variable(match["base"])
    if written in _SQUARED:
        return f"{base} {_SQUARED[written]}"
    plain = written.translate(_SUPERSCRIPTS)
    if plain[-1] in "+-":  # the charge of an ion
        return f"{base} {_variable_power(plain[:-1], context)}{'plus' if plain[-1] == '+' else 'minus'}"
    value = re.sub(r"\D", "", plain)
    sign = "minus " if plain.startswith("-") else ""
    return (
        f"{base} to the {f'power of {sign}' if value else 'power of'}{number(value, context) if value else ''}".strip()
    )


def _variable_power(written: str, context: TextContext) -> str:
    return f"{number(written, context)} " if written.isdecimal() else ""


def _variable(written: str) -> str:
    return written if len(written) == 1 else spelled(written)


def _lowered(match: re.Match[str], context: TextContext) -> str:
    return number(match.group().translate(_SUBSCRIPTS), context)


def _nothing(match: re.Match[str], context: TextContext) -> str:
    return ""


def _any_digit(match: re.Match[str], context: TextContext) -> str:
    return number(match.group(), context)


def _any_numeral(match: re.Match[str], context: TextContext) -> str:
    value = unicodedata.numeric(match.group())
    if value == int(value) and value >= 0:
        return cardinal(int(value), context)
    over, _, under = unicodedata.normalize("NFKC", match.group()).partition("⁄")
    if over.isdecimal() and under.isdecimal():
        return fraction(int(over), int(under), context)
    return f"{'minus ' if value < 0 else ''}{number(str(abs(value)), context)}"


def first_rules() -> Sequence[Rule]:
    """What is made of several numbers."""
    one_other = r"(?P<one>\d{1,2})[-–](?P<other>\d{1,2})"
    raised = rf"(?P<power>{_RAISED}{{1,6}})"
    return [
        Rule(
            "footnote",
            compile_verbose(r"\s?\[(?:\d{1,3}|note\s\d{1,2})(?:[,–-]\s?\d{1,3}){0,9}\](?!\()(?<!\[\[)"),
            _nothing,
        ),
        Rule("power", compile_verbose(rf"{BEGIN}(?P<base>{NUMBER}){raised}"), _power),
        Rule("power", compile_verbose(rf"(?<![^\W_])(?P<base>[A-Za-zα-ωΑ-Ω]{{1,2}}){raised}"), _power),
        Rule(
            "footnote",
            compile_verbose(rf"(?<=[^\W\d_]{{3}}){_RAISED}{{1,4}}|(?<=[.,;:!?\"”’)]){_RAISED}{{1,4}}"),
            _nothing,
        ),
        Rule("formula", re.compile(rf"{_LOWERED}+"), _lowered),
        Rule("size", compile_verbose(rf"{BEGIN}(?P<one>{NUMBER})\s?[x×]\s?(?=\d)"), _by),
        Rule("score", compile_verbose(rf"(?=\d)(?<![\w.,$£€:/-]){one_other}(?![\w%°/:-]|[.,]\d)"), _score),
    ]


def fraction_rules() -> Sequence[Rule]:
    """Fractions, mixed and single: before units, which would take the denominator for their number."""
    return [
        Rule(
            "fraction",
            compile_verbose(
                rf"{BEGIN}(?P<whole>{WHOLE})[\s-](?P<over>\d{{1,2}})[/⁄](?P<under>\d{{1,3}})(?![\d/]){END}"
            ),
            _mixed,
        ),
        Rule(
            "fraction",
            compile_verbose(rf"{BEGIN}(?<!/)(?P<over>\d{{1,3}}(?:\.\d)?)[/⁄](?P<under>\d{{1,4}})(?![\d/]|\.\d){END}"),
            _fraction,
        ),
        Rule("fraction", compile_verbose(rf"(?:{BEGIN}(?P<whole>{WHOLE})\s?)?(?P<part>[¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])"), _vulgar),
    ]


def ordinal_rules() -> Sequence[Rule]:
    """Ordinals in digits."""
    return [
        Rule("number", compile_verbose(rf"{BEGIN}(?P<value>\d{{1,4}})(?P<ending>ers?){END}"), _players),
        Rule(
            "ordinal",
            compile_verbose(rf"{BEGIN}(?P<value>{WHOLE})(?:st|nd|rd|th|ST|ND|RD|TH|ᵗʰ|ˢᵗ|ⁿᵈ|ʳᵈ|[ºª]){END}"),
            _ordinal,
        ),
    ]


def last_rules() -> Sequence[Rule]:
    """What is left: ranges, single numbers, digits of any script."""
    return [
        Rule(
            "range",
            compile_verbose(
                rf"(?=[-‐‑–—−\s])(?:(?<=[\d%°])|(?<=\d[A-Za-z])|(?<=\d[A-Za-z]{{2}})|(?<=°[CF])|(?<=[ap]\.m\.))\s?{DASH}\s?(?=[$£€]?\d|noon|midnight)"
            ),
            _to,
        ),
        Rule("range", re.compile(r"(?<=\b(?:19|20)\d\d)/(?=\d\d\b)"), _season),
        Rule("number", compile_verbose(rf"{BEGIN}{NUMBER}"), _number),
        Rule("number", re.compile(r"\d+"), _any_digit),
    ]


def numeral_rules() -> Sequence[Rule]:
    """What stands for a number and is no digit."""
    return [Rule("number", re.compile("[" + _numerals() + "]"), _any_numeral)]


@cache
def _numerals() -> str:
    """Characters that stand for numbers and are no digits: ½, ①, Ⅳ."""
    return "".join(chr(code) for code in range(0x80, 0x1FFFF) if unicodedata.category(chr(code)) in {"No", "Nl"})
