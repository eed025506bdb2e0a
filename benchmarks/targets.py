"""What we want to reach, mostly as ratios to wyoming-piper in the same run: they travel between machines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from benchmarks.ledger import Ledger
from benchmarks.systems import OURS, WYOMING_PIPER

Kind = Literal["sooner", "more", "of", "at least", "under"]
"""sooner: peer / ours; more and of: ours / peer, the last one small; the others are our value itself."""
_WYOMING = f"{OURS}, Wyoming"
_PEER = f"{WYOMING_PIPER}, Wyoming"


@dataclass(frozen=True, slots=True)
class Target:
    """One row of the table."""

    says: str
    measure: str
    metric: str
    case: str
    kind: Kind
    due: float
    due_in_float32: float | None = None
    """Where the processor or the backend has no bfloat16; None: the same."""
    system: str = _WYOMING
    peer: str = _PEER

    def due_with(self, *, has_bfloat16: bool) -> float:
        """What is due on this machine."""
        return self.due if has_bfloat16 or self.due_in_float32 is None else self.due_in_float32


@dataclass(frozen=True, slots=True)
class Verdict:
    """A target and what was measured."""

    target: Target
    due: float
    reached: float | None

    @property
    def is_met(self) -> bool | None:
        """None if it was not measured."""
        if self.reached is None:
            return None
        is_small_good = self.target.kind in ("of", "under")
        return self.reached <= self.due if is_small_good else self.reached >= self.due


def _common() -> Iterator[Target]:
    yield Target(
        "first request after start", "startup", "first_request_ms", "start", "sooner", 4, None, OURS, WYOMING_PIPER
    )
    yield Target("peak memory", "memory", "peak_mb", "8 clients", "of", 0.6, None, OURS, WYOMING_PIPER)
    for question in ("describe", "/health"):
        says = f"{question} while 8 clients speak, p99 in ms"
        yield Target(says, "latency", "p99_ms", "8 clients", "under", 50, None, f"{OURS}, {question}")


def _speech(words: tuple[float, float], four: tuple[float, float], eight: tuple[float, float]) -> Iterator[Target]:
    """5 and 40 words; median and worst of four and of eight clients."""
    yield Target("first audio, 40 words, one client", "single", "first_audio_ms", "40 words", "sooner", words[1])
    yield Target("first audio, 5 words, one client", "single", "first_audio_ms", "5 words", "sooner", words[0])
    for case, (median, worst) in (("4 clients", four), ("8 clients", eight)):
        yield Target(f"first audio, {case}, median", "crowd", "first_audio_median_ms", case, "sooner", median)
        yield Target(f"first audio, {case}, worst", "crowd", "first_audio_worst_ms", case, "sooner", worst)


def _work(throughput: tuple[float, float], listeners: float) -> Iterator[Target]:
    """Audio seconds a second with and without bfloat16; listeners on two cores."""
    yield Target("audio seconds a second, 8 clients", "crowd", "audio_s_per_s", "8 clients", "more", *throughput)
    yield Target(
        "listeners without a gap (2 cores)",
        "listeners",
        "listeners",
        "without a gap",
        "at least",
        listeners,
        None,
        OURS,
    )


TARGETS: Mapping[str, Sequence[Target]] = {
    "medium": (*_speech((3, 8), (25, 30), (40, 40)), *_work((2.5, 1.3), 40), *_common()),
    "high": (*_speech((8, 20), (20, 20), (20, 20)), *_work((2.2, 1.0), 7), *_common()),
}
"""By the benchmark voices' names."""


def verdicts(ledger: Ledger, voice: str, *, has_bfloat16: bool) -> list[Verdict]:
    """For a voice that targets are set for; its Vietnamese twin has the same."""
    targets = TARGETS.get(voice.removesuffix("-vi"), ())
    return [
        Verdict(target, target.due_with(has_bfloat16=has_bfloat16), _reached(ledger, voice, target))
        for target in targets
    ]


def _reached(ledger: Ledger, voice: str, target: Target) -> float | None:
    ours = ledger.median(voice, target.measure, target.metric, target.case, target.system)
    if target.kind in ("at least", "under") or ours is None:
        return ours
    peer = ledger.median(voice, target.measure, target.metric, target.case, target.peer)
    if not peer or not ours:
        return None
    return peer / ours if target.kind == "sooner" else ours / peer
