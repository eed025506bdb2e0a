"""Snippets and whole answers as chat programs and language models write them, and what is read of them.

The files in `cases/chat` are for everybody to read and to correct.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.text.chat.reading import read

CASES = Path(__file__).parent.parent / "cases" / "chat"


def snippets() -> Iterator[tuple[str, str]]:
    for file in sorted(CASES.glob("*.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines():
            if "\t" in line:
                written, _, said = line.replace("⏎", "\n").partition("\t")
                yield written, said


@pytest.mark.parametrize(("written", "said"), list(snippets()), ids=[written[:40] for written, _ in snippets()])
def test_a_snippet_is_read_as_it_should_be(written: str, said: str) -> None:
    assert read(written) == said


@pytest.mark.parametrize("name", [file.stem for file in sorted(CASES.glob("*.md"))])
def test_an_answer_is_read_as_it_should_be(name: str) -> None:
    written, said = ((CASES / f"{name}{suffix}").read_text(encoding="utf-8") for suffix in (".md", ".txt"))
    assert read(written) == said.strip()


@pytest.mark.parametrize("name", [file.stem for file in sorted(CASES.glob("*.md"))])
def test_the_words_are_those_of_a_markdown_library(name: str) -> None:
    """An independent reader of Markdown finds the same words in the same order."""
    written = (CASES / f"{name}.md").read_text(encoding="utf-8")
    said = [word for word in read(written).split() if not word[0].isdigit() or not word.endswith(".")]
    expected = [word for line in _texts(written) for word in line.split()]
    assert _letters(said) == _letters(expected)


def _texts(written: str) -> Iterator[str]:
    for block in MarkdownIt("commonmark").enable("table").parse(written):
        if block.type == "html_block":
            yield re.sub("<[^>]*>", " ", block.content)
        for part in block.children or ():
            if part.type in ("text", "code_inline"):
                yield part.content


def _letters(words: list[str]) -> str:
    return "".join(character for word in words for character in word if character.isalnum())
