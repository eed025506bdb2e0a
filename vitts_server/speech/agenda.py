"""Who is next: the order of all streams' steps, by the moment at which each listener would run dry.

Pure: no threads, no clock of its own, so its promises are tested with simulated time. The unit of work is one step
of one stream, which makes one piece of audio. What is not here: running the steps (`scheduler.py`).

The order is earliest deadline first (Liu & Layland, 1973). A new live stream is due at once, but not at the price of
silence for those who hear something already: it begins as soon as all their deadlines can still be met (an admission
test, as for any hard deadline), or when it has waited too long. After that it is due when its listener would run dry.
Work without a listener (files) is done in turn when no listener needs a step; else it gets
one step in a fixed time, all files together, so that it yields and still never starves.
"""

from dataclasses import dataclass, field

from vitts_server.values import Turn

FIRST_PIECE_S = 0.12
"""The first piece of a live stream is small: nobody hears anything before it is there."""
MIN_PIECE_S = 0.2
MAX_PIECE_S = 1.5
FILE_PIECE_S = 3.0
"""Without a listener pieces are large: each one pays again for its context."""
GROWTH = 1.6
"""Pieces grow at least this fast, also for a listener who has run dry: small pieces cost most when time is short."""
MAX_STEP_S = 0.6
"""A step should not take longer, or newcomers and hang-ups wait for it."""
_SHORTEST_STEP_S = 1e-6
_A_COST, _A_FIRST_STEP_S = 0.1, 0.05
"""Assumed until a voice has shown what it takes."""
PATIENCE_S = 1.5
"""A newcomer who has waited this long begins, even if others then hear a gap: the machine is too small for all."""
_CAUTION = 2.0
"""Steps are taken to last so much longer than they do on average, when they are promised to newcomers."""
AMPLE_S = 4.0
"""Files may go on while every listener has more than this left to hear."""
AGING_S = 2.0
"""All work without a listener together gets a step this often even when listeners could use all of the machine."""


@dataclass(eq=False, slots=True)
class Lane:
    """What limits the steps that may run side by side: one for each loaded voice."""

    concurrency: int
    running: int = 0
    cost: float | None = None
    """Processing seconds for a second of audio, averaged over recent steps of one thread."""
    first_step_s: float | None = None
    """Processing seconds of the first step of a stream, averaged over recent ones of one thread."""


@dataclass(eq=False, slots=True)
class Stream:
    """One answer on its way: how much of it was made, how much was taken, and when it has to go on."""

    is_live: bool
    deadline_s: float
    lane: Lane
    made_s: float = 0.0
    taken_s: float = 0.0
    has_work: bool = False
    is_running: bool = False
    turn: Turn = field(default_factory=Turn)

    @property
    def ahead_s(self) -> float:
        """Audio that was made and not yet taken."""
        return self.made_s - self.taken_s


