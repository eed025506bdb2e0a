"""What a client hears and when, and whether a listener would have run dry. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

_START_S, _JITTER_S = 2.0, 0.1


@dataclass(frozen=True, slots=True)
class Arrival:
    """Audio that came in, seconds after the request was sent."""

    at_s: float
    audio_s: float


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as its client saw it."""

    arrivals: Sequence[Arrival]
    total_s: float

    @property
    def first_audio_s(self) -> float:
        """From the request to the first audio."""
        return self.arrivals[0].at_s

    @property
    def audio_s(self) -> float:
        """Audio of the whole answer."""
        return sum(arrival.audio_s for arrival in self.arrivals)


def gap_s(arrivals: Sequence[Arrival]) -> float:
    """The longest silence of a listener who begins to play with the first audio; 0 if there is none."""
    longest = 0.0
    dry_at_s = arrivals[0].at_s
    for arrival in arrivals:
        longest = max(longest, arrival.at_s - dry_at_s)
        dry_at_s = max(dry_at_s, arrival.at_s) + arrival.audio_s
    return longest


def is_content(arrivals: Sequence[Arrival]) -> bool:
    """Whether a listener is: the audio began within two seconds, and a player with a small buffer never ran dry."""
    return arrivals[0].at_s <= _START_S and gap_s(arrivals) <= _JITTER_S
