"""How much to measure: what a quick run leaves out, and how long each measure may take."""

import time
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """A number of rounds that ends early on slow machines and for slow voices."""

    rounds: int
    most_s: float

    def spend(self) -> Iterator[int]:
        """The number of each round: at least one, and none that would not end in time if it took as long as before."""
        began_s = time.monotonic()
        for number in range(self.rounds):
            spent_s = time.monotonic() - began_s
            if number and spent_s * (number + 1) / number > self.most_s:
                return
            yield number


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One kind of run."""

    name: str
    voices: tuple[str, ...]
    single: Budget
    crowd: Budget
    crowd_sizes: tuple[int, ...]
    crowd_kinds: tuple[str, ...]
    """Doors at which crowds are measured."""
    crowd_most_s: float
    """A larger crowd that would take a system longer than this is left out."""
    listen_s: float
    """Length of what each listener hears, about."""
    most_listeners: int
    startups: int
    latency_s: float
    """How long each door is asked."""
    techniques: Budget
    techniques_paragraph_s: float
    """What each of a crowd's clients asks for takes a server about this long."""


QUICK = Plan(
    name="quick",
    voices=("medium",),
    single=Budget(rounds=2, most_s=25),
    crowd=Budget(rounds=1, most_s=30),
    crowd_sizes=(1, 4, 8),
    crowd_kinds=("Wyoming",),
    crowd_most_s=30,
    listen_s=6,
    most_listeners=64,
    startups=1,
    latency_s=2,
    techniques=Budget(rounds=1, most_s=30),
    techniques_paragraph_s=0.5,
)
FULL = Plan(
    name="full",
    voices=("medium", "high"),
    single=Budget(rounds=9, most_s=110),
    crowd=Budget(rounds=3, most_s=200),
    crowd_sizes=(1, 2, 4, 8, 16),
    crowd_kinds=("Wyoming", "HTTP"),
    crowd_most_s=45,
    listen_s=15,
    most_listeners=128,
    startups=3,
    latency_s=10,
    techniques=Budget(rounds=5, most_s=120),
    techniques_paragraph_s=1.0,
)
