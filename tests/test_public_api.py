"""The public interface equals the golden file `public_api.txt`: names, fields and signatures, as the source has them.

Run as a program it writes the file anew; whoever does that changes what plugins rely on, and says so in CHANGELOG.md.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType

import vitts_server
from vitts_server import hookspecs

GOLDEN = Path(__file__).parent / "public_api.txt"


def public_api() -> str:
    """Everything that a plugin may import, and every hook."""
    lines = [line for name in sorted(vitts_server.__all__) for line in _described(name, getattr(vitts_server, name))]
    hooks = [value for name, value in vars(hookspecs).items() if name.startswith("vitts_")]
    return "\n".join([*lines, "", *(_signature(_definition(hook)) for hook in hooks), ""])


def _described(name: str, value: object) -> Iterator[str]:
    if isinstance(value, type):
        definition = _definition(value)
        assert isinstance(definition, ast.ClassDef)
        yield f"class {name}({', '.join(map(ast.unparse, definition.bases))})"
        yield from (f"    {line}" for line in _members(definition))
    elif isinstance(value, ModuleType):
        yield f"module {name}"
        functions = [item for item in vars(value).values() if isinstance(item, FunctionType)]
        yield from (f"    {_signature(_definition(item))}" for item in functions if item.__module__ == value.__name__)
    else:
        yield name


def _members(definition: ast.ClassDef) -> Iterator[str]:
    for member in definition.body:
        if isinstance(member, ast.AnnAssign):
            yield f"{ast.unparse(member.target)}: {ast.unparse(member.annotation)}{_default(member.value)}"
        elif isinstance(member, ast.Assign):
            yield ast.unparse(member)
        elif isinstance(member, ast.FunctionDef | ast.AsyncFunctionDef) and _is_public(member.name):
            yield _signature(member)


def _default(value: ast.expr | None) -> str:
    """Without the descriptions and limits of settings, which docs/settings.md has."""
    if value is None:
        return ""
    return " = ..." if isinstance(value, ast.Call) else f" = {ast.unparse(value)}"


def _is_public(name: str) -> bool:
    return not name.startswith("_") or name in ("__init__", "__aiter__", "__iter__", "__call__")


def _definition(value: type | FunctionType) -> ast.stmt:
    return ast.parse(textwrap.dedent(inspect.getsource(value))).body[0]


def _signature(definition: ast.stmt) -> str:
    assert isinstance(definition, ast.FunctionDef | ast.AsyncFunctionDef)
    keyword = "async def" if isinstance(definition, ast.AsyncFunctionDef) else "def"
    returns = f" -> {ast.unparse(definition.returns)}" if definition.returns else ""
    decorators = "".join(f"@{ast.unparse(decorator)} " for decorator in definition.decorator_list)
    return f"{decorators}{keyword} {definition.name}({ast.unparse(definition.args)}){returns}"


def test_the_public_interface_is_the_golden_one() -> None:
    assert public_api() == GOLDEN.read_text(encoding="utf-8"), "if that is on purpose, run `make docs`"


if __name__ == "__main__":
    GOLDEN.write_text(public_api(), encoding="utf-8")
