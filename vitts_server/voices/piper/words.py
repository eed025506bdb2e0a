"""Which word of the text each phoneme says: eSpeak NG gives phonemes, not where they come from.

Its phonemes come in words too, parted by spaces. Mostly they are as many as the text's words; numbers and symbols are
several or none, so words are then counted one by one. What is left uneven is spread in proportion.
"""

import re
from collections.abc import Callable, Sequence

Sentences = Sequence[Sequence[str]]

_TOKEN = re.compile(r"\S+")
_NOWHERE = (-1, -1)


def align_words(text: str, sentences: Sentences, phonemize: Callable[[str], Sentences]) -> list[tuple[int, int]]:
    """For each phoneme of all sentences the span of its word; (-1, -1) for spaces. `phonemize` says one word."""
    words = [(found.start(), found.end()) for found in _TOKEN.finditer(text)]
    spoken = sum(_count_words(sentence) for sentence in sentences)
    if not words or not spoken:
        return [_NOWHERE] * sum(map(len, sentences))
    if len(words) == spoken and all(_is_plain(text[first:end]) for first, end in words):
        counts = [1] * len(words)
    else:
        counts = [sum(map(_count_words, phonemize(text[first:end]))) for first, end in words]
    owners = _spread(counts, spoken)
    return _assign([words[owner] for owner in owners], sentences)


def _is_plain(word: str) -> bool:
    return all(character.isalpha() or character in ".,;:!?'\"()" for character in word) and any(map(str.isalpha, word))


def _count_words(symbols: Sequence[str]) -> int:
    return len("".join(symbols).split())


def _spread(counts: list[int], spoken: int) -> list[int]:
    """For each spoken word the number of the text's word."""
    owners = [owner for owner, count in enumerate(counts) for _ in range(count)] or list(range(len(counts)))
    return [owners[place * len(owners) // spoken] for place in range(spoken)]


def _assign(spans: list[tuple[int, int]], sentences: Sentences) -> list[tuple[int, int]]:
    assigned: list[tuple[int, int]] = []
    word = -1
    for sentence in sentences:
        is_inside = False
        for symbol in sentence:
            if symbol.isspace():
                is_inside = False
                assigned.append(_NOWHERE)
                continue
            word += not is_inside
            is_inside = True
            assigned.append(spans[word])
    return assigned
