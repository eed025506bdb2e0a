"""What a net makes of one sentence, computed as far as somebody asks for it, in growing chunks.

Chunks grow because each one pays for what is around it, and the first one is what a listener waits for. What lies
behind is forgotten: with many listeners it would be most of the memory.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from vitts_server import Net, Tensor
from vitts_server.voices.piper.receptive import Reach
from vitts_server.voices.piper.windows import window

Source = Callable[[int, int, int], Tensor]
"""Columns of a tensor, from the first up to the last, computed on so many threads where they are not there yet."""

_FIRST_COLUMNS, _MOST_COLUMNS = 32, 256


class Stage:
    """One net's output for one sentence; its columns are a `Source`."""

    def __init__(
        self,
        net: Net,
        reach: Reach,
        source: Source,
        columns: int,
        feeds: Callable[[Tensor], Mapping[str, Tensor]],
        first_columns: int = _FIRST_COLUMNS,
        kept_columns: int = 0,
    ) -> None:
        """`columns` of `source` there are in all; `feeds` names them for the net.

        Who asks goes forward, except that it may come back to the last `kept_columns` of all that come out.
        """
        self._net = net
        self._reach = reach
        self._source = source
        self._columns = columns
        self._feeds = feeds
        self._liked = liked_windows(net)
        self._end = columns * reach.hop - kept_columns
        self._output: Tensor | None = None
        self._begin = 0
        """Which of all columns the first of `output` is."""
        self._wanted = 0
        self._done = 0
        self._chunk = first_columns

    def columns(self, first: int, last: int, threads: int) -> Tensor:
        """See `Source`."""
        self._wanted = max(self._wanted, min(first, self._end))
        while self._output is None or self._done * self._reach.hop < last:
            self._extend(-(-last // self._reach.hop), threads)
        return self._output[:, :, first - self._begin : last - self._begin]

    def _extend(self, needed: int, threads: int) -> None:
        end = min(self._columns, max(needed, self._done + self._chunk))
        around = window(self._done, end, self._columns, self._reach, self._liked)
        (made,) = self._net.run(self._feeds(self._source(around.first, around.last, threads)), threads)
        hop = self._reach.hop
        new = made[:, :, (self._done - around.first) * hop : (around.end - around.first) * hop]
        if self._output is None:
            self._output = new
        else:
            begin = min(self._wanted, self._done * hop)
            self._output = np.concatenate([self._output[:, :, begin - self._begin :], new], axis=2)
            self._begin = begin
        self._chunk = min(2 * max(self._chunk, around.end - self._done), _MOST_COLUMNS)
        self._done = around.end


def liked_windows(net: Net) -> Sequence[int]:
    """Numbers of columns that the net would rather run than others, in rising order; any may be none."""
    liked: Sequence[int] = getattr(net, "window_columns", ())
    return liked


def largest_window(net: Net) -> int:
    """How far from the end of a sentence the net's last window may begin at the most; see `windows`."""
    return max(liked_windows(net), default=0)
