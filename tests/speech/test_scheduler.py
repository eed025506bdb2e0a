"""The threads: pieces stay in order, nothing is lost, and no plugin can end a worker."""

import asyncio
import sys
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from vitts_server import Busy, Piece, Turn, VoiceFailed
from vitts_server.speech.agenda import Lane
from vitts_server.speech.scheduler import Job, Scheduler

RATE_HZ = 1000


def counting(first: int, count: int) -> Callable[[Callable[[], Turn]], Iterator[Piece]]:
    return lambda _turn: iter([Piece(samples=np.full(3, number, np.float32)) for number in range(first, first + count)])


async def taken(job: Job) -> list[int]:
    return [int(piece.samples[0]) for piece in [piece async for piece in job]]


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads that interrupt each other as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hasty")
async def test_pieces_stay_in_order_and_none_is_lost() -> None:
    async with Scheduler(4, 1000) as scheduler:
        for _ in range(300):
            job = scheduler.open(Lane(100), RATE_HZ, is_live=True)
            job.add(counting(0, 5))
            job.add(counting(5, 5))
            job.finish()
            assert await taken(job) == list(range(10))
            await job.aclose()


@pytest.mark.parametrize("error", [SystemExit(1), KeyboardInterrupt(), asyncio.CancelledError(), ValueError("x")])
async def test_whatever_a_voice_raises_ends_its_own_answer_alone(error: BaseException) -> None:
    def failing(_turn: Callable[[], Turn]) -> Iterator[Piece]:
        yield Piece(samples=np.zeros(1, np.float32))
        raise error

    async with Scheduler(1, 1000) as scheduler:
        job = scheduler.open(Lane(1), RATE_HZ, is_live=True)
        job.add(failing)
        with pytest.raises(VoiceFailed):
            await taken(job)
        await job.aclose()
        other = scheduler.open(Lane(1), RATE_HZ, is_live=True)
        other.add(counting(0, 2))
        other.finish()
        assert await taken(other) == [0, 1]
        await other.aclose()


@pytest.mark.parametrize("wrong", [None, 5, Piece(samples=np.zeros((2, 2), np.float32))])
async def test_a_step_that_gives_no_piece_is_the_voices_failure(wrong: object) -> None:
    async with Scheduler(1, 1000) as scheduler:
        job = scheduler.open(Lane(1), RATE_HZ, is_live=True)
        job.add(lambda _turn: iter([wrong]))  # type: ignore[list-item]
        with pytest.raises(VoiceFailed, match="it yielded"):
            await taken(job)
        await job.aclose()


async def test_what_is_added_after_a_hang_up_is_not_spoken() -> None:
    async with Scheduler(1, 1000) as scheduler:
        job = scheduler.open(Lane(1), RATE_HZ, is_live=True)
        await job.aclose()
        job.add(counting(0, 1))
        job.finish()
        assert await taken(job) == []


async def test_after_the_end_nothing_is_taken_on_and_nobody_waits_for_ever() -> None:
    async with Scheduler(1, 0.001) as scheduler:
        job = scheduler.open(Lane(1), RATE_HZ, is_live=True)
        job.add(counting(0, 100))
    with pytest.raises(Busy):
        await taken(job)
    await job.aclose()
    with pytest.raises(Busy):
        scheduler.open(Lane(1), RATE_HZ, is_live=True)
