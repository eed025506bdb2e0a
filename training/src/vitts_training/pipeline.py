"""From a folder of recordings to finished nets, step by step. What a step made is kept and not made again."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import jax
import numpy as np

from vitts_training import courses, lessons, plots
from vitts_training.align import Alignment, align
from vitts_training.analysis import ALIGN_HOP_SAMPLES, Features
from vitts_training.corpus import BadCorpus, Recording, Use, read_corpus, uses
from vitts_training.courses import Effort
from vitts_training.envelope import RATE_HZ
from vitts_training.files import written_whole
from vitts_training.layers import Params
from vitts_training.lessons import Rows, Scales
from vitts_training.nets import Nets, Size
from vitts_training.prepare import prepare, read_features
from vitts_training.symbols import Columns, columns, symbol_ids
from vitts_training.teach import teach

FEATURES = "features"
"""Folder in the work folder; see `prepare`."""
_DROPPED_SHARE = 0.02
"""Of the recordings, those whose sound fits their text least."""
_LATER = ("head_steps", "head_windows")
"""What changes nothing that is kept: a finished voice may be given a head, and a head may learn for longer."""

_HALF_S = ALIGN_HOP_SAMPLES / RATE_HZ
_LEARNING: tuple[Use, Use] = ("train", "choose")

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be made of which recordings."""

    corpus: Path
    work: Path
    language: str
    """eSpeak NG's name, such as `en-us`."""
    choose: int = 40
    judge: int = 110
    seed: int = 1
    workers: int = 2
    effort: Effort = field(default_factory=Effort)
    size: Size = field(default_factory=lambda: Size(symbols=1 + max(max(ids) for ids in symbol_ids().values())))


@dataclass(frozen=True, slots=True)
class Spoken:
    """A recording that was analysed and aligned."""

    recording: Recording
    use: Use
    columns: Columns
    alignment: Alignment


@dataclass(frozen=True, slots=True)
class Taught:
    """What was learned."""

    nets: Nets
    params: Params
    scale: Scales
    spoken: list[Spoken]


def run(plan: Plan, say: Say) -> Taught:
    """Everything up to the finished parameters."""
    plan.work.mkdir(parents=True, exist_ok=True)
    _same_plan(plan)
    recordings = prepare(read_corpus(plan.corpus), plan.work / FEATURES, plan.workers, say)
    spoken = aligned(plan, recordings, say)
    scale = scale_of(plan, spoken)
    say(f"{len(spoken)} recordings, {sum(int(one.alignment.halves.sum()) for one in spoken) * _HALF_S / 60:.0f} min")
    nets = Nets(plan.size)
    params = nets.start(plan.seed)
    sound = {name: value for name, value in params.items() if not name.startswith("prosody")}
    prosody = {name: value for name, value in params.items() if name.startswith("prosody")}
    taught, exams = (_rows(plan, spoken, scale, use) for use in _LEARNING)
    best_prosody, tune = teach(courses.prosody(nets, taught, exams, plan.effort), prosody, plan.work, say)
    best_sound, tone = teach(courses.sound(nets, taught, exams, scale, plan.effort), sound, plan.work, say)
    plots.losses({"prosody": tune, "sound": tone}, plan.work / "losses.png")
    best = jax.tree.map(np.asarray, {**best_prosody, **best_sound})
    return Taught(nets, best, scale, spoken)


def scale_of(plan: Plan, spoken: Sequence[Spoken]) -> Scales:
    """Of the recordings that are learned from."""
    return lessons.scales([features_of(plan, one) for one in spoken if one.use == "train"])


def one_take_each(spoken: Sequence[Spoken]) -> list[Spoken]:
    """Of texts that were read more than once, the first reading."""
    first: dict[str, Spoken] = {}
    for one in spoken:
        first.setdefault(one.recording.text, one)
    return list(first.values())


def rows_of(taught: Taught, plan: Plan, use: Use) -> Rows:
    """All recordings for this use, one behind the other."""
    return _rows(plan, taught.spoken, taught.scale, use)


def _rows(plan: Plan, spoken: Sequence[Spoken], scale: Scales, use: Use) -> Rows:
    chosen = [one for one in spoken if one.use == use]
    rows = (lessons.utterance(one.columns, one.alignment.halves, features_of(plan, one), scale) for one in chosen)
    return lessons.joined(list(rows))


def features_of(plan: Plan, spoken: Spoken) -> Features:
    """What was measured of a recording, or made for it."""
    return read_features(plan.work / FEATURES, spoken.recording.name)


def aligned(plan: Plan, recordings: Sequence[Recording], say: Say) -> list[Spoken]:
    """All recordings but those whose text is not what is heard."""
    texts = [columns(recording.text, plan.language) for recording in recordings]
    kept = plan.work / "alignment.npz"
    if not kept.is_file():
        heard = [read_features(plan.work / FEATURES, recording.name).heard for recording in recordings]
        write_alignment(kept, recordings, align(heard, texts, plan.workers, say))
    found = _read_alignment(kept)
    if [recording.name for recording in recordings] != list(found):
        raise BadCorpus(f"the recordings are not those that {kept} was made of: remove it")
    use = uses(recordings, plan.choose, plan.judge, plan.seed)
    least = np.quantile([one.score for one in found.values()], _DROPPED_SHARE)
    spoken = [Spoken(one, use[one.name], text, found[one.name]) for one, text in zip(recordings, texts, strict=True)]
    return [one for one in spoken if one.use == "judge" or one.alignment.score > least]


def write_alignment(path: Path, recordings: Sequence[Recording], alignments: Sequence[Alignment]) -> None:
    """Keep what was found."""
    with written_whole(path) as file:
        np.savez(
            file,
            names=np.array([recording.name for recording in recordings]),
            counts=np.array([len(one.halves) for one in alignments]),
            halves=np.concatenate([one.halves for one in alignments]),
            scores=np.array([one.score for one in alignments]),
        )


def _read_alignment(path: Path) -> dict[str, Alignment]:
    with np.load(path) as kept:
        parts = np.split(kept["halves"], np.cumsum(kept["counts"])[:-1])
        scores = kept["scores"].tolist()
        return {
            str(name): Alignment(halves, score)
            for name, halves, score in zip(kept["names"], parts, scores, strict=True)
        }


def _same_plan(plan: Plan) -> None:
    """A work folder belongs to one plan: going on with another would mix two voices."""
    place = plan.work / "plan.json"
    kept = asdict(plan)
    for name in _LATER:
        del kept["effort"][name]
    said = json.dumps(kept, default=str, indent=1)
    if place.is_file() and place.read_text(encoding="utf-8") != said:
        raise BadCorpus(f"{plan.work} was begun with other settings (plan.json): remove it or choose another folder")
    with written_whole(place) as file:
        file.write(said.encode())
