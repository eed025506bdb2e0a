"""Addresses: e-mail, web, network, hashtags and @names."""

import re

from vitts_server import TextContext
from vitts_server.text.rules import Rule
from vitts_server.text.vi.letters import Letters
from vitts_server.text.vi.numbers import Numbers
from vitts_server.text.vi.shapes import CAPITAL, END, LETTER, Before, rule, words
from vitts_server.text.vi.tables import Tables

_TOP_LEVEL = "com|net|org|edu|gov|info|biz|vn|io|co|me|app|dev|tv|asia|shop|store|online|xyz|uk|us|jp|cn|kr|fr|de|eu|ai"
_HOST = rf"(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*+)\.)+(?:{_TOP_LEVEL})(?![\w-])"
_PATH = r"(?::\d{1,5})?(?:[/?#](?:[^\s,;:!?()\[\]\"'“”<>]|[,;:!?](?=[^\s\"'“”)]))*+)?"
_LAST_IN_ADDRESS = 255
_LONGEST_PLACE = 3
_TRAILING = ".,;:!?'"
_PIECE = re.compile(rf"\d+|{LETTER}+|.")
_CAMEL = re.compile(rf"(?<=[^\W_]){CAPITAL}(?=(?!{CAPITAL}){LETTER})")
_TAG_BEFORE = Before(words("hashtag"))


class Addresses:
    """Read piece by piece: what is a word is said as one, signs by their names."""

    def __init__(self, tables: Tables, numbers: Numbers, letters: Letters) -> None:
        self._tables = tables
        self._numbers = numbers
        self._letters = letters

    def rules(self) -> list[Rule]:
        """In the order they are tried."""
        mail = r"(?<![\w.+-])[\w.+-]++@(?:[a-zA-Z0-9-]++\.)+[a-zA-Z]{2,}+(?!\w)"
        link = r"(?<!\w)(?:https?|ftp)://[^\s\"'“”<>]++"
        host = rf"(?<![\w.@-])(?:www\.{_HOST}|{_HOST}){_PATH}"
        network = r"(?<![\w.,])\d{1,3}(?:\.\d{1,3}){3}(?![\d]|[.,]\d)(?:/\d{1,2}(?!\d)|:\d{1,5}(?!\d))?"
        return [
            rule("e-mail", mail, self._address),
            rule("link", link, self._link),
            rule("web address", host, self._link),
            rule("network address", network, self._network),
            rule("number sign", rf"(?<![\w&#])#(?P<number>\d++){END}", self._place),
            rule("hashtag", rf"(?<![\w&#])#(?=\w*{LETTER})\w++", self._tag),
            rule("@name", rf"(?<![\w@])@(?=\w*{LETTER})\w++(?:\.\w++)*+", self._address),
            rule(
                "file",
                rf"(?<![\w-])[\w-]++\.(?:docx?|xlsx?|pptx?|pdf|jpe?g|png|zip|exe|txt|mp[34]){END}",
                self._address,
            ),
        ]

    def _address(self, match: re.Match[str], context: TextContext) -> str | None:
        return self._said(match.group())

    def _link(self, match: re.Match[str], context: TextContext) -> str | None:
        text = match.group()
        shown = text.rstrip(_TRAILING)
        return self._said(re.sub(r"^\w+://", "", shown)) + text[len(shown) :]

    def _network(self, match: re.Match[str], context: TextContext) -> str | None:
        pieces = re.findall(r"\d+|\D", match.group())
        if any(int(piece) > _LAST_IN_ADDRESS or str(int(piece)) != piece for piece in pieces[:7:2]):
            return None
        signs = self._tables.symbols["in-addresses"]
        return " ".join(signs.get(piece) or self._numbers.digits(piece) for piece in pieces)

    def _place(self, match: re.Match[str], context: TextContext) -> str | None:
        """#1 in a ranking; what is longer is the number of an order."""
        number = match["number"]
        return f"số {self._numbers.plain(number) if len(number) <= _LONGEST_PLACE else self._numbers.digits(number)}"

    def _tag(self, match: re.Match[str], context: TextContext) -> str | None:
        spaced = _CAMEL.sub(lambda capital: f" {capital.group()}", match.group()[1:]).replace("_", " ")
        said = (
            self._numbers.plain(piece) if piece.isdecimal() else self._letters.piece(piece)
            for piece in _PIECE.findall(spaced)
            if piece.strip()
        )
        return " ".join(said if _TAG_BEFORE(match) else ("hát tắc", *said))

    def _said(self, text: str) -> str:
        signs = self._tables.symbols["in-addresses"]
        said: list[str] = []
        for piece in _PIECE.findall(text):
            if piece.isdecimal():
                said.append(self._numbers.digits(piece))
            elif piece.isalpha():
                said.append(self._letters.piece(piece))
            else:
                said.append(signs.get(piece, ""))
        return " ".join(filter(None, said))
