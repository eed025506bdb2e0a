"""Whether the machine was quiet, from the kernel's counters."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.processes import own_processor_s
from benchmarks.quiet import Moment, Noise, watched

STAT = "cpu  {user} 0 100 {idle} 50 0 0 {steal} 30 0\ncpu0 1 2 3\n"


def moment(*, user: int, idle: int, steal: int = 0, own_s: float = 0.0) -> Moment:
    return Moment.parse(STAT.format(user=user, idle=idle, steal=steal), 100, own_s)


def test_time_that_is_ours_is_no_noise() -> None:
    noise = Noise.between(moment(user=0, idle=0), moment(user=800, idle=200, own_s=8.0))
    assert noise == Noise(others=0.0, stolen=0.0)
    assert noise.is_quiet


def test_time_of_others_is_noise_and_spoils_the_run() -> None:
    noise = Noise.between(moment(user=0, idle=0), moment(user=800, idle=200, own_s=6.0))
    assert noise.others == pytest.approx(0.2)
    assert not noise.is_quiet


def test_time_that_the_host_took_is_told_apart() -> None:
    noise = Noise.between(moment(user=0, idle=0), moment(user=500, idle=400, steal=100, own_s=5.0))
    assert (noise.others, noise.stolen) == pytest.approx((0.0, 0.1))
    assert not noise.is_quiet


def test_clocks_that_disagree_a_little_do_not_make_less_than_nothing() -> None:
    assert Noise.between(moment(user=0, idle=0), moment(user=100, idle=900, own_s=1.1)).others == 0.0


def test_processes_that_we_started_and_that_ended_count_as_ours() -> None:
    before_s = own_processor_s()
    subprocess.run([sys.executable, "-c", "sum(range(8_000_000))"], check=True)
    assert own_processor_s() > before_s + 0.02


@pytest.mark.skipif(not Path("/proc/stat").exists(), reason="needs Linux")
def test_a_measure_that_fails_is_watched_to_its_end() -> None:
    noises: dict[str, Noise] = {}
    with pytest.raises(ZeroDivisionError), watched(noises, "crowd"):
        _ = 1 / 0
    assert 0 <= noises["crowd"].others <= 1
