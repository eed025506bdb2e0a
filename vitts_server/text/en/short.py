"""Abbreviations: with a full stop, before names, behind names, before numbers; initials."""

import re
from collections.abc import Sequence

from vitts_server import TextContext
from vitts_server.text.en.patterns import after, any_of, before, compile_verbose, stopped
from vitts_server.text.en.tables import Table
from vitts_server.text.rules import Rule

_CAPITALISED = re.compile(r"(?:(?P<first>^|[.!?:;]\s|[\"“(])|[\s])(?P<word>[A-Z][\w’'-]*|\d+(?:st|nd|rd|th))\s$")
_NUMBERED = re.compile(r"(?:^|[\s,])\d{1,6}[A-Za-z]?\s(?:[NSEW]\.?\s)?[A-Z][\w’'-]*\s$")
_NEXT_SENTENCE = re.compile(r"\s(?:I|It|He|She|The|They|We|You|This|That|But|There|Then|So)\b(?!\.)")


class Abbreviations:
    """The table, by what stands around them."""

    def __init__(self, table: Table) -> None:
        self._anywhere = table.texts("anywhere")
        self._words = table.texts("words")
        self._before_number = table.texts("before-number")
        self._before_name = table.texts("before-name")
        self._bare = table.texts("bare")
        self._after_name = table.texts("after-name")
        self._before_saint = frozenset(table.texts("places")["before-saint"].split())

    def rules(self) -> Sequence[Rule]:
        """What stands behind a name first: of "Main St." and "St. Paul" it is the one that needs more around it."""
        behind = any_of(self._after_name)
        return [
            Rule("abbreviation", compile_verbose(rf"\b(?P<short>{behind})\b\.?(?!\w)"), self._after),
            Rule(
                "abbreviation",
                compile_verbose(rf"\b(?P<short>{any_of(self._before_name)})(?=\s?[^\W\d_a-z]|\sand\s[A-Z])"),
                self._before,
            ),
            Rule(
                "abbreviation",
                compile_verbose(rf"\b(?P<short>{any_of(self._bare)})(?=\s[A-Z][\w’'.])"),
                self._before_bare,
            ),
            Rule(
                "abbreviation",
                compile_verbose(r"\b(?P<short>(?:DR|MR|MRS|MS|ST|PROF)\.)(?=\s[A-Z])"),
                self._before_upper,
            ),
            Rule(
                "abbreviation",
                compile_verbose(rf"(?<!\w)(?P<short>{any_of(self._before_number)})\s?(?=[#]?[\dIVX])"),
                self._numbered,
            ),
            Rule(
                "abbreviation",
                compile_verbose(rf"(?<![\w/.])(?P<short>{any_of(self._anywhere)})(?![^\W_])"),
                self._always,
            ),
            Rule(
                "abbreviation",
                compile_verbose(rf"(?<![\w/.@-])(?P<short>{any_of(self._words)})(?![\w/-]|\.\w)"),
                self._word,
            ),
            Rule("initials", compile_verbose(r"(?<![\w.])(?:[A-Z]\.\s){1,3}[A-Z]\.(?=\s[A-Z][a-z])"), self._initials),
            Rule(
                "initials",
                compile_verbose(r"(?<![\w.])(?:[A-Z]\.){1,6}(?:[A-Z](?=\.?(?!\w))\.?|(?=['’]s))"),
                self._initials,
            ),
            Rule("initials", compile_verbose(r"(?<![\w.])(?P<letter>[A-HJ-Z])\.(?=\s[A-Z][a-z])"), self._initial),
        ]

    def _after(self, match: re.Match[str], context: TextContext) -> str | None:
        short, behind = match["short"], after(match)
        found = _CAPITALISED.search(
            before(match).replace(", ", " ") if short in {"Jr", "Sr", "Inc", "Ltd", "Esq"} else before(match)
        )
        if not found:
            return None
        is_name_next = bool(re.match(r"\s[A-Z]", behind))
        if is_name_next and (short == "Dr" or short == "St") and not self._is_street(match, found, short):
            return None
        is_bare = not match.group().endswith(".")
        if is_bare and is_name_next and short in {"St", "Dr", "Co", "Pl", "Ct"} and not _NUMBERED.search(before(match)):
            return None
        return self._stopped(match, self._after_name[short])

    def _is_street(self, match: re.Match[str], found: re.Match[str], short: str) -> bool:
        if _NUMBERED.search(before(match)):
            return True
        if short == "Dr" or found["first"] is not None or found["word"] in self._before_saint:
            return False
        return bool(re.search(r"[a-z,]\s[A-Z\d][\w’'-]*\s$", before(match)))

    def _stopped(self, match: re.Match[str], said: str) -> str:
        return stopped(match, said)

    def _before(self, match: re.Match[str], context: TextContext) -> str | None:
        if match["short"] in {"Ft.", "Pt.", "Fr.", "Br.", "Rep.", "Det."} and re.search(r"[\d]\s?$", before(match)):
            return None
        return self._before_name[match["short"]] + ("" if after(match)[:1].isspace() else " ")

    def _before_bare(self, match: re.Match[str], context: TextContext) -> str:
        return self._bare[match["short"]]

    def _before_upper(self, match: re.Match[str], context: TextContext) -> str:
        return self._before_name[match["short"].capitalize()]

    def _numbered(self, match: re.Match[str], context: TextContext) -> str | None:
        if match["short"] in {"b.", "d."} and before(match, 1) != "(":
            return None
        if match["short"] in {"c.", "l.", "p.", "no."} and before(match, 1).isalnum():
            return None
        return self._before_number[match["short"]] + " "

    def _always(self, match: re.Match[str], context: TextContext) -> str:
        return self._stopped(match, self._anywhere[match["short"]])

    def _word(self, match: re.Match[str], context: TextContext) -> str:
        return self._words[match["short"]]

    def _initials(self, match: re.Match[str], context: TextContext) -> str:
        """ "U.S." and "J. K." without the stops that would end a sentence for eSpeak NG."""
        said = ".".join(letter for letter in match.group() if letter.isalpha())
        if match.group().endswith(".") and _NEXT_SENTENCE.match(after(match)):
            return f"{said}."
        return stopped(match, said)

    def _initial(self, match: re.Match[str], context: TextContext) -> str:
        return f"{match['letter']}"
