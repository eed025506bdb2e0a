"""The systems in comparison: how each is started, by which doors it is spoken to, and when it is ready."""

import asyncio
import os
import re
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.clients import Failed, HttpDoor, NetworkDoor, ProcessDoor, WyomingDoor
from benchmarks.processes import free_ports, spawned
from benchmarks.voices import Voice

OURS = "vitts-server"
WYOMING_PIPER = "wyoming-piper"
PIPER_HTTP = "piper http"
_PATIENCE_S = 120.0
_POLL_S = 0.005
_MOST_CHARS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How to start a server."""

    name: str
    command: tuple[str, ...]
    doors: tuple[NetworkDoor, ...]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class System:
    """A server that was started."""

    recipe: Recipe
    process: asyncio.subprocess.Process

    @property
    def name(self) -> str:
        """The recipe's."""
        return self.recipe.name

    @property
    def main_door(self) -> NetworkDoor:
        """Where it is measured when one door is enough."""
        return self.recipe.doors[0]

    async def listening(self) -> None:
        """Wait until every door is open. Raises `Failed`."""
        deadline_s = time.monotonic() + _PATIENCE_S
        for door in self.recipe.doors:
            while not await _is_open(door.port):
                if self.process.returncode is not None or time.monotonic() > deadline_s:
                    raise Failed(f"{self.name} did not start: {_last_line(self.recipe.log)}")
                await asyncio.sleep(_POLL_S)


@asynccontextmanager
async def started(recipe: Recipe) -> AsyncIterator[System]:
    """The server from the moment at which its process begins."""
    async with spawned(recipe.command, recipe.log, recipe.environment) as process:
        yield System(recipe, process)


@asynccontextmanager
async def running(recipe: Recipe, first_text: str) -> AsyncIterator[System]:
    """The server once it has spoken: some load the voice for their first request. Raises `Failed`."""
    async with started(recipe) as system:
        await system.listening()
        await system.main_door.speak(first_text)
        yield system


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What all recipes of a run have in common."""

    voice: Voice
    work: Path
    """Folder for whatever may be thrown away."""
    peers_python: Path
    """Interpreter of the peers' environment."""
    ports: Iterator[int] = field(default_factory=free_ports)

    def log(self, name: str) -> Path:
        """Where the output of a system goes."""
        return self.work / f"{re.sub(r'[^a-z0-9]+', '-', name)}.log"


def ours(
    setting: Setting, *, name: str = OURS, module: str = "vitts_server.cli", cache: str = "cache", **more: str
) -> Recipe:
    """This project's server with everything at its defaults, except that sentences follow each other at once.

    `module` has a `main` that takes the command line; `more` are environment variables.
    """
    voice, work = setting.voice, setting.work
    wyoming, http = next(setting.ports), next(setting.ports)
    code = f"from {module} import main; main()"
    environment = {
        "VITTS_WYOMING__LISTEN": f"tcp://127.0.0.1:{wyoming}",
        "VITTS_HTTP__LISTEN": f"127.0.0.1:{http}",
        "VITTS_VOICES__DIR": str(voice.path.parent),
        "VITTS_SPEECH__DEFAULT_VOICE": voice.name,
        "VITTS_SPEECH__SENTENCE_PAUSE_S": "0",  # the peers have no pauses, and silence costs nothing to make
        "VITTS_SERVER__DATA_DIR": str(work / "data"),
        "VITTS_SERVER__CACHE_DIR": str(work / cache),
        **more,
    }
    doors = (WyomingDoor(wyoming, voice.name), HttpDoor(http, voice.name, "GET", "/tts/stream", "/health"))
    command = (sys.executable, "-c", code, "serve")
    return Recipe(name=name, command=command, doors=doors, log=setting.log(name), environment=environment)


def wyoming_piper(setting: Setting) -> Recipe:
    """Home Assistant's server for Piper voices."""
    voice = setting.voice
    door, folder = WyomingDoor(next(setting.ports), voice.name), str(voice.path.parent)
    options = ("--voice", voice.name, "--uri", f"tcp://127.0.0.1:{door.port}", "--data-dir", folder)
    command = (str(setting.peers_python), "-m", "wyoming_piper", *options)
    return Recipe(name=WYOMING_PIPER, command=command, doors=(door,), log=setting.log(WYOMING_PIPER))


def piper_http(setting: Setting) -> Recipe:
    """The HTTP server that comes with piper-tts."""
    voice = setting.voice
    door = HttpDoor(next(setting.ports), voice.name, "POST", "/synthesize", "/info")
    options = ("--host", "127.0.0.1", "--port", str(door.port), "--model", str(voice.path))
    command = (str(setting.peers_python), "-m", "piper.http_server", *options, "--data-dir", str(voice.path.parent))
    return Recipe(name=PIPER_HTTP, command=command, doors=(door,), log=setting.log(PIPER_HTTP))


@asynccontextmanager
async def library(setting: Setting, kind: str, model: Path) -> AsyncIterator[ProcessDoor]:
    """A peer that is a library, `piper` or `sherpa`, in a process of its own."""
    program = Path(__file__).with_name("library.py")
    command = (str(setting.peers_python), str(program), kind, str(model), str(len(os.sched_getaffinity(0))))
    async with spawned(command, setting.log(kind), is_piped=True) as process:
        yield ProcessDoor(process)


async def _is_open(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n") if log.is_file() else []
    return next((line.strip() for line in reversed(lines) if line.strip()), "it wrote nothing")[:_MOST_CHARS]
