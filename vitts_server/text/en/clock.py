"""Times of day, durations and what else is written with a colon."""

import re
from collections.abc import Sequence

from vitts_server import TextContext
from vitts_server.text.en.numerals import cardinal, digits
from vitts_server.text.en.patterns import BEGIN, DASH, END, after, compile_verbose
from vitts_server.text.rules import Rule

_HALF = r"(?:\s?(?:(?P<half>[AaPp])(?:\.[Mm]\b\.?|[Mm]\b)))"
_LAST_HOUR, _LAST_MINUTE, _NOON = 24, 59, 12
_HALVES = {"a": "A.M", "p": "P.M"}


def time_words(hour: int, minute: int | None, second: str | None, half: str, context: TextContext) -> str | None:
    """A time of day in words; `half` is "a", "p" or nothing. None if there is no such time."""
    if hour > _LAST_HOUR or (minute or 0) > _LAST_MINUTE:
        return None
    tail = f" {_HALVES[half]}" if half else ""
    said = cardinal(hour, context)
    if minute:
        said += f" oh {cardinal(minute, context)}" if minute < 10 else f" {cardinal(minute, context)}"
    elif minute == 0 and not half and second is None:
        said = _full_hour(hour, said)
    elif minute == 0 and second is not None:
        said += " zero zero"
    if second is not None:
        whole, _, part = second.partition(".")
        unit = "second" if second in {"1", "01"} else "seconds"
        said += f" and {cardinal(int(whole), context)}{' point ' + digits(part) if part else ''} {unit}"
    return said + tail


def _full_hour(hour: int, said: str) -> str:
    if hour in {0, _LAST_HOUR}:
        return "midnight"
    return f"{said} o'clock" if hour <= _NOON else f"{said} hundred"


def _time(match: re.Match[str], context: TextContext) -> str | None:
    half = (match["half"] or "").lower()
    said = time_words(int(match["hour"]), int(match["minute"]), match["second"], half, context)
    return said and _stopped(match, said)


def _dotted(match: re.Match[str], context: TextContext) -> str | None:
    said = time_words(int(match["hour"]), int(match["minute"]), None, match["half"].lower(), context)
    return said and _stopped(match, said)


def _hour(match: re.Match[str], context: TextContext) -> str | None:
    said = time_words(int(match["hour"]), None, None, match["half"].lower(), context)
    return said and _stopped(match, said)


def _from_hour(match: re.Match[str], context: TextContext) -> str | None:
    return time_words(int(match["hour"]), int(match["minute"]) if match["minute"] else None, None, "", context)


def _military(match: re.Match[str], context: TextContext) -> str | None:
    hour, minute = match["hour"], match["minute"]
    if int(hour) > _LAST_HOUR or int(minute) > _LAST_MINUTE:
        return None
    head = (
        f"oh {cardinal(int(hour[1]), context)}" if hour[0] == "0" and hour[1] != "0" else cardinal(int(hour), context)
    )
    if int(minute) == 0:
        return f"{head} hundred"
    return f"{head} {'oh ' if minute[0] == '0' else ''}{cardinal(int(minute), context)}"


def _stopped(match: re.Match[str], said: str) -> str:
    """With the full stop of "a.m." where that ends the sentence."""
    return f"{said}." if match.group().endswith(".") and not after(match).strip("\"'”’) ") else said


def _counted(written: str, unit: str, context: TextContext) -> str:
    return f"{cardinal(int(written), context)} {unit}{'' if int(written) == 1 else 's'}"


def _duration(match: re.Match[str], context: TextContext) -> str:
    return f"{_counted(match['hour'], 'hour', context)} {_counted(match['minute'], 'minute', context)}"


def _minutes(match: re.Match[str], context: TextContext) -> str:
    return f"{_counted(match['minute'], 'minute', context)} {_counted(match['second'], 'second', context)}"


def _ratio(match: re.Match[str], context: TextContext) -> str:
    return f"{cardinal(int(match['one']), context)} to {cardinal(int(match['other']), context)}"


def _verse(match: re.Match[str], context: TextContext) -> str:
    return f"{match['book']} {cardinal(int(match['one']), context)} {cardinal(int(match['other']), context)}"


def _lap(match: re.Match[str], context: TextContext) -> str:
    minutes, seconds = cardinal(int(match["minute"]), context), match["second"]
    said = (
        f"oh {cardinal(int(seconds), context)}"
        if seconds[0] == "0" and int(seconds)
        else cardinal(int(seconds), context)
    )
    return f"{minutes} {said} point {digits(match['part'])}"


def rules() -> Sequence[Rule]:
    """Times with minutes, bare hours, then other things with a colon."""
    clock = r"(?P<hour>[01]?\d|2[0-4])"
    end = rf"{END}(?!:\d|[.,]\d)"
    return [
        Rule(
            "duration",
            compile_verbose(rf"{BEGIN}(?P<hour>\d{{1,3}})\s?h(?:rs?)?\s?(?P<minute>[0-5]?\d)(?:\s?m(?:ins?)?)?{END}"),
            _duration,
        ),
        Rule(
            "duration",
            compile_verbose(rf"{BEGIN}(?P<minute>\d{{1,3}})\s?m(?:in)?\s(?P<second>[0-5]?\d)\s?s{END}"),
            _minutes,
        ),
        Rule(
            "time",
            compile_verbose(rf"{BEGIN}(?P<minute>\d{{1,2}}):(?P<second>[0-5]\d)\.(?P<part>\d{{1,3}}){END}"),
            _lap,
        ),
        Rule(
            "verse",
            compile_verbose(
                r"\b(?P<book>Genesis|Exodus|Psalms?|Matthew|Mark|Luke|John|Acts|Romans|Corinthians|Surah)"
                rf"\s(?P<one>\d{{1,3}}):(?P<other>\d{{1,3}}){end}"
            ),
            _verse,
        ),
        Rule(
            "time",
            compile_verbose(
                rf"{BEGIN}{clock}:(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d(?:\.\d{{1,6}}(?!\d))?))?(?:{_HALF}|{end})"
            ),
            _time,
        ),
        Rule("time", compile_verbose(rf"{BEGIN}{clock}[.](?P<minute>[0-5]\d){_HALF}"), _dotted),
        Rule("time", compile_verbose(rf"{BEGIN}{clock}{_HALF}"), _hour),
        Rule(
            "time",
            compile_verbose(
                rf"{BEGIN}{clock}(?::(?P<minute>[0-5]\d))?(?=\s?(?:{DASH}|to)\s?\d{{1,2}}(?:[:.]\d\d)?\s?[AaPp]\.?[Mm]\b)"
            ),
            _from_hour,
        ),
        Rule(
            "time", compile_verbose(rf"{BEGIN}(?P<hour>[0-2]\d)(?P<minute>[0-5]\d)(?=\s?(?:hrs|hours|h)\b)"), _military
        ),
        Rule("ratio", compile_verbose(rf"{BEGIN}(?P<one>\d{{1,9}})\s?:\s?(?P<other>\d{{1,9}}){end}"), _ratio),
    ]
