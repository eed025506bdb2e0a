"""`vitts-server voices list`: tables for people, JSON for programs."""

import asyncio
import json
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Column, Table

from vitts_server.cli.exits import errors_as_one_line
from vitts_server.cli.options import Assignments, ConfigFile, DataFolder, VoiceFolders
from vitts_server.cli.voices.opening import AsJson, installed, licence_of, megabytes, open_voices
from vitts_server.values import BadVoice, VoiceInfo
from vitts_server.voices.catalogue import Catalogue, CatalogueVoice, is_spoken

_MOST_SPEAKERS = 6
_LEAST_NAME_WIDTH = 24


def list_voices(
    available: Annotated[
        bool, typer.Option("--available", help="What the catalogue has, instead of what is installed.")
    ] = False,
    language: Annotated[
        str | None, typer.Option(metavar="TAG", help="Only voices of this language, such as vi or vi-VN.")
    ] = None,
    as_json: AsJson = False,
    voices_dir: VoiceFolders = None,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    assignments: Assignments = None,
) -> None:
    """List the installed voices, the default one first, and files that can't be used; or what could be installed."""
    with errors_as_one_line():
        registry, settings = open_voices(config, assignments, voices_dir, data_dir)
        found, bad = asyncio.run(installed(settings, registry))
        if available:
            _list_available(Catalogue(settings), {voice.name: voice for voice in found}, language, is_json=as_json)
        else:
            _list_installed(found, bad, language, is_json=as_json)


def _list_installed(
    found: Sequence[VoiceInfo], bad: Sequence[BadVoice], language: str | None, *, is_json: bool
) -> None:
    default = found[0].name if found else None
    voices = [voice for voice in found if language is None or any(is_spoken(language, tag) for tag in voice.languages)]
    if is_json:
        document = {
            "voices": [_installed_json(voice, is_default=voice.name == default) for voice in voices],
            "unusable": [{"path": str(voice.path), "reason": voice.reason} for voice in bad],
        }
        typer.echo(json.dumps(document, indent=2, ensure_ascii=False))
        return
    if voices:
        _print_installed(voices, default)
    elif found:
        typer.echo(f"No installed voice speaks {language}; `vitts-server voices list --available` shows what could be.")
    else:
        typer.echo(
            "No voice is installed. Download one: vitts-server voices download vi_VN-vais1000-medium\n"
            "Or put NAME.onnx and NAME.onnx.json into a folder: --voices-dir DIR"
        )
    for file in bad:
        typer.echo(f"unusable: {file.path}: {file.reason}")


def _installed_json(voice: VoiceInfo, *, is_default: bool) -> dict[str, Any]:
    return {
        "name": voice.name,
        "default": is_default,
        "languages": voice.languages,
        "speakers": voice.speakers,
        "sample_rate_hz": voice.sample_rate_hz,
        "engine": voice.engine,
        "quality": voice.quality,
        "size_bytes": voice.size_bytes,
        "license": licence_of(voice),
        "description": voice.description,
        "path": str(voice.path) if voice.path else None,
    }


def _print_installed(voices: Sequence[VoiceInfo], default: str | None) -> None:
    table = Table("", _name_column(), "languages", "quality", "speakers", "rate", "engine", "size", "licence")
    for voice in voices:
        table.add_row(
            "*" if voice.name == default else "",
            voice.name,
            ", ".join(voice.languages),
            voice.quality,
            _speakers(voice),
            f"{voice.sample_rate_hz} Hz",
            voice.engine,
            megabytes(voice.size_bytes),
            licence_of(voice),
        )
    Console().print(table)
    typer.echo("* speaks when nobody is named")


def _name_column() -> Column:
    """Names are for copying: never cut."""
    return Column("name", overflow="fold", min_width=_LEAST_NAME_WIDTH)


def _speakers(voice: VoiceInfo) -> str:
    """Some voices have hundreds; the JSON lists them all."""
    shown, more = voice.speakers[:_MOST_SPEAKERS], len(voice.speakers) - _MOST_SPEAKERS
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "") or "1"


def _list_available(catalogue: Catalogue, found: dict[str, VoiceInfo], language: str | None, *, is_json: bool) -> None:
    index = catalogue.index()
    voices = index.speaking(language)
    if is_json:
        document = {"list": index.origin, "voices": [_available_json(voice, found) for voice in voices]}
        typer.echo(json.dumps(document, indent=2, ensure_ascii=False))
        return
    if voices:
        table = Table(_name_column(), "language", "quality", "speakers", "size", "licence", "installed")
        for voice in voices:
            here = found.get(voice.key)
            table.add_row(
                voice.key,
                f"{voice.language.name_english} ({voice.language.tag})",
                voice.quality,
                str(voice.num_speakers or ""),
                megabytes(voice.size_bytes),
                licence_of(here) if here else "",
                "yes" if here else "",
            )
        Console().print(table)
    else:
        typer.echo(f"The catalogue's list has no voice{f' for {language}' if language else ''}.")
    typer.echo(f"List: {index.origin}. `vitts-server voices update` fetches it anew.")


def _available_json(voice: CatalogueVoice, found: dict[str, VoiceInfo]) -> dict[str, Any]:
    return {
        "name": voice.key,
        "language": voice.language.tag,
        "language_name": voice.language.name_english,
        "quality": voice.quality,
        "speakers": voice.num_speakers,
        "size_bytes": voice.size_bytes,
        "installed": voice.key in found,
    }
