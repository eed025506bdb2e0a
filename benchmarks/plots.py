"""The result as pictures: first audio and throughput by number of clients, one client's first audio, techniques."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.ledger import Ledger
from benchmarks.report import Column, systems_of
from benchmarks.variants import AS_SHIPPED, VARIANTS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDTH_IN, _HEIGHT_IN = 11.0, 4.5


def draw(ledger: Ledger, folder: Path) -> list[str]:
    """Write the pictures; their names."""
    drawn: list[str] = []
    for voice in ledger.voices():
        for name, figure in _figures(ledger, voice):
            drawn.append(f"{voice}-{name}.png")
            figure.savefig(folder / drawn[-1], dpi=110)
    return drawn


def _figures(ledger: Ledger, voice: str) -> Iterator[tuple[str, "Figure"]]:
    if any(ledger.select(voice, "crowd", "audio_s_per_s")):
        yield "crowd", _crowd(ledger, voice)
    if any(ledger.select(voice, "single", "first_audio_ms")):
        yield "single", _single(ledger, voice)
    if any(ledger.select(voice, "techniques", "first_audio_ms")):
        yield "techniques", _techniques(ledger, voice)


def _figure(panels: int, title: str) -> tuple["Figure", list["Axes"]]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH_IN, _HEIGHT_IN), layout="constrained")
    figure.suptitle(title)
    return figure, [figure.add_subplot(1, panels, 1 + place) for place in range(panels)]


def _crowd(ledger: Ledger, voice: str) -> "Figure":
    figure, axes = _figure(3, f"Clients at once, voice {voice}")
    titles = {
        "first_audio_median_ms": "first audio, median client, ms",
        "first_audio_worst_ms": "first audio, worst client, ms",
        "audio_s_per_s": "audio seconds a second",
    }
    for axis, (metric, title) in zip(axes, titles.items(), strict=True):
        cases = list(dict.fromkeys(sample.case for sample in ledger.select(voice, "crowd", metric)))
        for system in systems_of(ledger, voice, "crowd", [Column("", metric, "")]):
            points = [(case, ledger.median(voice, "crowd", metric, case, system)) for case in cases]
            found = [(case, value) for case, value in points if value is not None]
            axis.plot([case.split()[0] for case, _ in found], [value for _, value in found], marker="o", label=system)
        axis.set_title(title)
        axis.set_xlabel("clients")
        axis.grid(visible=True, which="both", alpha=0.3)
        axis.set_yscale("log" if metric.endswith("_ms") else "linear")
    axes[-1].set_ylim(bottom=0)
    axes[-1].legend(fontsize="small")
    return figure


def _single(ledger: Ledger, voice: str) -> "Figure":
    figure, (axis,) = _figure(1, f"First audio of one client, voice {voice}, ms (logarithmic)")
    cases = list(dict.fromkeys(sample.case for sample in ledger.select(voice, "single", "first_audio_ms")))
    systems = systems_of(ledger, voice, "single", [Column("", "first_audio_ms", "")])
    width = 0.8 / len(systems)
    for place, system in enumerate(systems):
        values = [ledger.median(voice, "single", "first_audio_ms", case, system) or 0.0 for case in cases]
        bars = axis.bar([case + place * width for case in range(len(cases))], values, width, label=system)
        axis.bar_label(bars, fmt="%.0f", fontsize="x-small")
    axis.set_xticks([case + 0.4 - width / 2 for case in range(len(cases))], cases)
    axis.set_yscale("log")
    axis.set_ylim(bottom=10)
    axis.margins(y=0.2)
    axis.legend(fontsize="small")
    return figure


def _techniques(ledger: Ledger, voice: str) -> "Figure":
    figure, axes = _figure(3, f"One thing changed, voice {voice}: multiples of the server as shipped")
    panels = (
        Column("first audio, 40 words", "first_audio_ms", "40 words"),
        Column("first audio, 8 clients, median", "first_audio_median_ms", "8 clients"),
        Column("audio seconds a second, 8 clients", "audio_s_per_s", "8 clients"),
    )
    names = [name for name in list(VARIANTS)[::-1] if name != AS_SHIPPED]
    for axis, column in zip(axes, panels, strict=True):
        shipped = ledger.median(voice, "techniques", column.metric, column.case, AS_SHIPPED)
        values = [ledger.median(voice, "techniques", column.metric, column.case, name) or 0.0 for name in names]
        bars = axis.barh(names, [value / shipped if shipped else 0.0 for value in values])
        axis.bar_label(bars, fmt="%.2f", fontsize="x-small")
        axis.margins(x=0.12)
        axis.axvline(1, color="black", linewidth=0.8)
        axis.set_title(column.title, fontsize="medium")
    for axis in axes[1:]:
        axis.set_yticklabels([])
    return figure
