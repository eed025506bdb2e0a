"""`vitts-server doctor`: prints the findings and ends with the exit code of the worst one."""

import asyncio
from typing import Annotated

import typer

from vitts_server.cli.doctor.diagnosis import Diagnosis
from vitts_server.cli.doctor.examination import examine
from vitts_server.cli.doctor.probes import TIMEOUT_S
from vitts_server.cli.doctor.target import Target, parse_target
from vitts_server.cli.exits import ExitCode, errors_as_one_line
from vitts_server.cli.logs import configure_logging
from vitts_server.cli.options import ONLY_LOOKS, Assignments, ConfigFile, DataFolder, VoiceFolders, open_settings
from vitts_server.config import Config
from vitts_server.registry import Registry


def doctor(
    address: Annotated[
        str | None,
        typer.Argument(help="http://, https:// or tcp:// address, or HOST:PORT; none: this installation."),
    ] = None,
    timeout: Annotated[
        float, typer.Option(min=0.1, metavar="SECONDS", help="For each connection, and for each answer.")
    ] = TIMEOUT_S,
    voices_dir: VoiceFolders = None,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    assignments: Assignments = None,
) -> None:
    """Find out why nothing is heard: at an address, or in this installation. docs/errors.md lists the exit codes."""
    configure_logging("error", "human")
    with errors_as_one_line():
        if address is not None:
            findings = asyncio.run(_ask_at(parse_target(address), timeout))
        else:
            options = {"voices.dir": voices_dir, "server.data-dir": data_dir, **ONLY_LOOKS}
            registry, settings = open_settings(config, assignments, options)
            findings = asyncio.run(_look_here(settings, registry, timeout))
    raise typer.Exit(max(findings, key=lambda found: found.code).code)


async def _ask_at(targets: list[Target], timeout_s: float) -> list[Diagnosis]:
    return [_print(await examine(target, timeout_s)) for target in targets]


async def _look_here(config: Config, registry: Registry, timeout_s: float) -> list[Diagnosis]:
    from vitts_server.cli.doctor.local import examine_installation

    return [_print(found) async for found in examine_installation(config, registry, timeout_s)]


def _print(found: Diagnosis) -> Diagnosis:
    mark = "problem" if found.code is not ExitCode.OK else "note   " if found.advice else "ok     "
    typer.echo(f"{mark}  {found.finding}")
    if found.advice:
        typer.echo(f"         {found.advice}")
    return found
