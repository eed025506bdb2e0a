"""Amounts of money: $3.50, £5m, US$ 20, 99¢, 20 EUR."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vitts_server import TextContext
from vitts_server.text.en.numerals import cardinal, number
from vitts_server.text.en.patterns import BEGIN, DASH, END, NUMBER, after, any_of, before, compile_verbose
from vitts_server.text.en.tables import Table
from vitts_server.text.rules import Rule

_PLACES = 2
_MOST_PENCE = 99


@dataclass(frozen=True, slots=True)
class Currency:
    """How a currency is said: one, more; and its hundredth part, if it has one."""

    unit: tuple[str, str]
    part: tuple[str, str] | None

    def said(self, amount: str, magnitude: str, context: TextContext, *, is_adjective: bool) -> str:
        """An amount, with a magnitude such as "million" or none; before a noun in the singular."""
        whole, point, part = amount.replace(",", "").replace(" ", "").partition(".")
        if magnitude:
            return f"{number(amount, context)} {magnitude} {self.unit[not is_adjective]}"
        if point and self.part and len(part) == _PLACES:
            return self._with_part(whole or "0", part, context, is_adjective=is_adjective)
        is_one = amount == "1" or is_adjective
        return f"{number(amount, context)} {self.unit[not is_one]}"

    def _with_part(self, whole: str, part: str, context: TextContext, *, is_adjective: bool) -> str:
        units = f"{number(whole, context)} {self.unit[not (whole == '1' or is_adjective)]}"
        if int(part) == 0:
            return units
        names = self.part or self.unit
        parts = f"{cardinal(int(part), context)} {names[not (int(part) == 1 or is_adjective)]}"
        return parts if int(whole) == 0 else f"{units} {'' if is_adjective else 'and '}{parts}"


class Money:
    """The currencies of the table."""

    def __init__(self, table: Table) -> None:
        self._by_sign: dict[str, Currency] = {}
        codes: list[str] = []
        for entry in table.entries("currency"):
            unit, part = entry["unit"], entry.get("part")
            currency = Currency((unit[0], unit[1]), (part[0], part[1]) if part else None)
            codes.append(str(entry["code"]))
            self._by_sign |= dict.fromkeys((*entry["signs"], entry["code"]), currency)
        self._magnitudes = table.texts("magnitudes")
        self._signs = any_of([sign for sign in self._by_sign if sign not in codes])
        self._codes = any_of(codes)

    def rules(self) -> Sequence[Rule]:
        """Signs before the amount, behind it, and parts alone."""
        magnitude = rf"(?:\s?(?P<magnitude>{any_of(self._magnitudes)}))?"
        amount = rf"(?P<amount>{NUMBER}){magnitude}{END}"
        first = rf"(?<![^\W_])(?P<sign>{self._signs}|(?:{self._codes})(?=\s?\d))\s?"
        return [
            Rule(
                "money",
                compile_verbose(rf"{first}(?P<amount>{NUMBER})(?P<magnitude>)(?={DASH}\d{{1,9}}(?:[km]|bn)?\b)"),
                self._lower,
            ),
            Rule("money", compile_verbose(rf"(?<=\d{DASH})(?P<amount>{NUMBER}){magnitude}{END}"), self._upper),
            Rule("money", compile_verbose(rf"{first}{amount}(?:\s(?P<code>{self._codes}))?"), self._coded),
            Rule(
                "money",
                compile_verbose(rf"{BEGIN}{amount[: -len(END)]}\s?(?P<sign>(?:{self._signs}|{self._codes}))(?![^\W_])"),
                self._amount,
            ),
            Rule("money", compile_verbose(rf"{BEGIN}(?P<amount>\d{{1,3}})\s?(?P<sign>¢)"), self._cents),
            Rule("money", compile_verbose(rf"{BEGIN}(?P<amount>\d{{1,2}})(?P<sign>p){END}"), self._cents),
        ]

    def read_whole(self, text: str, context: TextContext) -> str | None:
        """Text that is an amount and nothing else."""
        for rule in self.rules():
            found = rule.pattern.fullmatch(text)
            said = found and rule.read(found, context)
            if said:
                return said
        return None

    def _amount(self, match: re.Match[str], context: TextContext) -> str:
        magnitude = self._magnitudes.get(match["magnitude"] or "", "")
        return self._by_sign[match["sign"]].said(match["amount"], magnitude, context, is_adjective=_is_adjective(match))

    def _coded(self, match: re.Match[str], context: TextContext) -> str:
        """ "$5 USD", "$5 CAD": the code says which dollars."""
        magnitude = self._magnitudes.get(match["magnitude"] or "", "")
        currency = self._by_sign[match["code"] or match["sign"]]
        return currency.said(match["amount"], magnitude, context, is_adjective=_is_adjective(match))

    def _lower(self, match: re.Match[str], context: TextContext) -> str:
        return number(match["amount"], context)

    def _upper(self, match: re.Match[str], context: TextContext) -> str | None:
        """The second number of "$5-10": it gets the sign of the first."""
        signs = re.search(rf"({self._signs}|{self._codes})\s?{NUMBER}{DASH}$", before(match), re.VERBOSE)
        if signs is None:
            return None
        magnitude = self._magnitudes.get(match["magnitude"] or "", "")
        return self._by_sign[signs[1]].said(match["amount"], magnitude, context, is_adjective=_is_adjective(match))

    def _cents(self, match: re.Match[str], context: TextContext) -> str:
        one, more = ("cent", "cents") if match["sign"] == "¢" else ("penny", "pence")
        return f"{number(match['amount'], context)} {one if match['amount'] == '1' else more}"


def _is_adjective(match: re.Match[str]) -> bool:
    """ "a $5 bill": the singular stands before a noun."""
    return bool(re.search(r"(?i)(?:^|\s)an?\s$", before(match))) and bool(re.match(r"[\s-][a-z]", after(match)))
