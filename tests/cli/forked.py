"""Runs a command in a process of its own that is forked from one which has imported the program already.

What the command does is the same, only nobody waits for imports. Tests that care how the program starts start it.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.cli.imported"])
_INPUT, _OUTPUT, _ERRORS = "input", "output", "errors"


def run_to_its_end(
    arguments: Sequence[str], environment: Mapping[str, str], text: bytes, timeout_s: float
) -> subprocess.CompletedProcess[bytes]:
    """`text` is its standard input. Raises `subprocess.TimeoutExpired`."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / _INPUT).write_bytes(text)
        process = _CONTEXT.Process(target=_command, args=(list(arguments), dict(environment), folder))
        process.start()
        process.join(timeout_s)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(["vitts-server", *arguments], timeout_s)
        output, errors = ((folder / stream).read_bytes() for stream in (_OUTPUT, _ERRORS))
        return subprocess.CompletedProcess(list(arguments), process.exitcode, output, errors)


def _command(arguments: list[str], environment: dict[str, str], folder: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:0] = environment.get("PYTHONPATH", "").split(os.pathsep)
    _redirect(folder / _INPUT, 0, os.O_RDONLY)
    _redirect(folder / _OUTPUT, 1, os.O_WRONLY | os.O_CREAT)
    _redirect(folder / _ERRORS, 2, os.O_WRONLY | os.O_CREAT)
    sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w"), os.fdopen(2, "w", buffering=1)
    sys.argv = ["vitts-server", *arguments]
    from vitts_server.cli import main

    main()


def _redirect(path: Path, stream: int, flags: int) -> None:
    os.dup2(os.open(path, flags, 0o600), stream)
