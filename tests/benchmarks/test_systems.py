"""Our own server as the benchmark starts it: as shipped, and with techniques changed."""

import itertools
import sys
from pathlib import Path

import pytest

from benchmarks.clients import Failed
from benchmarks.processes import free_ports, peak_memory_mb
from benchmarks.systems import Recipe, Setting, ours, running
from benchmarks.variant_server import ArrivalAgenda
from benchmarks.variants import VARIABLE, VARIANTS
from benchmarks.voices import Voice
from vitts_server.speech.agenda import Lane

WORDS = "Quick rivers carry golden lanterns."


def setting(voices: Path, work: Path) -> Setting:
    return Setting(voice=Voice(voices / "tiny.onnx", "en"), work=work, peers_python=Path(sys.executable))


async def test_the_server_as_shipped_speaks_at_both_doors_and_ends(voices_dir: Path, tmp_path: Path) -> None:
    recipe = ours(setting(voices_dir, tmp_path))
    async with running(recipe, WORDS) as system:
        answers = [await door.speak(WORDS) for door in recipe.doors]
        memory_mb = peak_memory_mb(system.process.pid)
    assert all(answer.audio_s > 0.1 for answer in answers)
    assert memory_mb > 20
    assert system.process.returncode is not None


@pytest.mark.parametrize("name", ["sentence by sentence", "none of these"])
async def test_a_server_with_techniques_changed_speaks(voices_dir: Path, tmp_path: Path, name: str) -> None:
    environment = {VARIABLE: name, **VARIANTS[name].environment}
    recipe = ours(setting(voices_dir, tmp_path), name=name, module="benchmarks.variant_server", **environment)
    async with running(recipe, WORDS) as system:
        answer = await system.main_door.speak(WORDS)
    assert answer.audio_s > 0.1


def test_no_port_is_given_twice() -> None:
    ports = list(itertools.islice(free_ports(), 500))
    assert len(set(ports)) == 500


async def test_a_server_that_ends_at_once_is_a_failure_with_its_last_words(tmp_path: Path) -> None:
    doors = ours(setting(tmp_path, tmp_path)).doors
    program = (sys.executable, "-c", "import sys; sys.exit('no such voice')")
    recipe = Recipe(name="broken", command=program, doors=doors, log=tmp_path / "log")
    with pytest.raises(Failed, match="broken did not start: no such voice"):
        async with running(recipe, WORDS):
            pass


def test_in_order_of_arrival_the_oldest_request_goes_on_until_it_is_done() -> None:
    agenda = ArrivalAgenda(threads=1, max_ahead_s=100)
    lane = Lane(concurrency=10)
    streams = [agenda.open(is_live=True, lane=lane, now_s=float(second)) for second in range(3)]
    for stream in streams:
        stream.has_work = True
    order = []
    for step in range(6):
        chosen = agenda.begin(now_s=10.0 + step)
        assert chosen is not None
        order.append(streams.index(chosen))
        agenda.end(chosen, audio_s=1.0, cost_s=0.1, now_s=10.0 + step)
        chosen.has_work = step % 2 == 0
    assert order == [0, 0, 1, 1, 2, 2]
