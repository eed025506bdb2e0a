"""Whether the machine was ours while we measured: processor time of others, and time that the host took away.

Numbers from a machine that was not quiet are written down all the same, and called what they are.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import own_processor_s

MOST_OTHERS, MOST_STOLEN = 0.05, 0.02
"""Shares of the whole processor above which a machine is not quiet."""
_IDLE_FIELDS, _STEAL_FIELD, _COUNTED_FIELDS = (3, 4), 7, 8


@dataclass(frozen=True, slots=True)
class Moment:
    """Processor seconds since the machine started, and ours among them."""

    total_s: float
    busy_s: float
    stolen_s: float
    own_s: float

    @classmethod
    def now(cls) -> "Moment":
        """Read the kernel's counters."""
        return cls.parse(Path("/proc/stat").read_text(), os.sysconf("SC_CLK_TCK"), own_processor_s())

    @classmethod
    def parse(cls, stat: str, ticks_per_s: int, own_s: float) -> "Moment":
        """From the text of `/proc/stat`; guests' time is part of user time already."""
        fields = [int(field) / ticks_per_s for field in stat.split("\n", 1)[0].split()[1 : 1 + _COUNTED_FIELDS]]
        idle_s = sum(fields[place] for place in _IDLE_FIELDS)
        stolen_s = fields[_STEAL_FIELD]
        return cls(total_s=sum(fields), busy_s=sum(fields) - idle_s - stolen_s, stolen_s=stolen_s, own_s=own_s)


@dataclass(frozen=True, slots=True)
class Noise:
    """Shares of the whole processor, 0 to 1, that somebody else had."""

    others: float
    stolen: float

    @classmethod
    def between(cls, begin: Moment, end: Moment) -> "Noise":
        """What happened between two moments; clocks differ a little, so less than nothing counts as nothing."""
        total_s = max(end.total_s - begin.total_s, 1e-9)
        others_s = (end.busy_s - begin.busy_s) - (end.own_s - begin.own_s)
        return cls(others=max(0.0, others_s / total_s), stolen=max(0.0, (end.stolen_s - begin.stolen_s) / total_s))

    @property
    def is_quiet(self) -> bool:
        """Whether the numbers can be quoted."""
        return self.others <= MOST_OTHERS and self.stolen <= MOST_STOLEN


@contextmanager
def watched(noises: dict[str, Noise], name: str) -> Iterator[None]:
    """Notes under `name` how quiet the machine was while the context was open."""
    begin = Moment.now()
    try:
        yield
    finally:
        noises[name] = Noise.between(begin, Moment.now())
