"""Processes that we start: their ports, their memory, their processor time, their end. Linux."""

import asyncio
import os
import random
import signal
import socket
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import psutil

_ROOT = Path(__file__).parent.parent
_END_S = 15.0
_PORTS = range(20_000, 32_000)


@asynccontextmanager
async def spawned(
    command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None, *, is_piped: bool = False
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that ends with the context. Its output goes to `log`; piped ones keep their standard output."""
    pipe = asyncio.subprocess.PIPE if is_piped else asyncio.subprocess.DEVNULL
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=_ROOT,
            env={**os.environ, **(environment or {})},
            stdin=pipe,
            stdout=pipe if is_piped else output,
            stderr=output,
        )
    try:
        yield process
    finally:
        await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Asks it to end, then makes it; by its own number, and whatever it has started."""
    if process.returncode is not None:
        return
    children = _descendants(process.pid)
    process.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(_END_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
    for child in children:
        if child.is_running():
            child.kill()


def _descendants(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def free_ports() -> Iterator[int]:
    """Ports of 127.0.0.1 that nobody has, below those that the kernel gives to outgoing connections; none twice."""
    for port in random.sample(_PORTS, len(_PORTS)):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        yield port


def peak_memory_mb(pid: int) -> float:
    """The most memory each process of the tree has held (VmHWM), added up, in units of 2**20 bytes."""
    pids = [pid, *(child.pid for child in _descendants(pid))]
    return sum(_high_water_kb(member) for member in pids) / 1024


def _high_water_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:  # it has ended
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


def own_processor_s() -> float:
    """Processor seconds of this process and of all that it has started, ended ones included."""
    members = [psutil.Process(), *_descendants(os.getpid())]
    total = 0.0
    for member in members:
        try:
            times = member.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total
