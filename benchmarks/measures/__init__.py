"""What is measured, one topic a file, by the names that `--only` takes."""

from collections.abc import Awaitable, Callable, Mapping

from benchmarks.measures.crowd import crowd
from benchmarks.measures.latency import latency
from benchmarks.measures.listeners import listeners
from benchmarks.measures.memory import memory
from benchmarks.measures.single import single
from benchmarks.measures.startup import startup
from benchmarks.measures.techniques import techniques
from benchmarks.stage import Stage

Measure = Callable[[Stage], Awaitable[None]]

MEASURES: Mapping[str, Measure] = {
    "single": single,
    "crowd": crowd,
    "listeners": listeners,
    "startup": startup,
    "memory": memory,
    "latency": latency,
    "techniques": techniques,
}
