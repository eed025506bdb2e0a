"""What words a listener may expect, as a language model in ARPA's format, and how many of them were misheard. Pure."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

_DISCOUNT = 0.5


def words(text: str) -> list[str]:
    """Lower-case words, without what is not said."""
    return re.findall(r"[a-z]+(?:'[a-z]+)*", text.lower().replace("’", "'"))


def word_errors(said: Sequence[str], heard: Sequence[str]) -> int:
    """Words that were changed, left out or added: the edit distance."""
    row = list(range(len(heard) + 1))
    for number, word in enumerate(said, start=1):
        previous, row[0] = row[0], number
        for place, other in enumerate(heard, start=1):
            previous, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, previous + (word != other))
    return row[-1]


def language_model(sentences: Sequence[Sequence[str]], order: int) -> str:
    """Of these sentences, with absolute discounting; of order 1 it knows which words there are, and no more."""
    counts = [Counter[tuple[str, ...]]() for _ in range(order)]
    for sentence in sentences:
        padded = ["<s>", *sentence, "</s>"]
        for size in range(1, order + 1):
            counts[size - 1].update(tuple(padded[at : at + size]) for at in range(len(padded) - size + 1))
    followers: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    for longer in (gram for kind in counts[1:] for gram in kind):
        followers[longer[:-1]].append(longer)
    lines = ["\\data\\", *(f"ngram {size}={len(counts[size - 1])}" for size in range(1, order + 1))]
    for size in range(1, order + 1):
        lines += ["", f"\\{size}-grams:"]
        for gram in sorted(counts[size - 1]):
            chance = _chance(gram, counts)
            back = f" {math.log10(_left_over(followers[gram], counts)):.4f}" if size < order else ""
            lines.append(f"{math.log10(chance) if chance > 0 else -99:.4f} {' '.join(gram)}{back}")
    return "\n".join([*lines, "", "\\end\\", ""])


def _chance(gram: tuple[str, ...], counts: list[Counter[tuple[str, ...]]]) -> float:
    if len(gram) == 1:
        total = sum(count for one, count in counts[0].items() if one != ("<s>",))
        return 0.0 if gram == ("<s>",) else counts[0][gram] / total
    return (counts[len(gram) - 1][gram] - _DISCOUNT) / counts[len(gram) - 2][gram[:-1]]


def _left_over(followers: list[tuple[str, ...]], counts: list[Counter[tuple[str, ...]]]) -> float:
    """What discounting left for words that were not seen after these, as a factor on their chance without these."""
    taken = sum(_chance(longer, counts) for longer in followers)
    shorter = sum(_chance(longer[1:], counts) for longer in followers)
    return max(1e-4, 1 - taken) / max(1e-4, 1 - shorter)
