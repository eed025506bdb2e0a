"""Web and e-mail addresses, names of accounts, tags, files and folders."""

import re
from collections.abc import Sequence

from vitts_server import TextContext
from vitts_server.text.en.acronyms import Acronyms
from vitts_server.text.en.codes import characters, code
from vitts_server.text.en.numerals import spelled
from vitts_server.text.en.patterns import compile_verbose
from vitts_server.text.rules import Rule
from vitts_server.text.web import ADDRESS, EMAIL, HASHTAG, MENTION, OTHER_ADDRESS, is_address, words_of

_SAID_DOMAINS = frozenset(
    "com org net gov edu info biz app dev blog news page club live shop store online site cloud name museum".split()
)
_SIMPLE_PATH = re.compile(r"(?:/[A-Za-z0-9_-]{1,30}){1,3}/?")
_MARKS = {
    ".": "dot",
    "-": "dash",
    "_": "underscore",
    "+": "plus",
    "%": "percent",
    "/": "slash",
    "\\": "backslash",
    ":": "colon",
    "~": "tilde",
}
_SPELLED_SUFFIXES = frozenset(
    "pdf txt csv tsv html htm css js ts tsx jsx py rb rs md xml svg png jpg gif mp3 mp4 mkv avi mov wmv flac ogg wav "
    "exe dll xls xlsx doc docx ppt pptx odt ods "
    "php sql db sh cpp cc rtf psd tgz gz xz bz2 7z iso apk dmg deb rpm m4a webp "
    "webm yml cfg ini".split()
)
_SAID_SUFFIXES = frozenset(
    "zip jpeg json toml yaml log bat tar rar conf java go bin dat epub lock env swift html5 ipynb onnx".split()
)
_VOWELS = frozenset("aeiouyAEIOUY")


class Addresses:
    """Reads names the way words in capitals are read."""

    def __init__(self, acronyms: Acronyms) -> None:
        self._acronyms = acronyms

    def _pieces(self, written: str, context: TextContext) -> str:
        """Words, codes and marks of an address in turn."""
        said: list[str] = []
        for part in re.findall(r"[^\W_]+|[^\s]", written):
            if part in _MARKS:
                said.append(_MARKS[part])
            elif not part.isalnum():
                continue
            elif any(character.isdecimal() for character in part):
                said.append(code(part, context))
            elif _VOWELS.isdisjoint(part) and part.isascii():
                said.append(spelled(part))
            else:
                said.extend(self._acronyms.said(word) for word in words_of(part).split())
        return " ".join(said)

    def _host(self, written: str, context: TextContext) -> str:
        *names, top = written.strip(".").split(".")
        last = top.lower() if top.lower() in _SAID_DOMAINS or len(top) > 3 else spelled(top)
        return " dot ".join([*(self._pieces(name, context) for name in names), last])

    def _address(self, match: re.Match[str], context: TextContext) -> str | None:
        if not is_address(match):
            return None
        path = match["path"]
        said = f" {self._pieces(path.rstrip('/'), context)}" if path and _SIMPLE_PATH.fullmatch(path) else ""
        return (self._host(match["host"], context) + said).rstrip()

    def _other_address(self, match: re.Match[str], context: TextContext) -> str:
        stop = re.search(r"[.,;:!?]$", match.group())
        return self._host(match["host"].rstrip(".,;:!?"), context) + (stop.group() if stop else "")

    def _email(self, match: re.Match[str], context: TextContext) -> str:
        return f"{self._pieces(match['name'], context)} at {self._host(match['host'], context)}"

    def _mention(self, match: re.Match[str], context: TextContext) -> str:
        return f"at {self._pieces(match['name'], context)}"

    def _hashtag(self, match: re.Match[str], context: TextContext) -> str:
        return f"hashtag {' '.join(self._pieces(part, context) for part in words_of(match['name']).split())}"

    def _file(self, match: re.Match[str], context: TextContext) -> str:
        suffix = match["suffix"]
        is_said = suffix.lower() in _SAID_SUFFIXES
        return (
            f"{self._pieces(match['name'], context)} dot {suffix.lower() if is_said else code(suffix.upper(), context)}"
        )

    def _path(self, match: re.Match[str], context: TextContext) -> str:
        return self._pieces(match.group(), context)

    def rules(self) -> Sequence[Rule]:
        """Addresses with a scheme first."""
        suffixes = "|".join(sorted(_SPELLED_SUFFIXES | _SAID_SUFFIXES, key=len, reverse=True))
        return [
            Rule("address", EMAIL, self._email),
            Rule("address", ADDRESS, self._address),
            Rule("address", OTHER_ADDRESS, self._other_address),
            Rule("tag", HASHTAG, self._hashtag),
            Rule("name", MENTION, self._mention),
            Rule(
                "file",
                compile_verbose(
                    rf"(?<![\w./\\-])(?P<name>[\w][\w-]{{0,60}}(?:\.[\w-]{{1,30}}){{0,3}}?)\.(?P<suffix>{suffixes})(?![\w])(?!\.\w)",
                    ignore_case=True,
                ),
                self._file,
            ),
            Rule(
                "path",
                compile_verbose(
                    r"(?<![\w.~/\\:])(?:[A-Za-z]:\\|~/|\.{1,2}/|/)[\w.-]{1,60}(?:[/\\][\w.-]{1,60}){1,12}(?<!\.)/?"
                ),
                self._path,
            ),
            Rule("path", compile_verbose(r"(?<![\w.~/\\:])(?:[A-Za-z]:\\|~/)[\w.-]{1,60}(?<!\.)"), self._path),
            Rule(
                "identifier",
                compile_verbose(
                    r"(?<![\w-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])|"
                    r"(?<![\w:])(?:[0-9A-F]{2}:){5}[0-9A-F]{2}(?![\w:])",
                    ignore_case=True,
                ),
                self._identifier,
            ),
            Rule(
                "ip address",
                compile_verbose(
                    r"(?<![\w:])(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}(?![\w:])|(?<![\w:])(?:[0-9A-Fa-f]{1,4}:){1,6}(?::[0-9A-Fa-f]{1,4}){1,6}(?![\w:])"
                ),
                self._numbers,
            ),
        ]

    def _numbers(self, match: re.Match[str], context: TextContext) -> str:
        return " colon ".join(characters(part).replace(",", "") for part in match.group().split(":")).replace("  ", " ")

    def _identifier(self, match: re.Match[str], context: TextContext) -> str:
        """Groups of characters, with a pause between groups."""
        return ", ".join(characters(part).replace(",", "") for part in re.split("[:-]", match.group()))
