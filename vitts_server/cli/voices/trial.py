"""`vitts-server voices test`: a sentence in the voice's language, and how quickly it came."""

import asyncio
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from vitts_server import audio
from vitts_server.app import running
from vitts_server.cli.destination import choose_destination
from vitts_server.cli.exits import errors_as_one_line
from vitts_server.cli.options import Assignments, ConfigFile, DataFolder, VoiceFolders
from vitts_server.cli.voices.opening import AsJson, open_voices
from vitts_server.cli.voices.samples import sample_text
from vitts_server.config import Config
from vitts_server.ports import SpeechService
from vitts_server.registry import Registry
from vitts_server.values import Samples, SynthesisRequest


@dataclass(frozen=True, slots=True)
class Trial:
    """What was measured; the voice was in memory already, except for `load_s`."""

    voice: str
    text: str
    load_s: float
    """From the first request ever to its first sound, the loading among it."""
    first_audio_s: float
    total_s: float
    audio_s: float
    real_time_factor: float
    """Seconds of work for a second of sound."""


def try_voice(
    name: Annotated[str | None, typer.Argument(help="Name of the voice; default: the default voice.")] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Keep the sound; the ending names the format.")
    ] = None,
    text: Annotated[str | None, typer.Option(metavar="TEXT", help="Say this instead of the sample.")] = None,
    as_json: AsJson = False,
    voices_dir: VoiceFolders = None,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    assignments: Assignments = None,
) -> None:
    """Let a voice say a sentence in its language, and report how quickly it came."""
    with errors_as_one_line():
        registry, settings = open_voices(config, assignments, voices_dir, data_dir)
        trial = asyncio.run(_try(settings, registry, name, text, output))
    if as_json:
        typer.echo(json.dumps(asdict(trial), indent=2, ensure_ascii=False))
        return
    typer.echo(f"{trial.voice}: {trial.text}")
    typer.echo(f"first sound after {trial.first_audio_s * 1000:.0f} ms ({trial.load_s * 1000:.0f} ms with loading)")
    typer.echo(
        f"real-time factor {trial.real_time_factor:.3f}: {trial.audio_s:.1f} s of sound in {trial.total_s:.2f} s"
    )


async def _try(config: Config, registry: Registry, name: str | None, text: str | None, output: Path | None) -> Trial:
    async with running(config, registry, adapters=False) as server:
        speech = server.speech
        voice = speech.choose(SynthesisRequest(text="", voice=name)).voice
        request = SynthesisRequest(text=text or sample_text(voice.languages[0]), voice=voice.name)
        load_s, _, _ = await _spoken(speech, request)
        first_audio_s, total_s, pieces = await _spoken(speech, request)
        audio_s = sum(audio.seconds(piece, voice.sample_rate_hz) for piece in pieces)
        if output is not None:
            destination = choose_destination(speech.encoders(), output, is_raw=False)
            async with destination.open(voice.sample_rate_hz) as write:
                for piece in pieces:
                    await write(piece)
        factor = total_s / audio_s if audio_s else 0.0
        return Trial(voice.name, request.text, load_s, first_audio_s, total_s, audio_s, factor)


async def _spoken(speech: SpeechService, request: SynthesisRequest) -> tuple[float, float, list[Samples]]:
    """Seconds to the first sound and to the last, and the sound."""
    began = time.perf_counter()
    first_s = 0.0
    pieces: list[Samples] = []
    async for chunk in speech.synthesize(request):
        first_s = first_s or time.perf_counter() - began
        pieces.append(chunk.samples)
    return first_s, time.perf_counter() - began, pieces
