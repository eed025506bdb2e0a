"""The worker process: holds eSpeak NG ready and forks a child for each utterance. No part of the server is imported.

A child for each utterance, because the library keeps its state for the whole process: a fork begins from the same
fresh state every time, so that one utterance always sounds the same, can't disturb another, and takes nothing with it
when it crashes. The child writes into the pipe that came with its job, waits there while the listener is slow, and
ends at its next block when the other end is closed.

Started as `python -m vitts_espeak.worker LIBRARY DATA CPU_SECONDS` with the control socket as its standard input. Ends
with all children when that socket is closed: when the server is no more.
"""

import gc
import os
import resource
import signal
import socket
import sys
from typing import NoReturn

from vitts_espeak import wire
from vitts_espeak.library import EspeakError, Library


def main(library_path: str, data_path: str, cpu_limit_s: int) -> None:
    """Greet, then serve jobs until the control socket is closed."""
    _leave_signals_to_the_server()
    control = socket.socket(fileno=0)
    try:
        library = Library(library_path, data_path)
    except EspeakError as error:
        control.sendall(wire.pack_message(wire.Greeting(0, "", problem=str(error))))
        return
    control.sendall(wire.pack_message(wire.Greeting(library.sample_rate_hz, library.version)))
    gc.freeze()  # what exists now is shared with the children as long as nobody writes to it
    while (received := _receive(control)) is not None:
        job, output = received
        _fork(library, job, output, control, cpu_limit_s)
        os.close(output)
    _end_with_children()


def _leave_signals_to_the_server() -> None:
    """Ctrl+C and systemd's SIGTERM reach all processes, but what runs is to be spoken to its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel then takes away children that ended
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the listener's text


def _receive(control: socket.socket) -> tuple[wire.Job, int] | None:
    """The next job and the pipe to answer through; None when the server is gone."""
    header, descriptors, _, _ = socket.recv_fds(control, wire.LENGTH.size, 1)
    if len(header) < wire.LENGTH.size or not descriptors:
        return None
    body = _receive_exactly(control, wire.LENGTH.unpack(header)[0])
    return (wire.unpack_job(body), descriptors[0]) if body is not None else None


def _receive_exactly(control: socket.socket, size: int) -> bytes | None:
    data = bytearray()
    while len(data) < size:
        if not (received := control.recv(size - len(data))):
            return None
        data += received
    return bytes(data)


def _fork(library: Library, job: wire.Job, output: int, control: socket.socket, cpu_limit_s: int) -> None:
    try:
        child = os.fork()
    except OSError as error:
        os.write(output, wire.pack_frame(wire.Kind.FAILED, f"no process for eSpeak NG: {error.strerror}".encode()))
        return
    if child == 0:
        control.close()
        _limit_cpu(cpu_limit_s)
        _speak_and_exit(library, job, output)


def _limit_cpu(limit_s: int) -> None:
    """The kernel ends a child that goes round in circles."""
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    if most == resource.RLIM_INFINITY or limit_s < most:
        resource.setrlimit(resource.RLIMIT_CPU, (limit_s, limit_s))


def _speak_and_exit(library: Library, job: wire.Job, output: int) -> NoReturn:
    """The whole life of a child. Leaves without any of the parent's clean-up."""
    try:
        frame = _speak(library, job, output)
        _write(output, frame)
    except OSError:
        pass  # the listener has gone
    finally:
        os._exit(0)


def _speak(library: Library, job: wire.Job, output: int) -> bytes:
    """Speak into the pipe; the last frame is returned."""

    def on_block(samples: bytes, words: list[wire.Word]) -> bool:
        frames = [wire.pack_word(word) for word in words]
        if samples:
            frames.append(wire.pack_frame(wire.Kind.AUDIO, samples))
        try:
            _write(output, b"".join(frames))
        except OSError:
            return False
        return True

    try:
        library.prepare(job.voice, job.words_per_minute, job.seed)
        library.speak(job.text, on_block)
    except EspeakError as error:
        return wire.pack_frame(wire.Kind.FAILED, str(error).encode())
    return wire.pack_frame(wire.Kind.END)


def _write(output: int, data: bytes) -> None:
    while data:
        data = data[os.write(output, data) :]


def _end_with_children() -> None:
    """Children whose listener left are at their next write; those still waiting for theirs are ended here."""
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
