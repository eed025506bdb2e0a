"""One worker process for all eSpeak NG voices: there from the first load to the last unload, replaced when it dies."""

import logging
import os
import select
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from vitts_espeak import wire
from vitts_espeak.process import WorkerProcess
from vitts_server import VoiceFailed

logger = logging.getLogger(__name__)

_READ_BYTES = 65536


class SharedWorker:
    """Hands out the worker. Thread-safe."""

    def __init__(self, timeout_s: float) -> None:
        """`timeout_s`: longest wait for the next frame of an utterance."""
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._leases = 0
        self._process: WorkerProcess | None = None

    @property
    def pid(self) -> int | None:
        """Number of the worker's process; None while no voice is loaded."""
        process = self._process
        return process.pid if process is not None else None

    @contextmanager
    def lease(self) -> Iterator[int]:
        """Keep the worker running; yields its sample rate in Hz. Raises `VoiceFailed` if it can't start."""
        with self._lock:
            sample_rate_hz = self._running().sample_rate_hz
            self._leases += 1
        try:
            yield sample_rate_hz
        finally:
            with self._lock:
                self._leases -= 1
                if not self._leases:
                    self._end()

    @contextmanager
    def begin(self, job: wire.Job) -> Iterator[Iterator[wire.Frame]]:
        """Have `job` spoken; yields its frames up to the end. Leaving stops it. Raises `VoiceFailed`."""
        try:
            reader, process = self._open(job)
        except OSError as error:
            raise VoiceFailed(f"the eSpeak NG worker can't be reached: {error}") from error
        try:
            yield self._frames(reader, process)
        finally:
            os.close(reader)

    def _open(self, job: wire.Job) -> tuple[int, WorkerProcess]:
        """The pipe that the answer comes through, and who answers."""
        reader, writer = os.pipe()
        try:
            return reader, self._send(job, writer)
        except BaseException:
            os.close(reader)
            raise
        finally:
            os.close(writer)

    def _send(self, job: wire.Job, output: int) -> WorkerProcess:
        with self._lock:
            if not self._leases:
                raise VoiceFailed("this eSpeak NG voice was unloaded")
            process = self._running()
            try:
                process.send(job, output)
            except OSError:
                logger.warning("the eSpeak NG worker is gone; a new one is started")
                process = self._replace()
                process.send(job, output)
            return process

    def _running(self) -> WorkerProcess:
        if self._process is None:
            self._process = WorkerProcess(self._timeout_s)
        return self._process

    def _replace(self) -> WorkerProcess:
        process, self._process = self._process, None
        if process is not None:
            process.leave()
        return self._running()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.end()

    def _frames(self, reader: int, process: WorkerProcess) -> Iterator[wire.Frame]:
        """Frames up to the one that ends the utterance; that one is not among them."""
        frames = wire.FrameReader()
        while data := self._read(reader, process):
            for frame in frames.feed(data):
                if frame.kind is wire.Kind.END:
                    return
                if frame.kind is wire.Kind.FAILED:
                    raise VoiceFailed(frame.payload.decode(errors="replace"))
                yield frame
        raise VoiceFailed("eSpeak NG broke off in the middle of the sentence")

    def _read(self, reader: int, process: WorkerProcess) -> bytes:
        poll = select.poll()
        poll.register(reader, select.POLLIN)
        if not poll.poll(self._timeout_s * 1000):
            self._give_up(process)
            raise VoiceFailed(f"eSpeak NG said nothing for {self._timeout_s:g} s")
        return os.read(reader, _READ_BYTES)

    def _give_up(self, process: WorkerProcess) -> None:
        with self._lock:
            if self._process is process:  # else another listener was quicker, and the new one is well
                logger.warning("the eSpeak NG worker hangs; a new one is started with the next sentence")
                self._end()
