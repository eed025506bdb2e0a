"""How good a voice is, on recordings that nothing was learned from and nothing was chosen by."""

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np

from vitts_server.languages import match
from vitts_training import lessons
from vitts_training.analysis import heard, levelled
from vitts_training.audio import Array, read_sound
from vitts_training.distance import distances
from vitts_training.envelope import RATE_HZ
from vitts_training.export import Liveliness
from vitts_training.files import written_whole
from vitts_training.first_audio import first_audio_ms
from vitts_training.lender_words import words_told
from vitts_training.likeness import Likeness
from vitts_training.liveliness import prosody
from vitts_training.loan import lender_plan, open_loan
from vitts_training.peer import Sound, espeak
from vitts_training.pipeline import FEATURES, Plan, Say, Spoken, Taught, one_take_each
from vitts_training.prepare import read_features
from vitts_training.speaking import Speaker
from vitts_training.syllables import syllables_of, syllables_told, tones_told

_VOICED = 0.5
_SYLLABLES, _KNOWN = 200, 420
_COMPARED = 200

Heard: TypeAlias = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is written to `verdict.json`."""

    sentences: int
    duration_correlation: float
    """Of all sounds together, in seconds."""
    pitch_correlation: float
    """Of all voiced sounds together, on a scale of logarithms."""
    real_time_factor: float
    """Of one core."""
    first_audio_ms: Mapping[str, float]
    """See `first_audio`."""
    misheard: Heard
    """Listener -> speaker -> share of words; empty where nobody listened."""
    told: dict[str, float]
    """What share of Vietnamese syllables and tones was told right; empty where nobody listened.

    With a lent timbre twice: by a listener who knows how eSpeak NG sounds, and by one who knows the timbre; and as a
    measure for both how many words they tell right of the person who lent it.
    """
    likeness: dict[str, float]
    """To whom the timbre belongs: of that speaker's other recordings, of eSpeak NG, of the voice; else empty."""
    distance: dict[str, float]
    """From recordings of the speaker: of other recordings, of eSpeak NG, of the voice with and without its head; see
    `distance`."""

    def write(self, path: Path) -> None:
        """As JSON."""
        with written_whole(path) as file:
            file.write(json.dumps({name: getattr(self, name) for name in self.__slots__}, indent=1).encode())


def judge(
    taught: Taught,
    lively: Liveliness,
    voices: Mapping[str, Path],
    plan: Plan,
    listens: bool,
    lender: Path | None,
    say: Say,
) -> Verdict:
    """Of the one that is `voice` among `voices`; of others there is only the distance.

    `listens`: a machine listens too, which takes a while: PocketSphinx to English, `syllables` to Vietnamese. `lender`
    is the work folder of the voice whose timbre this one has.
    """
    work = plan.work
    spoken = one_take_each([one for one in taught.spoken if one.use == "judge"])
    lengths, pitch = _correlations(taught, lively, spoken, work)
    speakers = {name: Speaker(path) for name, path in voices.items()}
    speaker = speakers["voice"]
    prompts = {one.recording.text for one in taught.spoken}
    is_vietnamese = match("vi", [plan.language]) > 0
    verdict = Verdict(
        sentences=len(spoken),
        duration_correlation=lengths,
        pitch_correlation=pitch,
        real_time_factor=real_time_factor(speaker, [one.recording.text for one in spoken[:20]]),
        first_audio_ms=first_audio_ms(voices["voice"], plan.language, [one.recording.text for one in spoken]),
        misheard=misheard(spoken, prompts, speaker.sound, work, say) if listens and not is_vietnamese else {},
        told=_told(taught, spoken, speaker, plan, lender, say) if listens and is_vietnamese else {},
        likeness=_likeness(lender, spoken, speaker, work) if lender else {},
        distance=distances(
            lender_plan(lender) if lender else plan,
            [one.recording.text for one in spoken],
            {
                "espeak": lambda text: espeak(text, plan.language),
                **{name: one.sound for name, one in speakers.items()},
            },
        ),
    )
    for name in ("first_audio_ms", "told", "likeness", "distance"):
        if said := getattr(verdict, name):
            say(f"{name}: {said}")
    verdict.write(work / "verdict.json")
    return verdict


