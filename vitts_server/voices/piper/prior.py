"""What the flow of a VITS voice begins with: each frame's mean plus noise, made as far as it is asked for.

A listener waits for the first frames only, however long the sentence is. The noise is drawn frame by frame from one
generator, so it is the same for pieces of any size.
"""

import numpy as np
import numpy.typing as npt

from vitts_server import Tensor


class Prior:
    """Of one sentence; its columns are a `Source` of `stages`."""

    def __init__(
        self,
        mean: Tensor,
        log_scale: Tensor,
        owners: npt.NDArray[np.int64],
        noise_scale: float,
        random: np.random.Generator,
    ) -> None:
        """`mean` and `log_scale`: float32 [1, channels, columns]. `owners`: which of the columns each frame has."""
        self._mean = mean
        self._log_scale = log_scale
        self._owners = owners
        self._noise_scale = np.float32(noise_scale)
        self._random = random
        self._made = np.empty((1, mean.shape[1], len(owners)), dtype=np.float32)
        self._done = 0

    @property
    def frames(self) -> int:
        """How many there are in all."""
        return len(self._owners)

    def columns(self, first: int, last: int, threads: int) -> Tensor:
        """Those from `first` to `last`; `threads` is of no use here."""
        if last > self._done:
            self._extend(last)
        return self._made[:, :, first:last]

    def _extend(self, end: int) -> None:
        owners = self._owners[self._done : end]
        new = self._mean[:, :, owners]
        if self._noise_scale:
            noise = self._random.standard_normal(new.shape[::-1], dtype=np.float32).T
            new = new + noise * np.exp(self._log_scale[:, :, owners]) * self._noise_scale
        self._made[:, :, self._done : end] = new
        self._done = end
