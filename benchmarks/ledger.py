"""What was measured: single values, each with where it comes from. Pure; medians are made when it is read."""

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.quiet import Noise


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One value."""

    voice: str
    measure: str
    """Such as `crowd`."""
    metric: str
    """Such as `first_audio_ms`, its unit at the end."""
    case: str
    """Such as `8 clients`."""
    system: str
    value: float


@dataclass(slots=True)
class Ledger:
    """All values of a run, remarks on what could not be measured, and how quiet the machine was meanwhile."""

    samples: list[Sample] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    noises: dict[str, Noise] = field(default_factory=dict)

    def select(self, voice: str, measure: str, metric: str) -> Iterator[Sample]:
        """The values of one table."""
        for sample in self.samples:
            if (sample.voice, sample.measure, sample.metric) == (voice, measure, metric):
                yield sample

    def median(self, voice: str, measure: str, metric: str, case: str, system: str) -> float | None:
        """Over the rounds; None if it was not measured."""
        found = [
            sample.value
            for sample in self.select(voice, measure, metric)
            if (sample.case, sample.system) == (case, system)
        ]
        return statistics.median(found) if found else None

    def voices(self) -> list[str]:
        """In the order in which they were measured."""
        return list(dict.fromkeys(sample.voice for sample in self.samples))

    @property
    def is_quiet(self) -> bool:
        """Whether the machine was ours during every measure."""
        return all(noise.is_quiet for noise in self.noises.values())


def quantile(values: Sequence[float], share: float) -> float:
    """The value that this share of the values does not exceed (nearest rank). Raises `ValueError` for no values."""
    if not values:
        raise ValueError("there are no values")
    ordered = sorted(values)
    rank = -int(-share * len(ordered) // 1)
    return ordered[min(len(ordered), max(1, rank)) - 1]
