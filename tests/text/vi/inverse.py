"""Reads number words back into the number: written apart from the code it checks, from the grammar alone."""

_ONES = {
    "không": 0,
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
}


def number_of(words: str) -> int:
    """The number that the words say; raises `ValueError` for what is no number."""
    return _billions(words.split())


def _billions(words: list[str]) -> int:
    if "tỷ" not in words:
        return _millions(words)
    last = len(words) - 1 - words[::-1].index("tỷ")
    return _billions(words[:last]) * 10**9 + _millions(words[last + 1 :])


def _millions(words: list[str]) -> int:
    total = 0
    for names, size in ((("triệu",), 10**6), (("nghìn", "ngàn"), 10**3)):
        found = next((place for place, word in enumerate(words) if word in names), None)
        if found is not None:
            total += _hundreds(words[:found]) * size
            words = words[found + 1 :]
    return total + _hundreds(words)


def _hundreds(words: list[str]) -> int:
    total = 0
    if "trăm" in words:
        place = words.index("trăm")
        (hundreds,) = words[:place]
        total, words = _ONES[hundreds] * 100, words[place + 1 :]
        if words and words[0] in ("linh", "lẻ"):
            (_, one) = words
            return total + _ONES[one]
    return total + _tens(words)


def _tens(words: list[str]) -> int:
    match words:
        case []:
            return 0
        case ["mười"]:
            return 10
        case ["mười", one]:
            return 10 + _ONES[one]
        case [ten, "mươi"]:
            return 10 * _ONES[ten]
        case [ten, "mươi", one]:
            return 10 * _ONES[ten] + _ONES[one]
        case [one]:
            return _ONES[one]
    raise ValueError(words)
