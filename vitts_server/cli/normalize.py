"""`vitts-server normalize`: prints a text as it will be spoken, and on demand which rule did what."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from vitts_server.app import running
from vitts_server.cli.exits import errors_as_one_line
from vitts_server.cli.logs import configure_logging
from vitts_server.cli.options import ONLY_LOOKS, Assignments, ConfigFile, DataFolder, VoiceFolders, open_settings
from vitts_server.config import Config
from vitts_server.registry import Registry
from vitts_server.values import Reading, SynthesisRequest


def normalize(
    text: Annotated[str, typer.Argument(help="What to read; -: read it from standard input.")],
    language: Annotated[
        str | None, typer.Option(metavar="TAG", help="Whose rules, such as vi; default: those of the default voice.")
    ] = None,
    voice: Annotated[str | None, typer.Option(metavar="NAME", help="The voice that would speak.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say which rule did what.")] = False,
    ssml: Annotated[bool, typer.Option("--ssml", help="The text is SSML, however it begins.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Everything as JSON.")] = False,
    voices_dir: VoiceFolders = None,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    assignments: Assignments = None,
) -> None:
    """Print a text as it will be spoken, on one line; nothing is spoken."""
    configure_logging("error", "human")
    options = {"voices.dir": voices_dir, "server.data-dir": data_dir, **ONLY_LOOKS}
    with errors_as_one_line():
        registry, settings = open_settings(config, assignments, options)
        given = typer.get_text_stream("stdin").read() if text == "-" else text
        request = SynthesisRequest(text=given, language=language, voice=voice, text_format="ssml" if ssml else "text")
        readings = asyncio.run(_read(settings, registry, request))
    if as_json:
        typer.echo(json.dumps([asdict(reading) for reading in readings], ensure_ascii=False, indent=2))
        return
    typer.echo(" ".join(reading.text for reading in readings if reading.text))
    if explain:
        _explain(given, readings)


async def _read(config: Config, registry: Registry, request: SynthesisRequest) -> Sequence[Reading]:
    async with running(config, registry, adapters=False) as server:
        return await server.speech.read(request)


def _explain(text: str, readings: Sequence[Reading]) -> None:
    table = Table("stage", "rule", "sent", "before", "after")
    for change in (change for reading in readings for change in reading.changes):
        cells = (change.stage, change.rule, text[slice(*change.span)], change.before, change.after)
        table.add_row(*(Text(cell.replace("\n", "⏎")) for cell in cells))
    Console().print(table if table.row_count else "no rule changed anything")
