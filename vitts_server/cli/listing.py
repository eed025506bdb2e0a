"""`vitts-server plugins`: a table for people, JSON for programs."""

import json

import typer
from rich.console import Console
from rich.table import Table

from vitts_server.cli.exits import errors_as_one_line
from vitts_server.cli.options import Assignments, ConfigFile, open_settings
from vitts_server.cli.voices.opening import AsJson


def plugins(as_json: AsJson = False, config: ConfigFile = None, assignments: Assignments = None) -> None:
    """List the plugins: where each comes from and what it adds."""
    with errors_as_one_line():
        registry, _ = open_settings(config, assignments, {})
    rows = [
        {"name": name, "distribution": registry.distribution_of(name), "hooks": registry.hooks_of(name)}
        for name in registry.names()
    ]
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
        return
    table = Table("name", "from", "hooks")
    for row in rows:
        hooks = ", ".join(hook.removeprefix("vitts_") for hook in row["hooks"])
        table.add_row(str(row["name"]), str(row["distribution"] or "built in"), hooks)
    Console().print(table)
