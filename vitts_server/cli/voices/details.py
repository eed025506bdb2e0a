"""`vitts-server voices info`: all there is to know of one voice, installed or not."""

import asyncio
import json
from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Column, Table

from vitts_server.cli.exits import errors_as_one_line
from vitts_server.cli.options import Assignments, ConfigFile, DataFolder, VoiceFolders
from vitts_server.cli.voices.opening import AsJson, installed, licence_of, open_voices
from vitts_server.values import VoiceInfo
from vitts_server.voices.catalogue import Catalogue, CatalogueVoice


def info(
    name: Annotated[str, typer.Argument(help="Name of the voice.")],
    as_json: AsJson = False,
    voices_dir: VoiceFolders = None,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    assignments: Assignments = None,
) -> None:
    """Show what is known of a voice, installed or in the catalogue's list."""
    with errors_as_one_line():
        registry, settings = open_voices(config, assignments, voices_dir, data_dir)
        voices, _ = asyncio.run(installed(settings, registry))
        index = Catalogue(settings).index()
        listed = index.find(name)
        found = next((voice for voice in voices if voice.name == (listed.key if listed else name)), None)
        if found is None and listed is None:
            raise index.unknown(name)
    facts: dict[str, Any] = {}
    if listed is not None:
        facts |= _of_listed(listed, Catalogue(settings))
    facts |= _of_installed(found) if found is not None else {"installed": False}
    if as_json:
        typer.echo(json.dumps(facts, indent=2, ensure_ascii=False))
    else:
        _print(facts)


def _of_listed(voice: CatalogueVoice, catalogue: Catalogue) -> dict[str, Any]:
    return {
        "name": voice.key,
        "languages": [voice.language.tag],
        "language_name": f"{voice.language.name_english} ({voice.language.name_native})",
        "quality": voice.quality,
        "speakers": sorted(voice.speaker_id_map, key=lambda speaker: voice.speaker_id_map[speaker]),
        "number_of_speakers": voice.num_speakers,
        "size_bytes": voice.size_bytes,
        "also_called": list(voice.aliases),
        "url": catalogue.settings.address(voice.model) if voice.model else None,
    }


def _of_installed(voice: VoiceInfo) -> dict[str, Any]:
    return {
        "name": voice.name,
        "installed": True,
        "languages": list(voice.languages),
        "quality": voice.quality,
        "speakers": list(voice.speakers),
        "number_of_speakers": max(1, len(voice.speakers)),
        "sample_rate_hz": voice.sample_rate_hz,
        "engine": voice.engine,
        "size_bytes": voice.size_bytes,
        "license": licence_of(voice),
        "attribution": f"{voice.attribution.name} {voice.attribution.url}".strip(),
        "path": str(voice.path) if voice.path else None,
    }


def _print(facts: Mapping[str, Any]) -> None:
    table = Table("", Column(overflow="fold"), show_header=False)
    for key, value in facts.items():
        if value in (None, "", []):
            continue
        said = ", ".join(map(str, value)) if isinstance(value, list) else value
        table.add_row(key.replace("_", " "), "yes" if said is True else "no" if said is False else str(said))
    Console().print(table)
