"""docs/plugins.md is held to account: every hook with its exact signature, and the example plugin works.

Run as a program it writes the hooks' part of the page anew.
"""

import ast
import importlib
import inspect
import pkgutil
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType

import pytest

import vitts_server
from vitts_server import hookspecs
from vitts_server.app import BUILT_IN_PLUGINS

PAGE = Path(__file__).parent.parent / "docs" / "plugins.md"
BEGIN, END = "<!-- hooks:begin -->", "<!-- hooks:end -->"


def specifications() -> Iterator[tuple[str, list[FunctionType]]]:
    """The core's hooks, then those that built-in plugins declare, each list with a title."""
    yield "Of the server", _hooks(hookspecs)
    for name, place in BUILT_IN_PLUGINS.items():
        declare: Callable[[], list[object]] | None = getattr(pkgutil.resolve_name(place), "vitts_hookspecs", None)
        for specification in declare() if declare is not None else ():
            yield f"Declared by the plugin `{name}`", _hooks(specification)


def _hooks(specification: object) -> list[FunctionType]:
    functions = (value for value in vars(specification).values() if isinstance(value, FunctionType))
    return [function for function in functions if hasattr(function, f"{hookspecs.PROJECT}_spec")]


def signature(function: FunctionType) -> str:
    """As it is written in the source, on one line."""
    (definition,) = ast.parse(inspect.cleandoc(inspect.getsource(function))).body
    assert isinstance(definition, ast.FunctionDef)
    returns = f" -> {ast.unparse(definition.returns)}" if definition.returns else ""
    return f"def {definition.name}({ast.unparse(definition.args)}){returns}"


def hooks_part() -> str:
    """The text between the markers."""
    parts = []
    for title, functions in specifications():
        parts.append(f"### {title}")
        for function in functions:
            options = getattr(function, f"{hookspecs.PROJECT}_spec")
            note = ["The first answer that is not None counts."] if options["firstresult"] else []
            fence = f"```python\n{signature(function)}\n```"
            parts.extend([f"#### `{function.__name__}`", fence, inspect.getdoc(function) or "", *note])
    return "\n\n".join(["", *parts, ""])


def example(name: str) -> str:
    """The code block behind the comment that names it."""
    found = re.search(rf"<!-- example: {re.escape(name)} -->\n```\w+\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found is not None, f"the page has no example {name}"
    return found[1]


def test_every_hook_is_on_the_page_with_its_signature() -> None:
    page = PAGE.read_text()
    written = page.partition(BEGIN)[2].partition(END)[0]
    assert written == hooks_part(), "write it anew: python tests/test_docs_plugins.py"


def test_every_hook_explains_itself_and_is_prefixed() -> None:
    for _, functions in specifications():
        for function in functions:
            assert function.__name__.startswith("vitts_")
            assert inspect.getdoc(function)


def test_the_page_names_nothing_that_does_not_exist() -> None:
    hooks = {function.__name__ for _, functions in specifications() for function in functions}
    mentioned = set(re.findall(r"\bvitts_(?!server\b|beep\b)[a-z_]+", PAGE.read_text()))
    assert mentioned <= hooks
    imported = set(re.findall(r"^from vitts_server import (.+)$", PAGE.read_text(), re.MULTILINE))
    names = {name.strip() for line in imported for name in line.split(",")}
    assert names <= set(vitts_server.__all__)


async def test_the_example_plugin_passes_its_example_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("vitts_beep.py", "test_beep.py"):
        (tmp_path / name).write_text(example(name))
    monkeypatch.syspath_prepend(tmp_path)
    test = importlib.import_module("test_beep")
    folder = tmp_path / "server"
    folder.mkdir()
    await test.test_every_word_is_a_beep(folder)


def test_the_example_project_registers_the_example_plugin() -> None:
    project = tomllib.loads(example("pyproject.toml"))
    assert project["project"]["entry-points"][hookspecs.PROJECT] == {"beep": "vitts_beep"}
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"] == ["vitts_beep.py"]


if __name__ == "__main__":
    before, _, rest = PAGE.read_text().partition(BEGIN)
    PAGE.write_text(before + BEGIN + hooks_part() + END + rest.partition(END)[2])
