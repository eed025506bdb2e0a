"""`vitts-server voices download`, `remove` and `update`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from vitts_server.cli.exits import errors_as_one_line
from vitts_server.cli.options import Assignments, ConfigFile, DataFolder
from vitts_server.cli.voices.bars import shown
from vitts_server.cli.voices.opening import open_voices
from vitts_server.errors import BadRequest, UnknownVoice
from vitts_server.voices.catalogue import Catalogue, Report


def download(
    voices: Annotated[
        list[str],
        typer.Argument(metavar="VOICE...", help="Name in the catalogue, address of a .onnx, or a .onnx file."),
    ],
    voice_config: Annotated[
        str | None,
        typer.Option(metavar="URL|FILE", help="The configuration of an address or file; default: the same + .json."),
    ] = None,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="What to call an address or file here.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Install it anew, whatever is there.")] = False,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    assignments: Assignments = None,
) -> None:
    """Install voices into the data folder; one that is there already is only checked. Ctrl-C: goes on next time."""
    with errors_as_one_line():
        if len(voices) > 1 and (voice_config or name):
            raise BadRequest("--voice-config and --name belong to a single address or file", field="name")
        _, settings = open_voices(config, assignments, None, data_dir)
        catalogue = Catalogue(settings)
        for voice in voices:
            with shown() as report:
                done = _install(catalogue, voice, report, config=voice_config, name=name, is_forced=force)
            typer.echo(f"{done}: installed in {catalogue.folder}")


def _install(
    catalogue: Catalogue, voice: str, report: Report, *, config: str | None, name: str | None, is_forced: bool
) -> str:
    if voice.startswith(("http://", "https://")):
        return asyncio.run(catalogue.download_url(voice, report, config_url=config, name=name, is_forced=is_forced))
    file = Path(voice).expanduser()
    if file.suffix == ".onnx" or file.is_file():
        if not file.is_file():
            raise BadRequest(f"there is no file {file}", field="voice")
        beside = Path(config).expanduser() if config else None
        return catalogue.copy(file, config=beside, name=name, is_forced=is_forced)
    if config or name:
        raise BadRequest("a voice of the catalogue has its own name and configuration", field="name")
    return asyncio.run(catalogue.download(voice, report, is_forced=is_forced))


def remove(
    name: Annotated[str, typer.Argument(help="Name of the voice.")],
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    assignments: Assignments = None,
) -> None:
    """Remove a voice that was downloaded. Voices in other folders are yours to remove."""
    with errors_as_one_line():
        _, settings = open_voices(config, assignments, None, data_dir)
        catalogue = Catalogue(settings)
        try:
            catalogue.files(name).remove()
        except UnknownVoice as error:
            raise UnknownVoice(f"{error.message}; only what was downloaded there is removed", field="name") from error
        typer.echo(f"{name}: removed from {catalogue.folder}")


def update(data_dir: DataFolder = None, config: ConfigFile = None, assignments: Assignments = None) -> None:
    """Fetch the catalogue's list anew. Voices are left as they are."""
    with errors_as_one_line():
        _, settings = open_voices(config, assignments, None, data_dir)
        catalogue = Catalogue(settings)
        before = {voice.key for voice in catalogue.index().voices}
        index = asyncio.run(catalogue.update())
        new = [voice.key for voice in index.voices if voice.key not in before]
        typer.echo(f"{len(index.voices)} voices, {len(new)} of them new; {index.origin}")
        for key in new:
            typer.echo(key)
