"""`vitts-server serve`: runs until a signal, says where it listens, and lets running speech end."""

import asyncio
import logging
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from vitts_server.app import Server, running
from vitts_server.cli.exits import errors_as_one_line
from vitts_server.cli.logs import configure_logging, is_json
from vitts_server.cli.options import Assignments, ConfigFile, DataFolder, LogLevel, VoiceFolders, open_settings
from vitts_server.cli.signals import stop_requested
from vitts_server.config import Config, ServerSettings
from vitts_server.registry import Registry
from vitts_server.values import BadVoice, VoiceInfo

logger = logging.getLogger(__name__)

_MOST_VOICES = 8
"""More would push the addresses off the screen."""


def serve(
    http_listen: Annotated[
        list[str] | None,
        typer.Option("--http-listen", metavar="HOST:PORT", help="Where HTTP listens; port 0: a free one. Repeatable."),
    ] = None,
    wyoming_listen: Annotated[
        list[str] | None,
        typer.Option("--wyoming-listen", metavar="URI", help="Where Wyoming listens: tcp://HOST:PORT. Repeatable."),
    ] = None,
    voices_dir: VoiceFolders = None,
    default_voice: Annotated[
        str | None, typer.Option("--default-voice", metavar="NAME", help="Who speaks when nobody is named.")
    ] = None,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    log_level: LogLevel = None,
    assignments: Assignments = None,
) -> None:
    """Run the server until SIGTERM or Ctrl-C; running speech ends first, a second signal ends at once."""
    options = {
        "http.listen": http_listen,
        "wyoming.listen": wyoming_listen,
        "voices.dir": voices_dir,
        "speech.default-voice": default_voice,
        "server.data-dir": data_dir,
        "server.log-level": log_level,
    }
    with errors_as_one_line():
        registry, settings = open_settings(config, assignments, options)
        server = settings.section(ServerSettings)
        configure_logging(server.log_level, server.log_format)
        asyncio.run(_serve(settings, registry))


async def _serve(config: Config, registry: Registry) -> None:
    with stop_requested() as stop:
        async with running(config, registry) as server:
            _announce(server, as_json=is_json(config.section(ServerSettings).log_format, sys.stderr))
            await stop.wait()
            logger.info("shutting down: running speech may end, new work is refused")
            await server.drain()
    logger.info("the server has ended")


def _announce(server: Server, *, as_json: bool) -> None:
    """To standard error in both cases: standard output may belong to a client (`stdio://`)."""
    voices, bad = server.speech.voices(), server.speech.bad_voices()
    if as_json:
        _log_start(server.addresses, voices)
    else:
        typer.echo(banner(server.addresses, voices, bad), err=True)


def _log_start(addresses: Sequence[str], voices: Sequence[VoiceInfo]) -> None:
    fields = {"addresses": list(addresses), "voices": [voice.name for voice in voices]}
    logger.info("the server is ready", extra=fields)
    if not voices:
        logger.warning("no voice is installed: the server can't speak")


def banner(addresses: Sequence[str], voices: Sequence[VoiceInfo], bad: Sequence[BadVoice]) -> str:
    """What a person needs to know at the start."""
    lines = [f"listens   {address}" for address in addresses] or ["listens   nowhere: no adapter is switched on"]
    lines += [_voice_line(voice, is_default=index == 0) for index, voice in enumerate(voices[:_MOST_VOICES])]
    if len(voices) > _MOST_VOICES:
        lines.append(f"          and {len(voices) - _MOST_VOICES} more: vitts-server voices")
    lines += [f"unusable  {voice.path}: {voice.reason}" for voice in bad]
    lines += _next_step(addresses, voices)
    return "\n".join(lines)


def _voice_line(voice: VoiceInfo, *, is_default: bool) -> str:
    speakers = f", {len(voice.speakers)} speakers" if len(voice.speakers) > 1 else ""
    default = ", the default" if is_default else ""
    return f"voice     {voice.name} ({', '.join(voice.languages)}, {voice.sample_rate_hz} Hz{speakers}{default})"


def _next_step(addresses: Sequence[str], voices: Sequence[VoiceInfo]) -> list[str]:
    if not voices:
        return ["No voice is installed. Put NAME.onnx and NAME.onnx.json into a folder and name it: --voices-dir DIR"]
    http = next((address for address in addresses if address.startswith(("http://", "https://"))), None)
    if http is None:
        return []
    base = http.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:").rstrip("/")
    text = "xin chào" if voices[0].languages[0].startswith("vi") else "hello there"
    return [f"try       curl -G {base}/tts/stream --data-urlencode 'text={text}' -d speed=normal -o hello.wav"]
