"""Options that several commands share, and how they become settings. A setting itself is described in its section."""

import os
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from vitts_server.config import ENV_PREFIX, Config, default_config_file
from vitts_server.errors import ConfigError
from vitts_server.registry import Registry

Overrides = Mapping[str, Mapping[str, Any]]
"""Section -> name -> value, as the command line gave them."""

ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config", envvar="VITTS_CONFIG", help="Settings file (TOML). Default: the user's one, if it exists."
    ),
]
Assignments = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="SECTION.NAME=VALUE", help="Any setting, such as speech.threads=2. Repeatable."),
]
VoiceFolders = Annotated[
    list[Path] | None, typer.Option("--voices-dir", metavar="DIR", help="Folder with voices. Repeatable.")
]
DataFolder = Annotated[
    Path | None, typer.Option("--data-dir", metavar="DIR", help="Folder for added voices and finished audio.")
]
ONLY_LOOKS = {"voices.preload": "false", "voices.download-missing": "false"}
"""Options of commands that open the voices: only a server gets anything ready by itself."""
LogLevel = Annotated[str | None, typer.Option("--log-level", help="debug, info, warning or error.")]


def open_settings(
    config_file: Path | None, assignments: Sequence[str] | None, options: Mapping[str, object]
) -> tuple[Registry, Config]:
    """The plugins and the settings. `options`: dotted name -> value, those not given None or empty.

    An option of its own wins over `--set`. Raises `ConfigError` and `PluginError`.
    """
    from vitts_server.app import load_registry, load_settings

    overrides = _merge(dict(map(_parse, assignments or ())), options)
    file = config_file or _users_file()
    registry = load_registry(disabled_plugins(file, overrides))
    return registry, load_settings(registry, file, overrides)


def disabled_plugins(file: Path | None, overrides: Overrides) -> list[str]:
    """`server.disabled-plugins`, which is needed before the sections of the plugins are known."""
    given = overrides.get("server", {}).get("disabled-plugins")
    if given is None:
        given = os.environ.get(f"{ENV_PREFIX}SERVER__DISABLED_PLUGINS")
    if given is None and file is not None:
        given = _from_file(file)
    names = given.split(",") if isinstance(given, str) else given
    return [str(name).strip() for name in names] if isinstance(names, Sequence) else []


def _users_file() -> Path | None:
    file = default_config_file()
    return file if file.is_file() else None


def _from_file(file: Path) -> object:
    """Damage in the file is reported by whoever reads all of it."""
    try:
        server = tomllib.loads(file.read_text(encoding="utf-8")).get("server")
    except (OSError, ValueError):
        return None
    return server.get("disabled-plugins", server.get("disabled_plugins")) if isinstance(server, Mapping) else None


def _merge(assigned: Mapping[str, object], options: Mapping[str, object]) -> Overrides:
    given = {name: value for name, value in options.items() if value not in (None, (), [])}
    merged: dict[str, dict[str, Any]] = {}
    for dotted, value in {**assigned, **given}.items():
        section, _, name = dotted.partition(".")
        merged.setdefault(section, {})[name] = value
    return merged


def _parse(assignment: str) -> tuple[str, object]:
    dotted, found, value = (part.strip() for part in assignment.partition("="))
    section, dot, name = dotted.partition(".")
    if not (found and section and dot and name):
        raise ConfigError(f"--set {assignment}: write SECTION.NAME=VALUE, such as speech.threads=2", field=dotted)
    return f"{section}.{name.replace('_', '-')}", _value(assignment, value)


def _value(assignment: str, text: str) -> object:
    """Text, as in the environment; a list or a table is written as in TOML."""
    if not text.startswith(("[", "{")):
        return text
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"--set {assignment}: the value is not valid TOML: {error}") from error
