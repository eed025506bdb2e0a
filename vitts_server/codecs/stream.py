"""Samples into a compressed file through PyAV, frame by frame as the codec wants them. Work for threads."""

from typing import cast

import numpy as np
import numpy.typing as npt
from av import AudioFormat, AudioFrame
from av import open as open_container
from av.audio.stream import AudioStream

from vitts_server import Samples, audio
from vitts_server.codecs.kinds import Kind
from vitts_server.codecs.tape import Tape

_FRAME_SAMPLES = 1024
"""For codecs that take frames of any size."""


class CompressedStream:
    """One file being written."""

    def __init__(self, kind: Kind, sample_rate_hz: int) -> None:
        self._kind = kind
        self._rate_hz = sample_rate_hz
        self._tape = Tape()
        options = {"flush_packets": "1", "fflags": "+bitexact", **kind.options}
        self._container = open_container(self._tape, "w", format=kind.container, options=options)
        self._stream = cast("AudioStream", self._container.add_stream(kind.codec, rate=sample_rate_hz, layout="mono"))
        codec = self._stream.codec_context
        codec.format = AudioFormat(kind.sample_format)
        if kind.bit_rate is not None:
            codec.bit_rate = kind.bit_rate(sample_rate_hz)
        codec.open()
        self._frame_samples = codec.frame_size or _FRAME_SAMPLES
        self._pending = np.zeros(0, dtype=np.float32)
        self._samples = 0

    def feed(self, samples: Samples, /) -> bytes:
        """The next samples; what does not fill a frame waits for those that follow."""
        pending = np.concatenate((self._pending, samples))
        whole = len(pending) - len(pending) % self._frame_samples
        for start in range(0, whole, self._frame_samples):
            self._encode(pending[start : start + self._frame_samples])
        self._pending = pending[whole:]
        return self._tape.take()

    def finish(self) -> bytes:
        """The last frame and what the codec held back."""
        if len(self._pending):
            self._encode(self._pending)
        self._container.mux(self._stream.encode(None))
        self._container.close()
        return self._tape.take()

    def final_header(self) -> bytes:
        """The beginning of the file with its true length, for the formats that say it there."""
        return self._tape.new_beginning()

    def _encode(self, samples: Samples) -> None:
        frame = AudioFrame.from_ndarray(self._converted(samples), format=self._kind.sample_format, layout="mono")
        frame.sample_rate = self._rate_hz
        frame.pts = self._samples
        self._samples += len(samples)
        self._container.mux(self._stream.encode(frame))

    def _converted(self, samples: Samples) -> npt.NDArray[np.int16] | Samples:
        if self._kind.sample_format == "s16":
            return np.frombuffer(audio.pcm16(samples), dtype=np.int16)[np.newaxis]
        return np.clip(samples, -1, 1)[np.newaxis]
