"""Tables of what is written and what is read: `tests/text/cases/LANGUAGE/TOPIC[.TAG].tsv`.

One case a line, a tab between the two; lines that begin with # are comments. The tag is that of the language the text
is read in, such as `en-GB`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """One line of a table."""

    place: str
    """File and line, for who looks for it."""
    tag: str
    """Empty if the case holds in every region."""
    written: str
    read: str


def cases(language: str) -> Iterator[Case]:
    """All cases of a language, in the order of the files."""
    for file in sorted((CASES / language).glob("*.tsv")):
        _topic, _, tag = file.stem.partition(".")
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                written, tab, read = line.partition("\t")
                assert tab, f"{file.name}:{number} has no tab"
                yield Case(f"{file.stem}:{number}", tag, written, read)
