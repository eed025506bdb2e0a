"""How well the listener of `telling` understands a person: the lender of a timbre, in her own language.

The words are cut out of sentences that she and eSpeak NG have both said. What is told right of them is what can be
expected of a good voice.
"""

from collections.abc import Iterator

import numpy as np

from vitts_training.align import Alignment
from vitts_training.analysis import ALIGN_HOP_SAMPLES
from vitts_training.audio import Array, read_sound
from vitts_training.envelope import RATE_HZ
from vitts_training.loan import Loan
from vitts_training.symbols import Columns
from vitts_training.telling import told_apart

_LEAST_SYMBOLS, _LEAST_HALVES = 3, 25


def words_told(loan: Loan) -> tuple[float, float] | None:
    """What share of the lender's words is told right by one who knows eSpeak NG's timbre, and by one who knows hers.

    None if nothing that she has said is long enough.
    """
    found: dict[str, tuple[Array, Array, Array]] = {}
    for own, other in loan.pairs:
        if own.use != "choose":
            continue
        natural, said = (read_sound(one.recording.path, RATE_HZ) for one in (own, other))
        lent, _ = loan.given((said, RATE_HZ))
        words = zip(_words(own.columns, own.alignment), _words(other.columns, other.alignment), strict=True)
        for (word, place), (_, other_place) in words:
            if place.stop - place.start >= _LEAST_HALVES * ALIGN_HOP_SAMPLES:
                found.setdefault(word, (natural[place], said[other_place], lent[other_place]))
    if not found:
        return None
    natural_words, said_words, lent_words = zip(*found.values(), strict=True)
    return told_apart(natural_words, said_words), told_apart(natural_words, lent_words)


def _words(columns: Columns, alignment: Alignment) -> Iterator[tuple[str, slice]]:
    """Words of some length and the samples that they take."""
    ends = np.cumsum(alignment.halves) * ALIGN_HOP_SAMPLES
    starts = ends - alignment.halves * ALIGN_HOP_SAMPLES
    first = 0
    for place, part in enumerate([*columns.parts, "pause"]):
        if part == "pause":
            if place - first >= _LEAST_SYMBOLS:
                yield "".join(columns.symbols[first:place]), slice(int(starts[first]), int(ends[place - 1]))
            first = place + 1
