"""The order of steps, with simulated time: threads that take as long as they are told."""

import heapq
import random
from dataclasses import dataclass

import pytest

from vitts_server.speech.agenda import AGING_S, FIRST_PIECE_S, MAX_PIECE_S, PATIENCE_S, Agenda, Lane, Stream


@dataclass
class Listener:
    """A stream's client that plays what it gets in real time."""

    stream: Stream
    left_s: float
    arrived_s: float
    first_s: float | None = None
    dry_s: float = 0.0
    until_s: float = 0.0


class Simulation:
    """`threads` workers whose steps cost `cost` seconds for a second of audio, `fixed_s` each, and `first_s` more for
    the first one of a stream."""

    def __init__(self, threads: int, cost: float, fixed_s: float = 0.003, first_s: float = 0.0) -> None:
        self.agenda = Agenda(threads, max_ahead_s=10.0)
        self.lane = Lane(concurrency=1000)
        self.threads, self.cost, self.fixed_s, self.first_s = threads, cost, fixed_s, first_s
        self.now_s = 0.0
        self.listeners: dict[Stream, Listener] = {}
        self.steps: list[Stream] = []

    def arrive(self, audio_s: float, *, is_live: bool = True) -> Listener:
        stream = self.agenda.open(is_live=is_live, lane=self.lane, now_s=self.now_s)
        stream.has_work = True
        self.listeners[stream] = Listener(stream, audio_s, self.now_s)
        return self.listeners[stream]

    def run(self, arrivals: list[tuple[float, float, bool]]) -> None:
        """Until all that arrives as (when, audio seconds, is live) has been spoken."""
        coming = sorted(arrivals, reverse=True)
        busy: list[tuple[float, int, Stream, float, float]] = []
        while coming or busy or any(listener.left_s > 0 for listener in self.listeners.values()):
            while coming and coming[-1][0] <= self.now_s:
                _, audio_s, is_live = coming.pop()
                self.arrive(audio_s, is_live=is_live)
            while len(busy) < self.threads and (stream := self.agenda.begin(self.now_s)) is not None:
                self._start(stream, busy)
            moments = [when for when, *_ in busy] + ([coming[-1][0]] if coming else [])
            if not moments:
                return
            self.now_s = max(self.now_s, min(moments))
            while busy and busy[0][0] <= self.now_s:
                self._end(heapq.heappop(busy))

    def _start(self, stream: Stream, busy: list[tuple[float, int, Stream, float, float]]) -> None:
        audio_s = min(self.listeners[stream].left_s, stream.turn.piece_s)
        first_s = 0.0 if stream.made_s else self.first_s
        cost_s = (first_s + self.fixed_s + audio_s * self.cost) / stream.turn.threads
        self.steps.append(stream)
        heapq.heappush(busy, (self.now_s + cost_s, len(self.steps), stream, audio_s, cost_s))

    def _end(self, step: tuple[float, int, Stream, float, float]) -> None:
        _, _, stream, audio_s, cost_s = step
        listener = self.listeners[stream]
        listener.left_s -= audio_s
        self.agenda.end(stream, audio_s=audio_s, cost_s=cost_s, now_s=self.now_s)
        stream.has_work = listener.left_s > 1e-9
        stream.taken_s = stream.made_s
        if listener.first_s is None:
            listener.first_s = self.now_s - listener.arrived_s
            listener.until_s = self.now_s
        listener.dry_s += max(0.0, self.now_s - listener.until_s)
        listener.until_s = max(listener.until_s, self.now_s) + audio_s
        if not stream.has_work:
            self.agenda.close(stream)


def test_no_listener_runs_dry_when_the_machine_can_carry_them_all() -> None:
    simulation = Simulation(threads=2, cost=0.08)
    simulation.run([(index * 0.05, 20.0, True) for index in range(16)])
    assert [listener.dry_s for listener in simulation.listeners.values()] == [0.0] * 16


def test_a_newcomer_is_heard_at_once_while_others_are_far_ahead() -> None:
    simulation = Simulation(threads=2, cost=0.05)
    simulation.run([*((0.0, 60.0, True) for _ in range(8)), (2.0, 5.0, True)])
    newcomer = list(simulation.listeners.values())[-1]
    assert newcomer.first_s is not None
    assert newcomer.first_s < 0.1
    assert newcomer.dry_s == 0.0


def test_clients_that_arrive_together_are_all_heard_before_anybody_gets_more() -> None:
    simulation = Simulation(threads=2, cost=0.05)
    simulation.run([(0.0, 10.0, True)] * 8)
    assert len(set(simulation.steps[:8])) == 8


def test_files_yield_to_listeners_and_never_starve() -> None:
    simulation = Simulation(threads=1, cost=0.9)
    simulation.run([(0.0, 6.0, False), *((0.0, 60.0, True) for _ in range(3))])
    stream = next(stream for stream in simulation.listeners if not stream.is_live)
    places = [place for place, stepped in enumerate(simulation.steps) if stepped is stream]
    assert places[0] > 3, "all listeners had their first piece before"
    assert simulation.listeners[stream].left_s <= 0
    assert places[-1] < len(simulation.steps) - 10, "it was done while listeners were still being served"


