"""The result as text and pictures, from a ledger written by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.facts import Facts
from benchmarks.ledger import Ledger, Sample
from benchmarks.quiet import Noise
from benchmarks.report import number, render
from benchmarks.targets import TARGETS, verdicts
from benchmarks.variants import VARIANTS

FACTS = Facts(
    processor="A processor",
    cores=2,
    flags=("avx512_bf16",),
    memory_gb=8.0,
    system="Linux",
    python="3.11.7",
    versions={"vitts-server": "0.1.0", "wyoming-piper": "2.5.2"},
    backend="onnxruntime",
)
US, THEM = "vitts-server, Wyoming", "wyoming-piper, Wyoming"


def values(measure: str, metric: str, case: str, **by_system: float) -> Iterator[Sample]:
    names = {"us": US, "them": THEM, "server": "vitts-server", "peer": "wyoming-piper"}
    for system, value in by_system.items():
        name = names.get(system, system)
        yield Sample(voice="medium", measure=measure, metric=metric, case=case, system=name, value=value)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger(
        [
            *values("single", "first_audio_ms", "40 words", us=50, them=500),
            *values("single", "first_audio_ms", "5 words", us=30, them=60),
            *values("crowd", "audio_s_per_s", "8 clients", us=30, them=20),
            *values("listeners", "listeners", "without a gap", server=20, peer=3),
            *values("memory", "peak_mb", "8 clients", server=250, peer=500),
            *values("techniques", "first_audio_ms", "40 words", **{"as shipped": 50, "uncut": 400}),
        ],
        noises={"medium, single": Noise(0.01, 0.0)},
    )


def rendered(ledger: Ledger) -> str:
    return render(ledger, FACTS, "quick", "2026-11-20 12:00 UTC", [])


def row(document: str, first_cell: str) -> list[str]:
    line = next(line for line in document.splitlines() if line.startswith(f"| {first_cell} |"))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_ratios_are_held_against_what_is_due(ledger: Ledger) -> None:
    document = rendered(ledger)
    assert row(document, "first audio, 40 words, one client")[1:] == ["x8 sooner", "x10", "met"]
    assert row(document, "first audio, 5 words, one client")[1:] == ["x3 sooner", "x2", "missed"]
    assert row(document, "peak memory")[1:] == ["x0.6 at most", "x0.5", "met"]
    assert row(document, "listeners without a gap (2 cores)")[1:] == ["40", "20", "missed"]
    assert row(document, "first audio, 4 clients, median")[2:] == ["not measured", ""]


def test_less_is_due_where_nothing_computes_in_bfloat16(ledger: Ledger) -> None:
    says = "audio seconds a second, 8 clients"
    with_it, without = (
        next(verdict for verdict in verdicts(ledger, "medium", has_bfloat16=has) if verdict.target.says == says)
        for has in (True, False)
    )
    assert (with_it.due, with_it.is_met) == (2.5, False)
    assert (without.due, without.is_met) == (1.3, True)


def test_a_voice_without_targets_has_no_verdicts(ledger: Ledger) -> None:
    assert verdicts(ledger, "somebody", has_bfloat16=True) == []
    assert verdicts(ledger, "medium-vi", has_bfloat16=True) != []
    assert set(TARGETS) == {"medium", "high"}


def test_techniques_are_shown_as_multiples_of_the_server_as_shipped(ledger: Ledger) -> None:
    document = rendered(ledger)
    assert row(document, "as shipped")[2] == "50"
    assert row(document, "uncut")[2] == "400 (x8.00)"
    assert all(row(document, name)[-1] == variant.says for name, variant in VARIANTS.items())


def test_a_quiet_run_says_so_and_a_noisy_one_says_when_and_how_much(ledger: Ledger) -> None:
    assert "The machine was quiet" in rendered(ledger)
    ledger.noises["medium, crowd"] = Noise(0.41, 0.03)
    document = rendered(ledger)
    assert "not to be quoted" in document
    assert "- medium, crowd: others 41%, host 3%" in document
    assert "- medium, single" not in document


def test_what_could_not_be_measured_is_said(ledger: Ledger) -> None:
    ledger.remarks.append("medium: piper http is missing:\n it did not start")
    assert "- medium: piper http is missing: it did not start" in rendered(ledger)


@pytest.mark.parametrize(
    ("value", "text"), [(1234.5, "1234"), (12.34, "12.3"), (12.0, "12"), (1.0, "1"), (0.604, "0.6"), (0.0, "0")]
)
def test_numbers_keep_the_digits_that_matter(value: float, text: str) -> None:
    assert number(value) == text


def test_pictures_are_drawn_of_what_was_measured(ledger: Ledger, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    from benchmarks.plots import draw

    names = draw(ledger, tmp_path)
    assert names == ["medium-crowd.png", "medium-single.png", "medium-techniques.png"]
    assert all((tmp_path / name).read_bytes().startswith(b"\x89PNG") for name in names)
