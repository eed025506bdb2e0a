"""The command: prepares voices and peers, measures, writes Markdown, JSON and pictures."""

import argparse
import asyncio
import contextlib
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import facts, peers
from benchmarks.clients import Failed
from benchmarks.ledger import Ledger
from benchmarks.measures import MEASURES
from benchmarks.plan import FULL, QUICK, Plan
from benchmarks.plots import draw
from benchmarks.quiet import watched
from benchmarks.report import render
from benchmarks.stage import Stage
from benchmarks.systems import Setting
from benchmarks.texts import Texts
from benchmarks.voices import Voice, prepare_voice

_RESULTS = Path(__file__).parent / "results"


def main() -> int:
    """Exit status: 0, 1 if something could not be measured at all, 130 if it was interrupted."""
    arguments = _arguments()
    plan = QUICK if arguments.quick else FULL
    with contextlib.ExitStack() as stack:
        work = arguments.work or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vitts-benchmarks-")))
        work.mkdir(parents=True, exist_ok=True)
        try:
            return asyncio.run(_run(plan, arguments, work.resolve()))
        except (peers.CannotInstall, ValueError, OSError) as error:
            print(error, file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 130


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few minutes and one voice instead of all of it")
    parser.add_argument("--voice", action="append", help="a benchmark voice such as medium or high, or a .onnx file")
    parser.add_argument("--only", action="append", choices=MEASURES, help="measure only this; repeatable")
    parser.add_argument("--work", type=Path, help="folder to keep voices and peers in; else a temporary one")
    parser.add_argument("--output", type=Path, default=_RESULTS, help="folder for the results")
    return parser.parse_args()


async def _run(plan: Plan, arguments: argparse.Namespace, work: Path) -> int:
    began_s = time.monotonic()
    _say("voices and peers")
    voices = [prepare_voice(name, work / "voices") for name in arguments.voice or plan.voices]
    python = await peers.peers_python(work / "peers")
    found = facts.gather(await peers.versions(python))
    ledger = Ledger()
    folder: Path = arguments.output / plan.name
    failures = 0
    try:
        for place, voice in enumerate(voices):
            # What a technique gives takes long to measure and is the same in kind for every voice.
            default = [name for name in MEASURES if place == 0 or name != "techniques"]
            failures += await _measure(voice, plan, arguments.only or default, ledger, work, python)
    except asyncio.CancelledError:
        ledger.remarks.append("the run was interrupted, so some measures are missing")
        raise
    finally:
        _write(ledger, found, plan, folder)
        _say(f"{folder / 'README.md'} after {(time.monotonic() - began_s) / 60:.1f} minutes")
    return 1 if failures else 0


async def _measure(voice: Voice, plan: Plan, names: Sequence[str], ledger: Ledger, work: Path, python: Path) -> int:
    """How many measures failed."""
    texts = Texts(voice.language)
    setting = Setting(voice=voice, work=work, peers_python=python)
    stage = Stage(setting=setting, plan=plan, texts=texts, ledger=ledger)
    failures = 0
    for name in names:
        _say(f"{voice.name}: {name}")
        with watched(ledger.noises, f"{voice.name}, {name}"):
            try:
                await MEASURES[name](stage)
            except Failed as error:
                failures += 1
                ledger.remarks.append(f"{voice.name}: {name} was given up: {error}")
                _say(str(error))
    return failures


def _write(ledger: Ledger, found: facts.Facts, plan: Plan, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    made_at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    content = {
        "made_at": made_at,
        "plan": plan.name,
        "is_quiet": ledger.is_quiet,
        "facts": asdict(found),
        **asdict(ledger),
    }
    (folder / "results.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    document = render(ledger, found, plan.name, made_at, draw(ledger, folder))
    (folder / "README.md").write_text(document, encoding="utf-8")


def _say(what: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
