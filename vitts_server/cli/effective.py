"""`vitts-server config`: every setting as it holds now, and where its value came from."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from vitts_server.cli.exits import errors_as_one_line
from vitts_server.cli.options import Assignments, ConfigFile, open_settings
from vitts_server.cli.toml import toml_line
from vitts_server.config import Config, Section


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting in force; `value` as JSON has it."""

    section: str
    name: str
    value: Any
    origin: str
    description: str
    is_secret: bool = False
    """Then `value` is not the true one."""


def config(
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of a table.")] = False,
    as_toml: Annotated[bool, typer.Option("--toml", help="A settings file with every setting explained.")] = False,
    config_file: ConfigFile = None,
    assignments: Assignments = None,
) -> None:
    """Show the settings in force and where each came from."""
    with errors_as_one_line():
        _, effective = open_settings(config_file, assignments, {})
    settings = list(settings_in_force(effective))
    if as_json:
        typer.echo(_as_json(settings))
    elif as_toml:
        typer.echo(as_toml_file(settings))
    else:
        _print_table(settings)


def settings_in_force(effective: Config) -> Iterator[Setting]:
    """All settings in the order of their sections."""
    for kind, values in effective.sections.items():
        document = values.model_dump(mode="json", by_alias=True)
        for name, description in _descriptions(kind):
            origin = effective.origins.get(f"{kind.section}.{name}", "default")
            is_secret = isinstance(getattr(values, name.replace("-", "_")), SecretStr)
            yield Setting(kind.section, name, document[name], origin, description, is_secret)
        for name in document if kind.names_are_free else ():
            said = {key: value for key, value in document[name].items() if value is not None}
            origin = effective.origins.get(f"{kind.section}.{name}", "default")
            yield Setting(kind.section, name, said, origin, " ".join((kind.__doc__ or "").split()), False)


def as_toml_file(settings: list[Setting]) -> str:
    """A file that `--config` takes; what is not set is left as a comment."""
    lines: list[str] = []
    section = ""
    for setting in settings:
        if setting.section != section:
            section = setting.section
            lines += [*([""] if lines else []), f"[{section}]"]
        # Stars in its place would be a value like any other to whoever reads the file.
        secret = f"# {setting.name} is set, and a secret"
        line = secret if setting.is_secret else toml_line(setting.name, setting.value)
        lines += [f"# {setting.description}", line]
    return "\n".join(lines)


def _descriptions(kind: type[Section]) -> Iterator[tuple[str, str]]:
    for name, field in kind.model_fields.items():
        yield field.alias or name.replace("_", "-"), field.description or ""


def _as_json(settings: list[Setting]) -> str:
    document: dict[str, dict[str, Any]] = {}
    for setting in settings:
        document.setdefault(setting.section, {})[setting.name] = {"value": setting.value, "origin": setting.origin}
    return json.dumps(document, indent=2, ensure_ascii=False)


def _print_table(settings: list[Setting]) -> None:
    table = Table("setting", "value", "from")
    for setting in settings:
        value = "(not set)" if setting.value is None else json.dumps(setting.value, ensure_ascii=False)
        table.add_row(f"{setting.section}.{setting.name}", value, setting.origin)
    Console().print(table)
