"""Values of SSML attributes as numbers (W3C Speech Synthesis Markup Language 1.1, section 3.2)."""

import re

from vitts_server import BadRequest

_RATES = {"x-slow": 0.5, "slow": 0.75, "medium": 1.0, "default": 1.0, "fast": 1.35, "x-fast": 1.75}
_VOLUMES = {"silent": 0.0, "x-soft": 0.25, "soft": 0.5, "medium": 1.0, "default": 1.0, "loud": 1.4, "x-loud": 2.0}
_PITCHES = {"x-low": 0.75, "low": 0.87, "medium": 1.0, "default": 1.0, "high": 1.15, "x-high": 1.33}
_STRENGTHS = {"none": 0.0, "x-weak": 0.1, "weak": 0.25, "medium": 0.5, "strong": 1.0, "x-strong": 1.5}
_TIME = re.compile(r"\+?(\d*\.?\d+)(ms|s)")
_NUMBER = re.compile(r"([+-]?)(\d*\.?\d+)(%|dB|db|st|Hz)?")
_MOST_PAUSE_S = 10.0
_LEAST_RATE, _MOST_RATE = 0.1, 10.0
_MOST_VOLUME = 10.0
_LEAST_PITCH, _MOST_PITCH = 0.5, 2.0


def pause_s(time: str | None, strength: str | None) -> float:
    """`<break>`: seconds. Raises `BadRequest`."""
    if time is None:
        return _named(_STRENGTHS, strength or "medium", "strength of <break>")
    found = _TIME.fullmatch(time.strip())
    length_s = float(found[1]) / (1000 if found[2] == "ms" else 1) if found else -1.0
    if not 0 <= length_s <= _MOST_PAUSE_S:
        raise _refused("time of <break>", time, f"a time up to {_MOST_PAUSE_S:g}s, such as 500ms or 1.5s")
    return length_s


def rate(value: str) -> float:
    """`<prosody rate>`: a factor on the pace. Raises `BadRequest`."""
    allowed = f"one of {', '.join(_RATES)}, a percentage or a factor, from {_LEAST_RATE:g} to {_MOST_RATE:g} times"
    if value in _RATES:
        return _RATES[value]
    found = _NUMBER.fullmatch(value.strip())
    if found is None or found[3] not in (None, "%"):
        raise _refused("rate of <prosody>", value, allowed)
    sign, number, unit = found.groups()
    amount = float(number) / (100 if unit == "%" else 1)
    factor = amount if not sign else 1 + amount * (1 if sign == "+" else -1)
    if not _LEAST_RATE <= factor <= _MOST_RATE:
        raise _refused("rate of <prosody>", value, allowed)
    return factor


def volume(value: str) -> float:
    """`<prosody volume>`: a factor on the samples. A bare number is SSML 1.0's scale to 100. Raises `BadRequest`."""
    if value in _VOLUMES:
        return _VOLUMES[value]
    allowed = f"one of {', '.join(_VOLUMES)}, or decibels such as +6dB, up to {_MOST_VOLUME:g} times"
    found = _NUMBER.fullmatch(value.strip())
    if found is None or found[3] in ("st", "Hz"):
        raise _refused("volume of <prosody>", value, allowed)
    sign, number, unit = found.groups()
    signed = float(f"{sign}{number}")
    scaled = 1 + signed / 100 if sign else signed / 100
    factor = 10 ** (min(signed, 99) / 20) if unit in ("dB", "db") else scaled
    if not 0 <= factor <= _MOST_VOLUME:
        raise _refused("volume of <prosody>", value, allowed)
    return factor


def pitch(value: str) -> float | None:
    """`<prosody pitch>`: a factor; None for hertz, since nobody knows those of a voice. Raises `BadRequest`."""
    if value in _PITCHES:
        return _PITCHES[value]
    allowed = (
        f"one of {', '.join(_PITCHES)}, a change such as +10% or -2st, from {_LEAST_PITCH:g} to {_MOST_PITCH:g} times"
    )
    found = _NUMBER.fullmatch(value.strip())
    if found is None or found[3] in ("dB", "db", None) or not (found[1] or found[3] == "Hz"):
        raise _refused("pitch of <prosody>", value, allowed)
    change = float(f"{found[1]}{found[2]}")
    if found[3] == "Hz":
        return None
    factor = 2 ** (min(change, 99) / 12) if found[3] == "st" else 1 + change / 100
    if not _LEAST_PITCH <= factor <= _MOST_PITCH:
        raise _refused("pitch of <prosody>", value, allowed)
    return float(factor)


def _named(values: dict[str, float], name: str, what: str) -> float:
    if name not in values:
        raise _refused(what, name, f"one of {', '.join(values)}")
    return values[name]


def _refused(what: str, value: str, allowed: str) -> BadRequest:
    return BadRequest(f"the {what} must be {allowed}, not {value!r}", field="text")
