"""The parts of a voice as OpenVINO runs them. It gets ready anew for every size of its input: so there are few sizes.

The flow is filled up to a multiple of 64 frames under its mask, which changes nothing. The decoder's parts would sound
different after columns that are not there, so they say instead which numbers of columns they like best; others they
run too, late the first time.
"""

import threading
import weakref
from collections.abc import Mapping, Sequence

import numpy as np

from vitts_openvino.compiled import Compiled
from vitts_server import Tensor

FLOW_STEP_FRAMES = 64
WINDOW_COLUMNS = {"coarse": (24, 40, 64, 104, 160, 256), "fine": (96, 160, 256, 416, 704, 1152)}
"""Each about 1.6 times the one before. What a size costs: 5 to 120 ms once, and 2 to 20 MB."""


class Cores:
    """A net for one caller on all cores, and for many callers on some cores each."""

    def __init__(self, alone: Compiled, shared: Compiled) -> None:
        """They are the same on machines with few cores, where two callers take turns."""
        self.alone = alone
        self.shared = shared

    def run(self, feeds: Mapping[str, Tensor], threads: int, /) -> list[Tensor]:
        """See `Net`."""
        return (self.alone if threads > 1 else self.shared).run(feeds)


class Flow:
    """prior, mask, maybe speaker_vector -> latent; implements `Net`."""

    def __init__(self, cores: Cores) -> None:
        self._cores = cores

    def run(self, feeds: Mapping[str, Tensor], threads: int, /) -> Sequence[Tensor]:
        """See `Net`."""
        frames = feeds["prior"].shape[2]
        filled = {name: _filled_up(value) if value.ndim == 3 else value for name, value in feeds.items()}
        return [output[..., :frames] for output in self._cores.run(filled, threads)]


class Decoder:
    """A part of the decoder, `coarse` or `fine`; implements `Net`."""

    def __init__(self, cores: Cores, window_columns: Sequence[int]) -> None:
        """Ready for the smallest window, for which somebody waits; a thread makes it ready for the others."""
        self.window_columns = window_columns
        """Numbers of columns that it runs without getting ready first, for callers who can choose."""
        self._cores = cores
        self._get_ready(window_columns[0])
        # Not a daemon: Python must not end while it is inside OpenVINO.
        threading.Thread(target=_get_ready, args=(weakref.ref(self),), name="openvino-get-ready").start()

    def run(self, feeds: Mapping[str, Tensor], threads: int, /) -> Sequence[Tensor]:
        """See `Net`."""
        return self._cores.run(feeds, threads)

    def _get_ready(self, columns: int) -> None:
        silence = self._cores.alone.silence(columns)
        if silence is not None:
            self._cores.alone.run(silence)


def _get_ready(reference: weakref.ref[Decoder]) -> None:
    """Run every window once, as long as somebody holds the decoder."""
    windows = getattr(reference(), "window_columns", ())
    for columns in windows[1:]:
        decoder = reference()
        if decoder is None:
            return
        decoder._get_ready(columns)  # noqa: SLF001 - its own thread


def _filled_up(value: Tensor) -> Tensor:
    missing = -value.shape[2] % FLOW_STEP_FRAMES
    return np.pad(value, ((0, 0), (0, 0), (0, missing))) if missing else value
