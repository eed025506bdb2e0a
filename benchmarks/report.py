"""The result as Markdown. Pure: a ledger and facts in, text out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.facts import Facts
from benchmarks.ledger import Ledger
from benchmarks.quiet import MOST_OTHERS, MOST_STOLEN
from benchmarks.targets import Verdict, verdicts
from benchmarks.variants import AS_SHIPPED, VARIANTS


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: what it shows."""

    title: str
    metric: str
    case: str


_CASES_OF = (
    ("single", "first_audio_ms", "One client: first audio, in ms"),
    ("single", "total_ms", "One client: whole answer, in ms"),
    ("single", "audio_s_per_s", "One client: audio seconds a second"),
    ("crowd", "first_audio_median_ms", "Clients at once: first audio, median client, in ms"),
    ("crowd", "first_audio_worst_ms", "Clients at once: first audio, worst client, in ms"),
    ("crowd", "audio_s_per_s", "Clients at once: audio seconds a second, all together"),
    ("listeners", "listeners", "Listeners in real time"),
    ("memory", "peak_mb", "Peak memory, in MB"),
)
"""Tables whose columns are the cases of one metric."""
_START_COLUMNS = (
    Column("port open", "listening_ms", "start"),
    Column("first request", "first_request_ms", "start"),
    Column("process start to first audio", "first_audio_ms", "start"),
)
_QUESTION_COLUMNS = (Column("half are quicker than", "p50_ms", "8 clients"), Column("99 of 100", "p99_ms", "8 clients"))
_TECHNIQUE_COLUMNS = (
    Column("first audio, 5 words, ms", "first_audio_ms", "5 words"),
    Column("40 words, ms", "first_audio_ms", "40 words"),
    Column("8 clients, median, ms", "first_audio_median_ms", "8 clients"),
    Column("worst, ms", "first_audio_worst_ms", "8 clients"),
    Column("audio s per s", "audio_s_per_s", "8 clients"),
)
_METHOD = (
    "Every system runs as a process of its own on the loopback interface and is spoken to by the same client, in turns "
    "within each round, with the same text, which is never used again. Values are medians over the rounds. A crowd's "
    "clients start at the same moment, each with a paragraph of its own. A listener begins to play with the first "
    "audio, which has to come within two seconds, and has a gap when nothing is left to play for more than 0.1 s. "
    "Peak memory is what all processes of a server have held after a long sentence and eight clients at once. "
    "Audio of our server is without its pauses between sentences, because the others make none."
)


def render(ledger: Ledger, facts: Facts, plan: str, made_at: str, plots: Sequence[str]) -> str:
    """The whole document."""
    return "\n".join([*_head(ledger, facts, plan, made_at), *_body(ledger, facts, plots), *_tail(ledger, facts)]) + "\n"


def _head(ledger: Ledger, facts: Facts, plan: str, made_at: str) -> Iterator[str]:
    yield "# Benchmarks\n"
    yield f"A {plan} run of `python -m benchmarks` on {made_at}: {facts.processor}, {facts.cores} cores"
    yield f"({', '.join(facts.flags) or 'no flags known'}), {facts.memory_gb} GB, our voices on {facts.backend}.\n"
    yield from _quiet(ledger)
    yield f"\n{_METHOD}\n"


def _quiet(ledger: Ledger) -> Iterator[str]:
    if ledger.is_quiet:
        yield "**The machine was quiet**: nobody else used the processor to speak of."
        return
    yield (
        "**The machine was not quiet, so these numbers are not to be quoted**; only the ratios may serve. More than "
        f"{MOST_OTHERS:.0%} of the processor went to other programs, or more than {MOST_STOLEN:.0%} to the host:\n"
    )
    for name, noise in ledger.noises.items():
        if not noise.is_quiet:
            yield f"- {name}: others {noise.others:.0%}, host {noise.stolen:.0%}"


