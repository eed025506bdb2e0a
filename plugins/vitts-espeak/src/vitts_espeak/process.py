"""The worker as the server sees it: one process, started, given jobs, ended. Not shared here, see `shared`."""

import logging
import math
import os
import signal
import socket
import subprocess
import sys

import espeakng_loader

from vitts_espeak import wire
from vitts_server import VoiceFailed

logger = logging.getLogger(__name__)


class WorkerProcess:
    """One running worker. All calls block for a moment; `send` must not be called by two threads at a time."""

    def __init__(self, timeout_s: float) -> None:
        """Start it and wait for its greeting. Raises `VoiceFailed` if eSpeak NG can't be used."""
        self._control, theirs = socket.socketpair()
        self._control.settimeout(timeout_s)
        with theirs:
            self._process = _start(theirs, timeout_s)
        try:
            greeting = self._greeting()
        except BaseException:
            self.end()
            raise
        self.sample_rate_hz = greeting.sample_rate_hz
        logger.debug("eSpeak NG %s runs in process %d", greeting.version, self._process.pid)

    @property
    def pid(self) -> int:
        """Number of the process, which is that of its process group too."""
        return self._process.pid

    def send(self, job: wire.Job, output: int) -> None:
        """Have `job` spoken into the descriptor `output`, which stays the caller's to close. Raises `OSError`."""
        message = wire.pack_message(job)
        sent = socket.send_fds(self._control, [message], [output])
        self._control.sendall(message[sent:])

    def end(self) -> None:
        """End the process and its children; nothing is left when this returns."""
        os.killpg(self.pid, signal.SIGKILL)  # not waited for yet, so the number can't belong to anybody else
        self.leave()

    def leave(self) -> None:
        """End the process alone: children that still speak do so to their end."""
        self._control.close()
        self._process.kill()
        self._process.wait()

    def _greeting(self) -> wire.Greeting:
        try:
            with self._control.makefile("rb") as stream:
                header = stream.read(wire.LENGTH.size)
                body = stream.read(wire.LENGTH.unpack(header)[0]) if len(header) == wire.LENGTH.size else b""
        except OSError as error:
            raise VoiceFailed(f"the eSpeak NG worker did not start: {error}") from error
        if not body:
            raise VoiceFailed("the eSpeak NG worker ended while it started")
        greeting = wire.unpack_greeting(body)
        if greeting.problem:
            raise VoiceFailed(f"eSpeak NG can't be used: {greeting.problem}")
        return greeting


def _start(control: socket.socket, timeout_s: float) -> "subprocess.Popen[bytes]":
    paths: list[str] = [espeakng_loader.get_library_path(), espeakng_loader.get_data_path()]
    command = [sys.executable, "-P", "-m", "vitts_espeak.worker", *paths, str(math.ceil(timeout_s))]
    # A process group of its own: a Ctrl+C at the terminal is the server's, and children can be ended together.
    return subprocess.Popen(  # noqa: S603 - our own module, no shell
        command, stdin=control.fileno(), stdout=subprocess.DEVNULL, process_group=0
    )