@pytest.mark.parametrize("crowd", [60, 250])
def test_a_crowd_of_files_does_not_keep_a_listener_waiting(crowd: int) -> None:
    simulation = Simulation(threads=2, cost=0.05)
    simulation.run([*((0.0, 20.0, False) for _ in range(crowd)), (5.0, 20.0, True)])
    listener = next(listener for listener in simulation.listeners.values() if listener.stream.is_live)
    assert listener.first_s is not None
    assert listener.first_s < 0.2
    assert listener.dry_s < 0.5


def test_a_lone_listener_gets_all_cores_and_a_crowd_one_each() -> None:
    agenda = Agenda(threads=4, max_ahead_s=10)
    lane = Lane(concurrency=10)
    alone = agenda.open(is_live=True, lane=lane, now_s=0.0)
    alone.has_work = True
    assert agenda.begin(0.0) is alone
    assert alone.turn.threads == 4
    assert alone.turn.piece_s == FIRST_PIECE_S
    second = agenda.open(is_live=True, lane=lane, now_s=0.0)
    second.has_work = True
    assert agenda.begin(0.0) is second
    assert second.turn.threads == 1


def test_pieces_grow_while_the_listener_has_enough_to_hear() -> None:
    agenda = Agenda(threads=1, max_ahead_s=60)
    stream = agenda.open(is_live=True, lane=Lane(concurrency=1, cost=0.05), now_s=0.0)
    stream.has_work = True
    sizes, now_s = [], 0.0
    for _ in range(8):
        assert agenda.begin(now_s) is stream
        sizes.append(stream.turn.piece_s)
        now_s += stream.turn.piece_s * 0.05
        agenda.end(stream, audio_s=stream.turn.piece_s, cost_s=stream.turn.piece_s * 0.05, now_s=now_s)
    assert sizes == sorted(sizes)
    assert sizes[-1] == MAX_PIECE_S


def test_a_stream_far_ahead_of_its_client_pauses_until_the_client_takes_more() -> None:
    agenda = Agenda(threads=1, max_ahead_s=1.0)
    stream = agenda.open(is_live=True, lane=Lane(concurrency=1), now_s=0.0)
    stream.has_work = True
    assert agenda.begin(0.0) is stream
    agenda.end(stream, audio_s=2.0, cost_s=0.1, now_s=0.1)
    assert agenda.begin(0.1) is None
    stream.taken_s = 1.5
    assert agenda.begin(0.1) is stream


def test_a_voice_that_is_not_thread_safe_is_stepped_by_one_thread_only() -> None:
    agenda = Agenda(threads=2, max_ahead_s=10)
    lane = Lane(concurrency=1)
    for _ in range(2):
        agenda.open(is_live=True, lane=lane, now_s=0.0).has_work = True
    first = agenda.begin(0.0)
    assert first is not None
    assert agenda.begin(0.0) is None
    agenda.end(first, audio_s=0.1, cost_s=0.01, now_s=0.01)
    assert agenda.begin(0.01) is not None


@pytest.mark.parametrize("seed", range(5))
def test_a_thousand_random_arrivals_leave_nothing_behind(seed: int) -> None:
    chance = random.Random(seed)
    simulation = Simulation(threads=2, cost=0.05)
    simulation.run([(chance.uniform(0, 300), chance.uniform(0.1, 8), chance.random() < 0.8) for _ in range(1000)])
    assert len(simulation.agenda) == 0
    assert simulation.lane.running == 0
    assert AGING_S > 0
    assert all(listener.left_s <= 1e-9 for listener in simulation.listeners.values())


def crowd(size: int) -> Simulation:
    simulation = Simulation(threads=2, cost=0.05, fixed_s=0.006, first_s=0.045)
    generator = random.Random(size)
    simulation.run([(generator.random(), 20.0, True) for _ in range(size)])
    return simulation


@pytest.mark.parametrize("size", [8, 16, 24, 28])
def test_nobody_hears_a_gap_because_others_begin(size: int) -> None:
    """28 listeners take eight tenths of this machine."""
    simulation = crowd(size)
    assert max(listener.dry_s for listener in simulation.listeners.values()) < 0.01


def test_newcomers_begin_soon_on_a_machine_that_is_too_small_for_all() -> None:
    simulation = crowd(60)
    waits = [listener.first_s for listener in simulation.listeners.values() if listener.first_s is not None]
    assert len(waits) == 60
    assert max(waits) < PATIENCE_S + 60 * 0.06


def test_clients_who_arrive_together_wait_hardly_longer_than_without_the_care_for_others() -> None:
    simulation = Simulation(threads=2, cost=0.04, first_s=0.045)
    simulation.run([(0.0, 10.0, True)] * 8)
    waits = [listener.first_s for listener in simulation.listeners.values() if listener.first_s is not None]
    assert max(waits) < 1.3 * 8 * (0.045 + FIRST_PIECE_S * 0.04 + 0.003) / 2