def _body(ledger: Ledger, facts: Facts, plots: Sequence[str]) -> Iterator[str]:
    for voice in ledger.voices():
        yield f"\n## Voice `{voice}`\n"
        yield from _targets(verdicts(ledger, voice, has_bfloat16=facts.has_bfloat16))
        for measure, metric, title in _CASES_OF:
            cases = dict.fromkeys(sample.case for sample in ledger.select(voice, measure, metric))
            columns = [Column(case, metric, case) for case in cases]
            yield from _table(ledger, voice, measure, title, columns)
        yield from _table(ledger, voice, "startup", "Start, in ms", _START_COLUMNS)
        yield from _table(ledger, voice, "latency", "Questions while 8 clients speak, in ms", _QUESTION_COLUMNS)
        yield from _techniques(ledger, voice)
        yield from (f"![{plot}]({plot})\n" for plot in plots if plot.startswith(f"{voice}-"))


def _targets(found: Sequence[Verdict]) -> Iterator[str]:
    if all(verdict.reached is None for verdict in found):
        return
    yield "### Targets\n"
    yield "Ratios are to wyoming-piper in this run.\n"
    yield "| | due | measured | |\n|---|---|---|---|"
    for verdict in found:
        sign = {"sooner": "x{} sooner", "more": "x{}", "of": "x{} at most"}.get(verdict.target.kind, "{}")
        reached = "not measured" if verdict.reached is None else sign.split(" ")[0].format(number(verdict.reached))
        met = {None: "", True: "met", False: "missed"}[verdict.is_met]
        yield f"| {verdict.target.says} | {sign.format(number(verdict.due))} | {reached} | {met} |"
    yield ""


def _table(ledger: Ledger, voice: str, measure: str, title: str, columns: Sequence[Column]) -> Iterator[str]:
    systems = systems_of(ledger, voice, measure, columns)
    if not systems:
        return
    yield f"### {title}\n"
    yield f"| | {' | '.join(column.title for column in columns)} |"
    yield f"|---{'|---' * len(columns)}|"
    for system in systems:
        values = [ledger.median(voice, measure, column.metric, column.case, system) for column in columns]
        yield f"| {system} | {' | '.join('' if value is None else number(value) for value in values)} |"
    yield ""


def _techniques(ledger: Ledger, voice: str) -> Iterator[str]:
    if not systems_of(ledger, voice, "techniques", _TECHNIQUE_COLUMNS):
        return
    yield "### What each technique gives\n"
    yield "Our server with one thing changed; in brackets the value as a multiple of the server's as shipped.\n"
    yield f"| | {' | '.join(column.title for column in _TECHNIQUE_COLUMNS)} | what is different |"
    yield f"|---{'|---' * (len(_TECHNIQUE_COLUMNS) + 1)}|"
    for name, variant in VARIANTS.items():
        cells = [_against_shipped(ledger, voice, column, name) for column in _TECHNIQUE_COLUMNS]
        yield f"| {name} | {' | '.join(cells)} | {variant.says} |"
    yield ""


def _against_shipped(ledger: Ledger, voice: str, column: Column, name: str) -> str:
    value, shipped = (
        ledger.median(voice, "techniques", column.metric, column.case, variant) for variant in (name, AS_SHIPPED)
    )
    if value is None:
        return ""
    return number(value) if name == AS_SHIPPED or not shipped else f"{number(value)} (x{value / shipped:.2f})"


def _tail(ledger: Ledger, facts: Facts) -> Iterator[str]:
    yield "## Versions\n"
    yield ", ".join(f"{name} {version}" for name, version in facts.versions.items()) + f"; Python {facts.python}."
    if ledger.remarks:
        yield "\n## Remarks\n"
        yield from (f"- {' '.join(remark.split())}" for remark in ledger.remarks)


def systems_of(ledger: Ledger, voice: str, measure: str, columns: Sequence[Column]) -> list[str]:
    """Systems with any value in these columns, in a stable order: ours first."""
    found = {sample.system for column in columns for sample in ledger.select(voice, measure, column.metric)}
    return sorted(found, key=lambda system: (not system.startswith("vitts-server"), system))


def number(value: float) -> str:
    """Three digits that matter; trailing zeros do not."""
    decimals = 0 if value >= 100 else 1 if value >= 10 else 2
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if decimals else text
