"""Text as the columns that the nets see: Piper's phoneme symbols and what part each plays in time.

A column is one symbol: `^`, the phonemes, `$`. Piper's ids have a padding between all of them; it takes no time here.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from vitts_server.voices.piper.phonemes import EspeakPhonemizer

PAD, START, END = "_", "^", "$"
LONG = "ː"

Part = Literal["sound", "pause", "mark"]
"""A sound lasts at least a moment, a pause may be empty, a mark takes no time of its own."""


@dataclass(frozen=True, slots=True)
class Columns:
    """One utterance."""

    symbols: tuple[str, ...]
    parts: tuple[Part, ...]

    def units(self) -> list[str]:
        """What each column sounds like, for the alignment: long vowels are not short ones, pauses are all one."""
        following = (*self.symbols[1:], "")
        return [
            "silence" if part == "pause" else symbol + (LONG if after == LONG else "")
            for symbol, part, after in zip(self.symbols, self.parts, following, strict=True)
        ]


@cache
def symbol_ids() -> Mapping[str, Sequence[int]]:
    """The ids of all symbols, as every Piper voice for eSpeak NG has them."""
    import piper_phonemize

    return {symbol: list(ids) for symbol, ids in piper_phonemize.get_espeak_map().items()}


def columns(text: str, language: str) -> Columns:
    """The columns of a text; sentences follow each other with a space between."""
    symbols = [START]
    for number, sentence in enumerate(EspeakPhonemizer().phonemize(text, language)):
        symbols += [" "] * (number > 0)
        symbols += [symbol for symbol in sentence.symbols if symbol in symbol_ids()]
    return from_symbols([*symbols, END])


def from_symbols(symbols: Sequence[str]) -> Columns:
    """Of pauses that stand together one takes the time: the edge of the utterance, else the first."""
    parts: list[Part] = [_part(symbol) for symbol in symbols]
    first: int | None = None
    for place, part in enumerate(parts):
        if part == "sound":
            first = None
        elif part == "pause" and first is None:
            first = place
        elif part == "pause" and first is not None:
            loser, first = (first, place) if symbols[place] == END else (place, first)
            parts[loser] = "mark"
    return Columns(tuple(symbols), tuple(parts))


def _part(symbol: str) -> Part:
    category = unicodedata.category(symbol[0])
    if symbol in (START, END) or category[0] in "PZ":
        return "pause"
    return "sound" if category in ("Ll", "Lo", "Lu") else "mark"