class Agenda:
    """All open streams and the order of their steps. Not thread-safe; its owner locks."""

    def __init__(self, threads: int, max_ahead_s: float) -> None:
        """`max_ahead_s`: a stream that is this far ahead of its client pauses."""
        self.threads = threads
        self._max_ahead_s = max_ahead_s
        self._streams: set[Stream] = set()
        self._file_step_s = 0.0

    def __len__(self) -> int:
        return len(self._streams)

    def open(self, *, is_live: bool, lane: Lane, now_s: float) -> Stream:
        """A new stream that has no work yet."""
        stream = Stream(is_live=is_live, deadline_s=now_s, lane=lane)
        self._streams.add(stream)
        return stream

    def close(self, stream: Stream) -> None:
        """Forget the stream; harmless when it is forgotten already."""
        self._streams.discard(stream)

    def begin(self, now_s: float) -> Stream | None:
        """The stream whose step has to run next, marked as running with its `turn` set; None if none can."""
        chosen = self._most_urgent(now_s)
        if chosen is None:
            return None
        if not chosen.is_live:
            self._file_step_s = now_s
        chosen.turn = self._turn(chosen, now_s)
        chosen.is_running = True
        chosen.lane.running += 1
        return chosen

    def _most_urgent(self, now_s: float) -> Stream | None:
        ready = [stream for stream in self._streams if self._can_step(stream)]
        live = [stream for stream in ready if stream.is_live]
        files = [stream for stream in ready if not stream.is_live]
        first_live = self._most_urgent_live(live, now_s)
        first_file = min(files, key=lambda stream: stream.deadline_s, default=None)
        if first_live is None or first_file is None:
            return first_live or first_file
        is_files_turn = now_s - self._file_step_s >= AGING_S
        return first_file if is_files_turn or first_live.deadline_s > now_s + AMPLE_S else first_live

    def _most_urgent_live(self, ready: list[Stream], now_s: float) -> Stream | None:
        newcomer = min((stream for stream in ready if not stream.made_s), key=_deadline, default=None)
        begun = sorted((stream for stream in ready if stream.made_s), key=_deadline)
        if newcomer is None or not begun:
            return newcomer or (begun[0] if begun else None)
        has_waited = now_s - newcomer.deadline_s > PATIENCE_S
        return newcomer if has_waited or self._is_bearable(newcomer, begun, now_s) else begun[0]

    def _is_bearable(self, newcomer: Stream, begun: list[Stream], now_s: float) -> bool:
        """Whether those who have begun, most urgent first, can all go on in time after the newcomer's first step."""
        work_s = newcomer.lane.first_step_s or _A_FIRST_STEP_S
        for stream in begun:
            if now_s + _CAUTION * work_s / self.threads > stream.deadline_s:
                return False
            next_s = min(max(stream.turn.piece_s * GROWTH, MIN_PIECE_S), MAX_PIECE_S)
            work_s += next_s * (stream.lane.cost or _A_COST)
        return True

    def end(self, stream: Stream, *, audio_s: float, cost_s: float, now_s: float) -> None:
        """The step is over and made `audio_s` seconds of audio in `cost_s` seconds."""
        stream.is_running = False
        stream.lane.running -= 1
        stream.made_s += audio_s
        if not stream.is_live:
            stream.deadline_s = now_s  # whoever waited longest is next
        elif audio_s:
            stream.deadline_s = max(stream.deadline_s, now_s) + audio_s
        is_first = stream.made_s == audio_s  # it also paid for the encoder
        if audio_s and stream.turn.threads == 1:
            lane, took_s = stream.lane, max(cost_s, _SHORTEST_STEP_S)
            if is_first:
                lane.first_step_s = _averaged(lane.first_step_s, took_s)
            else:
                lane.cost = _averaged(lane.cost, took_s / audio_s)

    def _can_step(self, stream: Stream) -> bool:
        return (
            stream.has_work
            and not stream.is_running
            and stream.ahead_s < self._max_ahead_s
            and stream.lane.running < stream.lane.concurrency
        )

    def _turn(self, stream: Stream, now_s: float) -> Turn:
        rivals = [
            other for other in self._streams if other is not stream and (other.is_running or self._can_step(other))
        ]
        threads = 1 if rivals else self.threads
        if not stream.is_live:
            return Turn(piece_s=MAX_PIECE_S if rivals else FILE_PIECE_S, threads=threads)
        if stream.made_s == 0:
            return Turn(piece_s=FIRST_PIECE_S, threads=threads)
        return Turn(piece_s=self._piece_s(stream, len(rivals), now_s), threads=threads)

    def _piece_s(self, stream: Stream, rivals: int, now_s: float) -> float:
        """As large as what is left in the listener's buffer allows, so that pieces grow while playback goes on."""
        cost = stream.lane.cost or _A_COST
        contention = max(1.0, (rivals + 1) / self.threads)
        affordable_s = (stream.deadline_s - now_s) / (2 * cost * contention)
        brief_s = MAX_STEP_S / cost
        wanted_s = max(affordable_s, stream.turn.piece_s * GROWTH)
        return max(MIN_PIECE_S, min(wanted_s, brief_s, MAX_PIECE_S))


def _deadline(stream: Stream) -> float:
    return stream.deadline_s


def _averaged(average: float | None, latest: float) -> float:
    return latest if average is None else 0.8 * average + 0.2 * latest
