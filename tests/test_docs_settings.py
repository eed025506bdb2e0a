"""docs/settings.md is held to account: every setting with its default and its description.

Run as a program it writes the generated part of the page anew.
"""

import importlib
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from pydantic.fields import FieldInfo

from vitts_server import Section
from vitts_server.app import load_registry
from vitts_server.cli.toml import toml_value
from vitts_server.config import CORE_SECTIONS, load_config

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "settings.md"
BEGIN, END = "<!-- settings:begin -->\n", "<!-- settings:end -->\n"


def sections() -> list[type[Section]]:
    """Of the core, then of the plugins in this repository by name, installed or not."""
    missing = {name: module for name, module in own_plugins() if name not in load_registry().names()}
    found = load_registry(extra={name: importlib.import_module(module) for name, module in missing.items()}).settings()
    return [*CORE_SECTIONS, *sorted(found, key=lambda kind: kind.section)]


def own_plugins() -> Iterator[tuple[str, str]]:
    """Name and module of each that is a distribution of its own; afterwards they can be imported."""
    for project in sorted((ROOT / "plugins").glob("*/pyproject.toml")):
        sys.path.append(str(project.parent / "src"))
        yield from tomllib.loads(project.read_text(encoding="utf-8"))["project"]["entry-points"]["vitts"].items()


def with_settings(text: str, kinds: Iterable[type[Section]]) -> str:
    """`text` with the tables of `kinds` between its markers."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    tables = "".join(f"{line}\n" for kind in kinds for line in _table(kind))
    return f"{before}{BEGIN}{tables}\n{END}{after}"


def _table(kind: type[Section]) -> Iterator[str]:
    yield from ("", f"## [{kind.section}]", "", " ".join((kind.__doc__ or "").split()), "")
    yield from ("| Setting | Default | Meaning |", "| --- | --- | --- |")
    for name, field in kind.model_fields.items():
        dashed = field.alias or name
        variables = [f"`{variable}`" for variable, older in kind.inherited().items() if older.setting == dashed]
        also = f" Also the variable {', '.join(variables)}." if variables else ""
        meaning = (field.description or "").replace("|", "\\|")
        yield f"| `{dashed}` | {_default(field)} | {meaning}{also} |"


def _default(field: FieldInfo) -> str:
    """As TOML writes it; folders of the user start with `~`."""
    value = field.get_default(call_default_factory=True)
    if value is None:
        return "not set"
    return f"`{toml_value(str(value).replace(str(Path.home()), '~') if isinstance(value, Path) else value)}`"


@pytest.fixture(autouse=True)
def _folders_as_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)


def test_the_page_lists_every_setting_as_it_is() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == with_settings(text, sections()), "docs/settings.md is out of date: run `make docs`"


def test_every_setting_is_described() -> None:
    nameless = [
        f"{kind.section}.{name}"
        for kind in sections()
        for name, field in kind.model_fields.items()
        if not (field.description or "").endswith(".")
    ]
    assert not nameless, "each needs a description that is a sentence"


def test_the_example_on_the_page_is_a_valid_file(tmp_path: Path) -> None:
    file = tmp_path / "example.toml"
    file.write_text(PAGE.read_text(encoding="utf-8").partition("```toml\n")[2].partition("```")[0])
    assert load_config(sections(), file=file).origins


if __name__ == "__main__":
    PAGE.write_text(with_settings(PAGE.read_text(encoding="utf-8"), sections()), encoding="utf-8")
