"""Samples at another rate, piece by piece. Pure computation: for threads, like every other work on samples."""

from typing import Protocol

import numpy as np

from vitts_server.values import Samples


class _Stream(Protocol):
    def resample_chunk(self, x: Samples, last: bool = False) -> Samples: ...


class Resampler:
    """One stream of samples on its way to another rate. However it is cut into pieces, the samples are the same."""

    def __init__(self, from_hz: int, to_hz: int) -> None:
        """Equal rates are fine: the samples pass as they are."""
        self._stream = _open(from_hz, to_hz) if from_hz != to_hz else None

    def feed(self, samples: Samples, /) -> Samples:
        """What is certain now; the last few milliseconds wait for those that follow."""
        return samples if self._stream is None else _within_bounds(self._stream.resample_chunk(samples))

    def finish(self) -> Samples:
        """The rest: all together lasts as long as what was fed, to the nearest sample."""
        nothing = np.zeros(0, dtype=np.float32)
        return nothing if self._stream is None else _within_bounds(self._stream.resample_chunk(nothing, last=True))


def _open(from_hz: int, to_hz: int) -> _Stream:
    import soxr  # where it is first needed: plugins that never resample start without it

    stream: _Stream = soxr.ResampleStream(from_hz, to_hz, num_channels=1, dtype="float32")
    return stream


def _within_bounds(samples: Samples) -> Samples:
    """A filter swings a little beyond loud samples."""
    return np.clip(samples, np.float32(-1), np.float32(1))
