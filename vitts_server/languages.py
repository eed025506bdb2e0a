"""Language tags: one spelling inside (BCP 47, `vi-VN`), and how well one tag serves another. Pure functions."""

from collections.abc import Iterable


def normalize_tag(tag: str) -> str:
    """`vi_vn`, `VI-vn` -> `vi-VN`; parts that are neither language nor region keep their spelling in lower case."""
    parts = [part for part in tag.strip().replace("_", "-").split("-") if part]
    rest = [part.upper() if len(part) == 2 else part.lower() for part in parts[1:]]
    return "-".join([parts[0].lower(), *rest]) if parts else ""


def primary(tag: str) -> str:
    """The language without its region: `vi` of `vi-VN`."""
    return normalize_tag(tag).partition("-")[0]


def match(wanted: str, offered: Iterable[str]) -> int:
    """How well a voice with the languages `offered` serves `wanted`: 2 exactly, 1 same language, 0 not at all."""
    target = normalize_tag(wanted)
    tags = [normalize_tag(tag) for tag in offered]
    if target in tags:
        return 2
    return int(primary(target) in [primary(tag) for tag in tags])
