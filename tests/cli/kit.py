"""The command line as users meet it: a process of its own, with folders of its own and a voice made of tones."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.cli.forked import run_to_its_end

TIMEOUT_S = 60

_TONES = """
import os, time, typer
from vitts_server import hookimpl
from vitts_server.testing import TonePlugin, tone_voice

step_s = float(os.environ.get("TONE_STEP_S", "0"))
names = [name for name in os.environ.get("TONE_VOICES", "tone").split(",") if name]
speakers = tuple(os.environ.get("TONE_SPEAKERS", "mai,nam").split(","))
tones = TonePlugin(
    voices=[tone_voice(name, speakers=speakers) for name in names],
    before_piece=lambda utterance, number: time.sleep(step_s),
)

class Commands:
    @hookimpl
    def vitts_commands(self, cli):
        @cli.command()
        def greet(name: str):
            "Greet somebody."
            typer.echo(f"hello {name}")

        @cli.command()
        def wave():
            "Wave."

commands = Commands()
"""
_ENTRY_POINTS = "[vitts]\ntones = tone_plugin:tones\ngreetings = tone_plugin:commands\n"
_OURS = re.compile(r"(VITTS_|TTS_|API_|SERVER_PORT|LOG_LEVEL|XDG_|COLUMNS|NO_COLOR|FORCE_COLOR)")


@dataclass(frozen=True)
class CommandLine:
    """Runs `vitts-server` with `environment`."""

    environment: Mapping[str, str]

    def run(
        self, *arguments: str, text: bytes | None = None, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """To its end; `text` is its standard input."""
        return run_to_its_end(arguments, {**self.environment, **(environment or {})}, text or b"", TIMEOUT_S)

    @contextmanager
    def start(
        self,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
        stdin: int | IO[bytes] | None = subprocess.DEVNULL,
        stdout: int | IO[bytes] | None = subprocess.PIPE,
    ) -> Iterator[subprocess.Popen[bytes]]:
        """In the background; ended with the context if it still runs."""
        with subprocess.Popen(
            self.command(arguments),
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
            env={**self.environment, **(environment or {})},
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    @staticmethod
    def command(arguments: Sequence[str]) -> list[str]:
        """As the operating system gets it."""
        return [sys.executable, "-m", "vitts_server", *arguments]


def install_plugin(folder: Path, name: str, source: str, entry_points: str | None = None) -> None:
    """A module in `folder` that is found like an installed one; by default the module is the plugin."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (folder / f"{name}.py").write_text(source)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(entry_points or f"[vitts]\n{name} = {name}\n")


def make_command_line(folder: Path) -> CommandLine:
    """With a plugin in `folder` that is found like an installed one."""
    site = folder / "site"
    install_plugin(site, "tone_plugin", _TONES, _ENTRY_POINTS)
    inherited = {name: value for name, value in os.environ.items() if not _OURS.match(name)}
    return CommandLine(
        {
            **inherited,
            "HOME": str(folder),
            "PYTHONPATH": str(site),
            "COLUMNS": "200",
            "VITTS_SERVER__DISABLED_PLUGINS": "espeak,shipped",
        }
    )
