"""A sentence as the ids that a Piper voice takes, and back: which stretch of audio each phoneme and each word gets."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import accumulate, groupby

from vitts_server import Mark, Phonemes, Span, Tensor

_PAD, _START, _END = "_", "^", "$"


class IdSequence:
    """Ids with padding between them, as the voices were trained; symbols without an id are left out."""

    def __init__(
        self, phonemes: Phonemes, id_map: Mapping[str, Sequence[int]], clusters: Collection[str] = frozenset()
    ) -> None:
        """`clusters`: symbols that stand for several in a row."""
        spans = phonemes.spans or (None,) * len(phonemes.symbols)
        merged = _merged(list(zip(phonemes.symbols, spans, strict=True)), clusters)
        known = [(symbol, span) for symbol, span in merged if symbol in id_map]
        self._symbols: list[tuple[str, Span | None]] = [(_START, None), *known, (_END, None)]
        groups = [[*id_map[symbol], *id_map[_PAD]] for symbol, _ in self._symbols[:-1]] + [[*id_map[_END]]]
        self._sizes = [len(group) for group in groups]
        self.ids = [number for group in groups for number in group]

    def marks(self, frames: Tensor, frame_s: float, start_s: float, text: str) -> list[Mark]:
        """Marks of all phonemes and words by their beginning. `frames`: whole frames of each id, int64 [ids].

        A phoneme has the padding after it; so the phonemes, with those that begin and end the sentence, fill it.
        """
        bounds = [0, *accumulate(self._sizes)]
        ends = [int(frames[:bound].sum()) for bound in bounds]
        timed = [
            Mark(
                kind="phoneme",
                text=symbol,
                start_s=start_s + ends[place] * frame_s,
                end_s=start_s + ends[place + 1] * frame_s,
                span=span,
            )
            for place, (symbol, span) in enumerate(self._symbols)
        ]
        return sorted([*_words(timed, text), *timed], key=lambda mark: mark.start_s)


def _merged(symbols: Sequence[tuple[str, Span | None]], clusters: Collection[str]) -> Sequence[tuple[str, Span | None]]:
    """With the longest cluster wherever one begins."""
    longest = max(map(len, clusters), default=0)
    found: list[tuple[str, Span | None]] = []
    place = 0
    while place < len(symbols):
        sizes = range(min(longest, len(symbols) - place), 1, -1)
        joined = {size: "".join(symbol for symbol, _ in symbols[place : place + size]) for size in sizes}
        size = next((size for size in sizes if joined[size] in clusters), 1)
        symbol, span = symbols[place]
        found.append((joined.get(size, symbol), span))
        place += size
    return found


def _words(phonemes: list[Mark], text: str) -> Iterator[Mark]:
    """Phonemes of one span in a row are one word, however many words eSpeak NG makes of it."""
    placed = [mark for mark in phonemes if mark.span is not None]
    for span, group in groupby(placed, key=lambda mark: mark.span):
        inside = list(group)
        if span is not None:
            word = text[span[0] : span[1]]
            yield Mark(kind="word", text=word, start_s=inside[0].start_s, end_s=inside[-1].end_s, span=span)
