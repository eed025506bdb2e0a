"""The commands below `vitts-server voices`; without one, or with options alone, it lists."""

from typing import Any

import typer
from typer.core import TyperGroup

from vitts_server.cli.voices.details import info
from vitts_server.cli.voices.installing import download, remove, update
from vitts_server.cli.voices.listing import list_voices
from vitts_server.cli.voices.trial import try_voice

_DEFAULT = "list"
_HELP = ("-h", "--help")


class _ListsByDefault(TyperGroup):
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What begins with an option belongs to the listing; help is that of the group."""
        if not args or (args[0].startswith("-") and args[0] not in _HELP):
            args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)


def voices_group() -> typer.Typer:
    """All of them."""
    group = typer.Typer(cls=_ListsByDefault, help="Voices: list, download, try and remove them.")
    group.command(_DEFAULT)(list_voices)
    for command in (download, remove, info, update):
        group.command()(command)
    group.command("test")(try_voice)
    return group
