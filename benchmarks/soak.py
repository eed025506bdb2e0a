"""Whether memory grows when voices come and go: many voices in turn, with room for two, and speech from each.

`python -m benchmarks.soak` prints the resident size after every tenth of the rounds, which should stay where it is.
"""

import argparse
import asyncio
import json
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.voices.make_voices import make_voices
from vitts_server import SpeechService, SynthesisRequest
from vitts_server.memory import resident_bytes
from vitts_server.testing import open_server

_TEXT = "Xin chào các bạn."
_REPORTS = 10
_ROOM = 2


async def soak(base: str, voices: int, rounds: int) -> Table:
    """Resident megabytes and loads so far."""
    table = Table("rounds", "loads", "resident MB", "seconds", title=f"{voices} {base} voices, {rounds} times each")
    with tempfile.TemporaryDirectory() as folder:
        names = _make(base, voices, Path(folder) / "voices")
        settings: dict[str, dict[str, object]] = {
            "voices": {"dir": [f"{folder}/voices"], "max-loaded": _ROOM, "preload": False, "watch": False}
        }
        async with open_server(Path(folder), settings=settings, adapters=False) as server:
            started_s = time.monotonic()
            for number in range(1, rounds + 1):
                await _round(server.speech, names)
                if number % max(1, rounds // _REPORTS) == 0 or number == 1:
                    took_s = time.monotonic() - started_s
                    row = (number, number * voices, resident_bytes() >> 20, round(took_s))
                    table.add_row(*map(str, row))
    return table


def _make(base: str, voices: int, folder: Path) -> Sequence[str]:
    """Copies of one voice; each is a voice of its own, for its configuration says so."""
    (source,) = [path for path in make_voices([base], folder / "source") if path.stem == f"{base}-vi"]
    config = json.loads(Path(f"{source}.json").read_text(encoding="utf-8"))
    names = [f"soak-{number}" for number in range(voices)]
    for name in names:
        shutil.copy(source, folder / f"{name}.onnx")
        (folder / f"{name}.onnx.json").write_text(json.dumps({**config, "dataset": name}), encoding="utf-8")
    shutil.rmtree(folder / "source")
    return names


async def _round(speech: SpeechService, names: Sequence[str]) -> None:
    for name in names:
        async for _ in speech.synthesize(SynthesisRequest(text=_TEXT, voice=name)):
            pass


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--voice", default="tiny", help="the benchmark voice that is copied")
    parser.add_argument("--voices", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=200)
    arguments = parser.parse_args()
    Console().print(asyncio.run(soak(arguments.voice, arguments.voices, arguments.rounds)))
