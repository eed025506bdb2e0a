"""The parts of a voice as OpenVINO runs them. It gets ready anew for every size of its input: so there are few sizes.

The flow is filled up to a multiple of 64 frames under its mask, which changes nothing. The decoder would sound
different after frames that are not there, so it says instead which numbers of frames it likes best; others it runs
too, late the first time.
"""

import threading
import weakref
from collections.abc import Mapping, Sequence

import numpy as np

from vitts_openvino.compiled import Compiled
from vitts_server import Tensor

FLOW_STEP_FRAMES = 64
WINDOW_FRAMES = (24, 40, 64, 104, 160, 256)
"""Each 1.6 times the one before. What a size costs: 20 to 120 ms once, and 8 to 25 MB."""
_LISTENED_TO_FRAMES = 160
"""Larger ones are only used for files, where a wait of the first time does not matter."""


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
    """latent, maybe speaker_vector -> audio; implements `Net`."""

    window_frames = WINDOW_FRAMES
    """Numbers of frames that it runs without getting ready first, for callers who can choose."""

    def __init__(self, cores: Cores) -> None:
        """Ready for the smallest window, for which somebody waits; a thread makes it ready for the others."""
        self._cores = cores
        self._get_ready(WINDOW_FRAMES[0])
        # Not a daemon: Python must not end while it is inside OpenVINO.
        threading.Thread(target=_get_ready, args=(weakref.ref(self),), name="openvino-get-ready").start()

    def run(self, feeds: Mapping[str, Tensor], threads: int, /) -> Sequence[Tensor]:
        """See `Net`."""
        return self._cores.run(feeds, threads)

    def _get_ready(self, frames: int) -> None:
        silence = self._cores.alone.silence(frames)
        if silence is not None:
            self._cores.alone.run(silence)


def _get_ready(reference: weakref.ref[Decoder]) -> None:
    """Run every window that listeners get once, as long as somebody holds the decoder."""
    for frames in WINDOW_FRAMES[1:]:
        decoder = reference()
        if decoder is None or frames > _LISTENED_TO_FRAMES:
            return
        decoder._get_ready(frames)  # noqa: SLF001 - its own thread


def _filled_up(value: Tensor) -> Tensor:
    missing = -value.shape[2] % FLOW_STEP_FRAMES
    return np.pad(value, ((0, 0), (0, 0), (0, missing))) if missing else value
