"""The application `vitts-server`: its commands, and those that plugins add."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from vitts_server import __version__
from vitts_server.cli.doctor.command import doctor
from vitts_server.cli.effective import config
from vitts_server.cli.exits import errors_as_one_line
from vitts_server.cli.listing import plugins
from vitts_server.cli.normalize import normalize
from vitts_server.cli.options import disabled_plugins, open_settings
from vitts_server.cli.say import say
from vitts_server.cli.serve import serve
from vitts_server.cli.voices import voices_group
from vitts_server.config import Config
from vitts_server.errors import PluginError, VittsError

_COMMANDS = (serve, say, normalize, plugins, config, doctor)


class _WithPlugins(TyperGroup):
    """Asks the plugins for commands only when one is named, or listed, that is not built in."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The built-in command, else a plugin's."""
        own = super().get_command(ctx, cmd_name)
        if own is None:
            with errors_as_one_line():
                return self._of_plugins().get(cmd_name)
        return own

    def invoke(self, ctx: Any) -> Any:
        """Plugins raise the errors of the public interface; the built-in commands have turned theirs into words."""
        with errors_as_one_line():
            return super().invoke(ctx)

    def list_commands(self, ctx: Any) -> list[str]:
        """A plugin that can't be loaded must not take the help with it."""
        own = super().list_commands(ctx)
        try:
            return [*own, *(name for name in self._of_plugins() if name not in own)]
        except VittsError as error:
            typer.echo(f"vitts-server: commands of plugins are missing: {error.message}", err=True)
            return own

    def _of_plugins(self) -> dict[str, Any]:
        from vitts_server.app import load_registry

        added = typer.Typer()
        load_registry(disabled_plugins(None, {})).gather("vitts_commands", cli=added, settings=_settings)
        group = typer.main.get_group(added)
        if double := set(group.commands) & set(self.commands):
            raise PluginError(f"a plugin adds the command {min(double)!r}, which is built in")
        return dict(group.commands)


def main() -> None:
    """Run the command line of this process."""
    application()(prog_name="vitts-server")


def application() -> typer.Typer:
    """All built-in commands."""
    cli = typer.Typer(
        cls=_WithPlugins,
        help="One server that speaks: VITS (Piper) voices over Wyoming and HTTP.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    cli.callback()(_options)
    for command in _COMMANDS:
        cli.command()(command)
    cli.add_typer(voices_group(), name="voices")
    return cli


def _settings(config_file: Path | None, assignments: Sequence[str]) -> Config:
    return open_settings(config_file, assignments, {})[1]


def _print_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"vitts-server {__version__}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """What stands before a command; the callback does the work."""
