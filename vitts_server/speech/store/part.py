"""A file of the store while it is being written. Blocking: used on threads. Putting it in its place is not its work."""

import logging
import os
from io import BufferedWriter
from pathlib import Path
from typing import Protocol, runtime_checkable

from vitts_server.ports import Encoder, EncoderStream
from vitts_server.values import AudioChunk

logger = logging.getLogger(__name__)


@runtime_checkable
class Rewinding(Protocol):
    """An encoder stream whose first bytes are known only at the end, such as sizes in a header."""

    def final_header(self) -> bytes:
        """Bytes to put over the beginning of the file, after `finish`."""
        ...


class Part:
    """Samples in, a file that is safely on disk at the end. Nothing exists before the first samples."""

    def __init__(self, path: Path, encoder: Encoder) -> None:
        self.path = path
        self.samples = 0
        self.duration_s = 0.0
        self.sample_rate_hz = 0
        self.size_bytes = 0
        self._encoder = encoder
        self._file: BufferedWriter | None = None
        self._stream: EncoderStream | None = None

    def add(self, chunk: AudioChunk) -> None:
        """Encode and write. Raises `OSError`."""
        if self._file is None or self._stream is None:
            self._file = self.path.open("xb")
            self._stream = self._encoder.open(chunk.sample_rate_hz)
            self.sample_rate_hz = getattr(self._stream, "sample_rate_hz", chunk.sample_rate_hz)
        self._file.write(self._stream.feed(chunk.samples))
        self.samples += len(chunk.samples)
        self.duration_s = self.samples / chunk.sample_rate_hz

    def finish(self) -> None:
        """Write what the encoder held back and see it onto the disk. Raises `OSError`."""
        if self._file is None or self._stream is None:
            raise ValueError("nothing was added")
        self._file.write(self._stream.finish())
        self.size_bytes = self._file.tell()
        if isinstance(self._stream, Rewinding):
            self._file.seek(0)
            self._file.write(self._stream.final_header())
        sync(self._file)
        self._file.close()

    def discard(self) -> None:
        """Remove it, if it is still there under its own name. Never raises."""
        if self._file is not None:
            try:
                self._file.close()
            except OSError:  # a full disk is noticed again when the buffer is flushed
                self._file.raw.close()
        unlink(self.path)


def sync(file: BufferedWriter) -> None:
    """What was written survives a power cut once this returns."""
    file.flush()
    os.fsync(file.fileno())


def unlink(path: Path) -> None:
    """Remove a file, or leave it where even that is impossible: the next start tries again."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        logger.warning("a file can't be removed", exc_info=True)
