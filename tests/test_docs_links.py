"""Links between the pages lead somewhere: to files that are there, and to headings that they have."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("plugins/*/README.md")])


def tokens(page: Path) -> Iterator[Token]:
    for token in MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8")):
        yield token
        yield from token.children or ()


def links(page: Path) -> Iterator[str]:
    """Those that lead to files of the project."""
    for token in tokens(page):
        target = str(token.attrGet("href") or token.attrGet("src") or "")
        if target and not re.match(r"[a-z]+:", target):
            yield unquote(target)


def anchors(page: Path) -> set[str]:
    """Of the headings, as code hosts make them."""
    found: set[str] = set()
    is_heading = False
    for token in tokens(page):
        if token.type == "inline" and is_heading:
            text = "".join(part.content for part in token.children or ())
            found.add(re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-"))
        is_heading = token.type == "heading_open"
    return found


def leads_nowhere(page: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    return not target.exists() or bool(anchor and anchor not in anchors(target))


def test_every_link_between_pages_leads_somewhere() -> None:
    all_links = [(page, link) for page in PAGES for link in links(page)]
    assert len(all_links) > 20
    assert [f"{page.relative_to(ROOT)}: {link}" for page, link in all_links if leads_nowhere(page, link)] == []


def test_a_link_to_nothing_is_noticed() -> None:
    readme = ROOT / "README.md"
    assert not leads_nowhere(readme, "docs/protocols.md#live-text")
    assert leads_nowhere(readme, "docs/nothing.md")
    assert leads_nowhere(readme, "docs/protocols.md#nothing")
