"""`vitts-server say`: speaks in this process, no server needed. Text from an argument or, as it comes, from a pipe."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from vitts_server.app import running
from vitts_server.cli.destination import Destination, choose_destination
from vitts_server.cli.exits import errors_as_one_line
from vitts_server.cli.logs import configure_logging
from vitts_server.cli.options import (
    ONLY_LOOKS,
    Assignments,
    ConfigFile,
    DataFolder,
    LogLevel,
    VoiceFolders,
    open_settings,
)
from vitts_server.cli.standard_input import read_text
from vitts_server.config import Config
from vitts_server.errors import BadRequest
from vitts_server.ports import SpeechService
from vitts_server.registry import Registry
from vitts_server.values import AudioChunk, SynthesisRequest


def say(
    text: Annotated[str | None, typer.Argument(help="What to say; - or nothing: read it from standard input.")] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write a file; its ending names the format. -: stdout."),
    ] = None,
    voice: Annotated[str | None, typer.Option(metavar="NAME", help="Who speaks; default: the best voice.")] = None,
    speaker: Annotated[str | None, typer.Option(metavar="NAME", help="A speaker of the voice: name or number.")] = None,
    speed: Annotated[float, typer.Option(help="2 is twice as fast.")] = 1.0,
    language: Annotated[
        str | None, typer.Option(metavar="TAG", help="Chooses a voice when none is named, such as vi-VN.")
    ] = None,
    verbatim: Annotated[bool, typer.Option("--verbatim", help="Without markup and text rules.")] = False,
    raw: Annotated[bool, typer.Option("--raw", help="Bare samples (s16le, mono) instead of WAV.")] = False,
    voices_dir: VoiceFolders = None,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    log_level: LogLevel = None,
    assignments: Assignments = None,
) -> None:
    """Speak a text: to the loudspeaker, into a file, or to standard output when that is a pipe."""
    options = {"voices.dir": voices_dir, "server.data-dir": data_dir, **ONLY_LOOKS}
    with errors_as_one_line():
        given = _given_text(text)
        configure_logging(log_level or "warning", "human")
        registry, settings = open_settings(config, assignments, options)
        request = SynthesisRequest(
            text=given or "", voice=voice, speaker=speaker, speed=speed, language=language, normalize=not verbatim
        )
        asyncio.run(_say(settings, registry, request, output, is_raw=raw, is_piped=given is None))


def _given_text(argument: str | None) -> str | None:
    """None: the text comes from standard input. Raises `BadRequest` for a person who gave none."""
    if argument is None and sys.stdin.isatty():
        raise BadRequest("say what? Give the text, or pipe it in; `-` reads what you type", field="text")
    return None if argument == "-" else argument


async def _say(
    config: Config, registry: Registry, request: SynthesisRequest, output: Path | None, *, is_raw: bool, is_piped: bool
) -> None:
    async with running(config, registry, adapters=False) as server:
        choice = server.speech.choose(request)
        destination = choose_destination(server.speech.encoders(), output, is_raw=is_raw)
        request = replace(request, is_live=destination.is_live)
        for warning in choice.warnings:
            typer.echo(f"vitts-server: {warning}", err=True)
        source = _piped(server.speech, request) if is_piped else _whole(server.speech, request)
        async with source as chunks:
            await _deliver(chunks, destination, choice.voice.sample_rate_hz)


@asynccontextmanager
async def _whole(speech: SpeechService, request: SynthesisRequest) -> AsyncIterator[AsyncIterator[AudioChunk]]:
    chunks = speech.synthesize(request)
    try:
        yield chunks
    finally:
        await chunks.aclose()


@asynccontextmanager
async def _piped(speech: SpeechService, request: SynthesisRequest) -> AsyncIterator[AsyncIterator[AudioChunk]]:
    """Speaks each sentence as soon as it has arrived."""
    async with speech.open_stream(request) as stream, asyncio.TaskGroup() as tasks:

        async def feed() -> None:
            async for text in read_text():
                stream.feed(text)
            stream.finish()

        feeding = tasks.create_task(feed())
        try:
            yield aiter(stream)
        finally:
            feeding.cancel()


async def _deliver(chunks: AsyncIterator[AudioChunk], destination: Destination, sample_rate_hz: int) -> None:
    async with destination.open(sample_rate_hz) as write:
        async for chunk in chunks:
            await write(chunk.samples)
