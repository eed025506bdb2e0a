"""`vitts-server voices` and `plugins`: tables for people, JSON for programs."""

import asyncio
import json
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from vitts_server.app import running
from vitts_server.cli.exits import errors_as_one_line
from vitts_server.cli.logs import configure_logging
from vitts_server.cli.options import Assignments, ConfigFile, DataFolder, VoiceFolders, open_settings
from vitts_server.config import Config
from vitts_server.registry import Registry
from vitts_server.values import BadVoice, VoiceInfo

_MOST_SPEAKERS = 6

AsJson = Annotated[bool, typer.Option("--json", help="JSON instead of a table.")]


def voices(
    as_json: AsJson = False,
    voices_dir: VoiceFolders = None,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    assignments: Assignments = None,
) -> None:
    """List the installed voices, the default one first, and files that can't be used."""
    configure_logging("error", "human")
    options = {"voices.dir": voices_dir, "server.data-dir": data_dir, "voices.preload": "false"}
    with errors_as_one_line():
        registry, settings = open_settings(config, assignments, options)
        found, bad = asyncio.run(_installed(settings, registry))
    if as_json:
        typer.echo(_voices_json(found, bad))
    else:
        _print_voices(found, bad)


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


async def _installed(config: Config, registry: Registry) -> tuple[Sequence[VoiceInfo], Sequence[BadVoice]]:
    async with running(config, registry, adapters=False) as server:
        return server.speech.voices(), server.speech.bad_voices()


def _voices_json(found: Sequence[VoiceInfo], bad: Sequence[BadVoice]) -> str:
    document = {
        "voices": [_voice_json(voice, is_default=index == 0) for index, voice in enumerate(found)],
        "unusable": [{"path": str(voice.path), "reason": voice.reason} for voice in bad],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _voice_json(voice: VoiceInfo, *, is_default: bool) -> dict[str, Any]:
    return {
        "name": voice.name,
        "default": is_default,
        "languages": voice.languages,
        "speakers": voice.speakers,
        "sample_rate_hz": voice.sample_rate_hz,
        "engine": voice.engine,
        "quality": voice.quality,
        "size_bytes": voice.size_bytes,
        "license": voice.license,
        "description": voice.description,
        "path": str(voice.path) if voice.path else None,
    }


def _print_voices(found: Sequence[VoiceInfo], bad: Sequence[BadVoice]) -> None:
    console = Console()
    table = Table("", "name", "languages", "speakers", "rate", "engine", "size", "licence")
    for index, voice in enumerate(found):
        table.add_row(
            "*" if index == 0 else "",
            voice.name,
            ", ".join(voice.languages),
            _speakers(voice),
            f"{voice.sample_rate_hz} Hz",
            voice.engine,
            f"{voice.size_bytes / 1e6:.1f} MB" if voice.size_bytes else "",
            voice.license,
        )
    if found:
        console.print(table)
        typer.echo("* speaks when nobody is named")
    else:
        typer.echo("No voice is installed. Put NAME.onnx and NAME.onnx.json into a folder: --voices-dir DIR")
    for file in bad:
        typer.echo(f"unusable: {file.path}: {file.reason}")


def _speakers(voice: VoiceInfo) -> str:
    """Some voices have hundreds; the JSON lists them all."""
    shown, more = voice.speakers[:_MOST_SPEAKERS], len(voice.speakers) - _MOST_SPEAKERS
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "") or "1"
