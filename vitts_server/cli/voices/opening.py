"""What the commands about voices share: their options, the settings, and what is installed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from vitts_server.app import running
from vitts_server.cli.logs import configure_logging
from vitts_server.cli.options import ONLY_LOOKS, open_settings
from vitts_server.config import Config
from vitts_server.registry import Registry
from vitts_server.values import BadVoice, VoiceInfo
from vitts_server.voices.catalogue import VoiceFiles, licence_on

AsJson = Annotated[bool, typer.Option("--json", help="JSON instead of a table.")]


def open_voices(
    config_file: Path | None,
    assignments: Sequence[str] | None,
    voices_dir: Sequence[Path] | None,
    data_dir: Path | None,
) -> tuple[Registry, Config]:
    """The plugins and the settings for a command that only looks: nothing is loaded or fetched by itself."""
    configure_logging("error", "human")
    options = {"voices.dir": voices_dir, "server.data-dir": data_dir, **ONLY_LOOKS}
    return open_settings(config_file, assignments, options)


async def installed(config: Config, registry: Registry) -> tuple[Sequence[VoiceInfo], Sequence[BadVoice]]:
    """The voices of all plugins, the default one first, and files that can't be used."""
    async with running(config, registry, adapters=False) as server:
        return server.speech.voices(), server.speech.bad_voices()


def licence_of(voice: VoiceInfo) -> str:
    """As the voice says itself, else as the card beside it says."""
    if voice.license or voice.path is None:
        return voice.license
    name = voice.path.name.removesuffix(".onnx")
    return licence_on(voice.path.with_name(f"{name}.{VoiceFiles.CARD}"))


def megabytes(size_bytes: int | None) -> str:
    """For people; empty if nobody knows."""
    return f"{size_bytes / 1e6:.1f} MB" if size_bytes else ""
