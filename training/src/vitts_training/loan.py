"""A voice for a language that its speaker never spoke: eSpeak NG says the sentences, the speaker lends the timbre.

The result is a corpus like any other for the `pipeline`, whose features are made and not measured.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from vitts_training.analysis import analyse, synthesise
from vitts_training.audio import resample
from vitts_training.conversion import Conversion, Pairs, joined, learn, paired
from vitts_training.corpus import BadCorpus, read_corpus
from vitts_training.envelope import RATE_HZ
from vitts_training.head import TaughtHead
from vitts_training.lessons import Scales, scales
from vitts_training.peer import Sound
from vitts_training.pipeline import FEATURES, Plan, Say, Spoken, aligned, features_of, one_take_each, scale_of
from vitts_training.polish import kept_head
from vitts_training.prepare import is_prepared, prepare, read_features, write_features
from vitts_training.teacher import record

_SENTENCES = 400
"""Of the lender's, said by eSpeak NG too; more do not help."""
_RECORDINGS, _MEASURED, _PAIRS = "recordings", "measured", "pairs"
_EDGE_SAMPLES = 4000


@dataclass(frozen=True, slots=True)
class Loan:
    """A timbre, and the sentences that it was learned from."""

    pairs: Sequence[tuple[Spoken, Spoken]]
    """By the lender, by eSpeak NG in her language."""
    conversion: Conversion
    scale: Scales
    """The lender's long-term spectrum and how much hers varies around it, which depend little on the language."""

    def given(self, sound: Sound) -> Sound:
        """What eSpeak NG said, in the timbre. Raises `ValueError` if nothing in it is voiced."""
        samples = resample(*sound, RATE_HZ)
        features = analyse(np.pad(samples, _EDGE_SAMPLES))
        lent = synthesise(self.conversion.convert(features, float(np.median(features.log_pitch))))
        return lent[_EDGE_SAMPLES : _EDGE_SAMPLES + len(samples)], RATE_HZ


def borrow(texts: Path, lender: Path, plan: Plan, say: Say) -> Path:
    """Fills `plan.work` with sentences of `plan.language` in the timbre of the voice whose work folder `lender` is.

    Returns the folder of eSpeak NG's recordings. Raises `BadCorpus`.
    """
    lines = [line.strip() for line in _read(texts).splitlines() if line.strip()]
    recordings = plan.work / _RECORDINGS
    record({f"{number:04}": line for number, line in enumerate(lines)}, plan.language, recordings, say)
    spoken = prepare(read_corpus(recordings), plan.work / _MEASURED, plan.workers, say)
    features = plan.work / FEATURES
    missing = [one for one in spoken if not is_prepared(features, one.name)]
    if missing:
        measured = {one.name: read_features(plan.work / _MEASURED, one.name) for one in spoken}
        loan = open_loan(lender, plan, say)
        log_pitch = float(scales(list(measured.values())).pitch[0])
        lent = {name: loan.conversion.convert(one, log_pitch) for name, one in measured.items()}
        blurred, wanted = scales(list(lent.values())), loan.scale
        spread = wanted.cepstrum_deviation / blurred.cepstrum_deviation  # what is learned from pairs is their mean
        features.mkdir(exist_ok=True)
        for one in missing:
            cepstrum = (lent[one.name].cepstrum - blurred.cepstrum_mean) * spread + wanted.cepstrum_mean
            write_features(features, one.name, replace(lent[one.name], cepstrum=cepstrum))
        say(f"gave {len(missing)} sentences the timbre of {lender}")
    return recordings


def open_loan(work: Path, plan: Plan, say: Say) -> Loan:
    """Of the voice whose work folder `work` is; what was learned before is kept in `plan.work`. Raises `BadCorpus`."""
    lender = lender_plan(work)
    spoken = _lent(lender, plan, say)
    takes = one_take_each([one for one in spoken if one.use == "train"])[:_SENTENCES]
    takes += one_take_each([one for one in spoken if one.use == "choose"])
    chosen = {one.recording.name: one for one in takes}
    folder = plan.work / _PAIRS
    record({name: one.recording.text for name, one in chosen.items()}, lender.language, folder, say)
    peer = Plan(corpus=folder, work=folder, language=lender.language, choose=0, judge=0, workers=plan.workers)
    said = aligned(peer, prepare(read_corpus(folder), folder / FEATURES, plan.workers, say), say)
    both = [(chosen[one.recording.name], one) for one in said]
    pairs = [(own, other) for own, other in both if len(own.alignment.halves) == len(other.alignment.halves)]
    lessons = [_frames(lender, peer, *pair) for pair in pairs if pair[0].use == "train"]
    exams = [_frames(lender, peer, *pair) for pair in pairs if pair[0].use == "choose"]
    if not lessons or not exams:
        raise BadCorpus(f"{work} has too few sentences to learn a timbre from")
    usual = scales([features_of(lender, one) for one in takes])
    steps = plan.effort.timbre_steps
    conversion = learn(joined(lessons), joined(exams), float(usual.pitch[0]), steps, folder, say)
    return Loan(pairs, conversion, usual)


def lent_head(work: Path, plan: Plan, say: Say) -> TaughtHead | None:
    """The vocoder's head of the voice whose work folder `work` is, if it has one. Raises `BadCorpus`."""
    lender = lender_plan(work)
    return kept_head(lender, scale_of(lender, _lent(lender, plan, say)))


def _lent(lender: Plan, plan: Plan, say: Say) -> list[Spoken]:
    return aligned(lender, prepare(read_corpus(lender.corpus), lender.work / FEATURES, plan.workers, say), say)


def _frames(lender: Plan, peer: Plan, own: Spoken, other: Spoken) -> Pairs:
    return paired(features_of(peer, other), other.alignment, features_of(lender, own), own.alignment)


def lender_plan(work: Path) -> Plan:
    """The plan that the voice was trained by. Raises `BadCorpus`."""
    place = work / "plan.json"
    if not (place.is_file() and (work / "alignment.npz").is_file()):
        raise BadCorpus(f"{work} is not the work folder of a voice that was trained with vitts-train")
    kept = json.loads(place.read_text(encoding="utf-8"))
    return Plan(
        corpus=Path(kept["corpus"]),
        work=work,
        language=kept["language"],
        choose=kept["choose"],
        judge=kept["judge"],
        seed=kept["seed"],
    )


def _read(texts: Path) -> str:
    try:
        return texts.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadCorpus(f"{texts} can't be read as text: {error}") from error
