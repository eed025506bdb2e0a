"""Pieces that the patterns of several rules are made of.

Quantifiers are possessive or bounded: no text makes them slow.
"""

import re

WHOLE = r"(?:\d{1,3}(?:,\d{3})++(?!\d)|\d{1,3}(?:\ \d{3})++(?![\d.,]?\d|-\d)|\d++)"
"""1,234,567 or 1 234 567 or 1234567."""
NUMBER = rf"(?:{WHOLE}(?:\.\d++)?|\.\d++)"
BEGIN = r"(?=[.\d])(?:(?<![^\W_])|(?<=\dx)(?<!\b0x))(?<!\d[.,:])"
"""Before a number: no letter or digit, nor the first part of a longer number."""
END = r"(?![^\W_])"
"""After a number or a unit: no letter or digit."""
SENTENCE_END = r"(?=[\"'”’)\]]*$)"
DASH = r"[-‐‑–—−]"


def compile_verbose(pattern: str, *, ignore_case: bool = False) -> re.Pattern[str]:
    """Spaces in the pattern part its pieces; the text's are written as an escaped space or \\s."""
    return re.compile(pattern, re.VERBOSE | (re.IGNORECASE if ignore_case else re.NOFLAG))


def any_of(words: "list[str] | frozenset[str] | dict[str, str] | dict[str, tuple[str, str]]") -> str:
    """One of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def before(match: re.Match[str], most_chars: int = 40) -> str:
    """What stands before the match."""
    return match.string[max(0, match.start() - most_chars) : match.start()]


def after(match: re.Match[str], most_chars: int = 40) -> str:
    """What stands behind the match."""
    return match.string[match.end() : match.end() + most_chars]


def around(match: re.Match[str], most_chars: int = 60) -> str:
    """The match with what stands around it: a part of the text, so that long texts take no longer."""
    return match.string[max(0, match.start() - most_chars) : match.end() + most_chars]


def stopped(match: re.Match[str], said: str) -> str:
    """`said` with the full stop of the match, if that ends the sentence too."""
    is_end = match.group().endswith(".") and not re.sub(r"[\"'”’)\]]", "", after(match)).strip()
    return f"{said}." if is_end else said