def _told(
    taught: Taught, spoken: Sequence[Spoken], speaker: Speaker, plan: Plan, lender: Path | None, say: Say
) -> dict[str, float]:
    """Syllables of the judged sentences, one by one; the others' teach the listener."""
    asked = syllables_of([one.recording.text for one in spoken], plan.seed)[:_SYLLABLES]
    known = syllables_of([one.recording.text for one in taught.spoken if one.use == "train"], plan.seed)[:_KNOWN]

    def teacher(text: str) -> Sound:
        return espeak(text, plan.language)

    found = {
        "syllables": syllables_told(asked, speaker.sound, teacher),
        "tones": tones_told(asked, known, speaker.sound, teacher),
    }
    if lender:
        loan = open_loan(lender, plan, say)
        found["syllables_in_timbre"] = syllables_told(asked, speaker.sound, lambda text: loan.given(teacher(text)))
        if shares := words_told(loan):
            found["lender_words"], found["lender_words_in_timbre"] = shares
    return found


def _likeness(lender: Path, spoken: Sequence[Spoken], speaker: Speaker, work: Path) -> dict[str, float]:
    names = sorted(path.stem for path in (lender / FEATURES).glob("*.npz"))
    lent = [read_features(lender / FEATURES, name).heard for name in names[: 2 * _COMPARED]]
    likeness = Likeness(lent[::2])
    said = [heard(levelled(speaker.say(one.recording.text))) for one in spoken[:_COMPARED]]
    teacher = [read_features(work / FEATURES, one.recording.name).heard for one in spoken]
    return {"speaker": likeness.of(lent[1::2]), "espeak": likeness.of(teacher), "voice": likeness.of(said)}


def misheard(
    spoken: Sequence[Spoken], prompts: Iterable[str], voice: Callable[[str], Sound], work: Path, say: Say
) -> Heard:
    """What share of words a machine mishears, of the recordings, eSpeak NG and the voice.

    The first two do not change, so they are kept in `work`.
    """
    from vitts_training.listener import Listener

    kept = work / "misheard.json"
    found: Heard = json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else {}
    sources = {one.recording.text: one.recording.path for one in spoken}
    for name, order in (("sentences", 3), ("words", 1)):
        listener = Listener(sorted(prompts), order)
        texts = [text for text in sources if listener.knows(text)]
        if name not in found:
            natural = listener.misheard(texts, lambda text: (read_sound(sources[text], RATE_HZ), RATE_HZ))
            found[name] = {"natural": natural, "espeak": listener.misheard(texts, espeak), "texts": len(texts)}
            with written_whole(kept) as file:
                file.write(json.dumps(found).encode())
        found[name]["voice"] = listener.misheard(texts, voice)
        say(f"misheard, {name}: {found[name]}")
    return found


def real_time_factor(speaker: Speaker, texts: Sequence[str]) -> float:
    """Seconds of one core for each second of sound."""
    speaker.say(texts[0])
    began = time.thread_time()
    length_s = sum(len(speaker.say(text)) for text in texts) / speaker.rate_hz
    return (time.thread_time() - began) / length_s


def _correlations(taught: Taught, lively: Liveliness, spoken: Sequence[Spoken], work: Path) -> tuple[float, float]:
    said_s, heard_s, said_pitch, heard_pitch = [], [], [], []
    for one in spoken:
        features = read_features(work / FEATURES, one.recording.name)
        rows = lessons.utterance(one.columns, one.alignment.halves, features, taught.scale)
        answer = prosody(taught.nets, taught.params, rows)
        sounds = np.array([part == "sound" for part in one.columns.parts])
        frames = np.expm1(np.maximum(0, answer[:, 0] * lively.lengths[1] + lively.lengths[0]))
        said_s.append(frames[sounds])
        heard_s.append(np.expm1(rows.log_frames[sounds]))
        voiced = sounds & (rows.knot_weights.min(axis=1) > _VOICED)
        said_pitch.append(answer[voiced, 1:].mean(axis=1))
        heard_pitch.append(rows.knots[voiced].mean(axis=1))
    return _correlation(said_s, heard_s), _correlation(said_pitch, heard_pitch)


def _correlation(said: Sequence[Array], heard: Sequence[Array]) -> float:
    return float(np.corrcoef(np.concatenate(said), np.concatenate(heard))[0, 1])
