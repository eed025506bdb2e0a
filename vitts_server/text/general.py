"""What holds in every language: one kind of quotes, marks once instead of many times, pauses that are heard.

Languages without rules of their own also get short addresses, and digits and letters one by one where markup asks for
them. Their numbers stay as they are: eSpeak NG reads those.
"""

import re
from collections.abc import Sequence

from vitts_server import Edit, TextContext, languages
from vitts_server.text.rules import Rule, Rules
from vitts_server.text.spacing import spaced
from vitts_server.text.web import ADDRESS, EMAIL, HASHTAG, MENTION, OTHER_ADDRESS, is_address, words_of

_DOUBLE_QUOTES = "“”„‟«»‹›〝〞＂"
_APOSTROPHES = "‘’‚‛ʼ′´`"
_BEGINNINGS = frozenset(["", *" \"'“‘«„(["])
_DOTS = r"(?:\.{2,}+|…++)"
_SPELLED = frozenset({"characters", "spell-out", "verbatim"})
_NUMBERED = frozenset({"digits", "telephone"})
_GROUP = re.compile(r"\d+")


class General:
    """Rules for any language; `own` are those that have rules of their own for addresses and markup."""

    name = "general"
    languages: Sequence[str] = ("*",)
    priority = 10
    version = "1"

    def __init__(self, own: Sequence[str]) -> None:
        self._own = frozenset(own)
        self._marks = Rules(_mark_rules())
        self._all = Rules([*_address_rules(), *_mark_rules()])

    def edits(self, text: str, context: TextContext, /) -> Sequence[Edit]:
        """What is read otherwise than it is written."""
        if languages.primary(context.language) in self._own:
            return spaced(text, self._marks.edits(text, context))
        kind = context.say_as.partition(":")[0].strip().lower()
        said = one_by_one(text, kind)
        if said:
            return [Edit(span=(0, len(text)), text=said, rule=kind)]
        return spaced(text, self._all.edits(text, context))


def one_by_one(text: str, kind: str) -> str | None:
    """Digits or characters with commas between them, so that every language reads each for itself."""
    if kind in _SPELLED:
        return ", ".join(character.upper() for character in text if character.isalnum())
    if kind in _NUMBERED:
        return ", ".join(" ".join(group) for group in _GROUP.findall(text))
    return None


def _mark_rules() -> Sequence[Rule]:
    return [
        Rule("marks", re.compile(r"[!?.…]{2,}|([!?,;])(?:\s\1)+|([,;。！？、，])\2+|¡{2,}|¿{2,}"), _mark),
        Rule("pause", re.compile(rf"(?<![.…])(?:\s?{_DOTS}\s?(?=[^\W\d_])|(?<=[^\W\d_]){_DOTS}(?=\s))"), _pause),
        Rule("end", re.compile(r"(?<![.…])(?:\.{2,}+|…[.…]*+)(?=[\"'“”’»)\]]*$)"), _end),
        Rule(
            "dash",
            re.compile(r"(?<=\s)-{2,3}(?=\s)|(?<=[^\W_]|[\"'”’»!?)])(?:-{2,3}|[—―⸺⸻﹘])(?=[^\W\d_])|[―⸺⸻﹘]"),
            _dash,
        ),
        Rule("hyphen", re.compile("[‐‑﹣－]"), _hyphen),
        Rule("quotes", re.compile(r"(?<=[«‹])\s|\s(?=[»›])"), _nothing),
        Rule("quotes", re.compile(f"[{_DOUBLE_QUOTES}]|''|``|‘‘|’’|‚‚"), _quote),
        Rule("apostrophe", re.compile(f"[{_APOSTROPHES}]"), _apostrophe),
    ]


def _address_rules() -> Sequence[Rule]:
    return [
        Rule("address", EMAIL, _email),
        Rule("address", ADDRESS, _address),
        Rule("address", OTHER_ADDRESS, _host),
        Rule("tag", HASHTAG, _name),
        Rule("name", MENTION, _name),
        Rule("name", re.compile(r"(?<=[^\W_])_+(?=[^\W_])"), _space),
    ]


def _mark(match: re.Match[str], context: TextContext) -> str | None:
    """Once; what asks is a question. Dots alone are a pause or an end."""
    written = match.group()
    if set(written) <= {".", "…"}:
        return None
    return "?" if "?" in written else "!" if "!" in written else written[0]


def _pause(match: re.Match[str], context: TextContext) -> str:
    """eSpeak NG hears no pause in three dots between words."""
    if match.string[match.start() - 1 : match.start()] in _BEGINNINGS:
        return " " if match.group()[0].isspace() else ""
    return "," if match.string[match.end()].isspace() else ", "


def _end(match: re.Match[str], context: TextContext) -> str:
    return "."


def _dash(match: re.Match[str], context: TextContext) -> str:
    """Between spaces, so that it is heard."""
    is_free = match.string[match.start() - 1 : match.start()].isspace()
    return "–" if is_free else " – "


def _hyphen(match: re.Match[str], context: TextContext) -> str:
    return "-"


def _quote(match: re.Match[str], context: TextContext) -> str:
    return '"'


def _apostrophe(match: re.Match[str], context: TextContext) -> str:
    return "'"


def _nothing(match: re.Match[str], context: TextContext) -> str:
    return ""


def _space(match: re.Match[str], context: TextContext) -> str:
    return " "


def _email(match: re.Match[str], context: TextContext) -> str:
    return f"{match['name'].replace('_', ' ')}@{match['host']}"


def _address(match: re.Match[str], context: TextContext) -> str | None:
    return _host(match, context) if is_address(match) else None


def _host(match: re.Match[str], context: TextContext) -> str:
    """What listeners can use: the host; its dots are read as eSpeak NG reads them in their language."""
    stop = re.search(r"[.,;:!?]$", match.group())
    return match["host"].rstrip(".,;:!?").removeprefix("www.") + (stop.group() if stop else "")


def _name(match: re.Match[str], context: TextContext) -> str:
    return words_of(match["name"])
