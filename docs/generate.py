# ruff: noqa: INP001 - a script, not part of a package
"""Writes the generated parts of the documentation; `--check` only says whether they are up to date.

The rest of each page is written by hand: only what stands between the markers is replaced.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from pydantic.fields import FieldInfo

from vitts_server.app import load_registry
from vitts_server.cli.toml import toml_value
from vitts_server.config import CORE_SECTIONS, Section

PAGE = Path(__file__).parent / "settings.md"
BEGIN = "<!-- begin: written by `make docs` -->\n"
END = "<!-- end -->\n"


def main() -> None:
    """Write the page, or fail if it differs."""
    text = PAGE.read_text(encoding="utf-8")
    fresh = with_settings(text, [*CORE_SECTIONS, *load_registry().settings()])
    if "--check" not in sys.argv:
        PAGE.write_text(fresh, encoding="utf-8")
    elif fresh != text:
        sys.exit("docs/settings.md is out of date: run `make docs`")


def with_settings(text: str, sections: list[type[Section]]) -> str:
    """`text` with the tables of `sections` between its markers."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return "".join((before, BEGIN, *(line + "\n" for kind in sections for line in _table(kind)), "\n", END, after))


def _table(kind: type[Section]) -> Iterator[str]:
    yield from ("", f"## [{kind.section}]", "", " ".join((kind.__doc__ or "").split()), "")
    yield from ("| Setting | Default | Meaning |", "| --- | --- | --- |")
    for name, field in kind.model_fields.items():
        dashed = field.alias or name
        older = [variable for variable, setting in kind.environment.items() if setting == dashed]
        also = f" Also the variable `{'`, `'.join(older)}`." if older else ""
        meaning = (field.description or "").replace("|", "\\|")
        yield f"| `{dashed}` | {_default(field)} | {meaning}{also} |"


def _default(field: FieldInfo) -> str:
    """As TOML writes it; folders of the user start with `~`."""
    value = field.get_default(call_default_factory=True)
    if value is None:
        return "not set"
    if isinstance(value, Path):
        return f"`{toml_value(str(value).replace(str(Path.home()), '~'))}`"
    return f"`{toml_value(value)}`"


if __name__ == "__main__":
    main()
