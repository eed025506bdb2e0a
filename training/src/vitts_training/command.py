"""`vitts-train`: from recordings to a voice."""

import argparse
import logging
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from vitts_server.languages import primary
from vitts_training import listening, plots
from vitts_training.audio import read_sound
from vitts_training.corpus import BadCorpus
from vitts_training.courses import Effort
from vitts_training.envelope import RATE_HZ
from vitts_training.export import config, voice_graph, write_voice
from vitts_training.judge import judge
from vitts_training.liveliness import spread
from vitts_training.loan import borrow, lent_head
from vitts_training.pipeline import Plan, one_take_each, rows_of, run
from vitts_training.polish import polish
from vitts_training.speaking import Speaker

_HEARD = ("en", "vi")
"""Languages that a machine listens to."""
_SHARES = (1.0, 0.6, 1.0)
"""How much of the speaker's spread the voice is given back: of sound, melody and rhythm."""
_SPOKEN_NOISE, _TAUGHT_NOISE = 0.8, 0.2
"""Of prosody. eSpeak NG, as a teacher, never varies; and where pitch tells words apart it must not wander."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0, or 1 when the recordings can't be used. What was asked wrongly ends the process with 2."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if given.listen and primary(given.language) not in _HEARD:
        parser.error(f"--listen knows {' and '.join(_HEARD)}, and not {given.language}")
    if given.listen and primary(given.language) == "en" and find_spec("pocketsphinx") is None:
        parser.error("--listen needs PocketSphinx: pip install 'vitts-training[listener]'")
    plan = Plan(
        corpus=given.corpus.resolve(),
        work=given.work or given.voice.with_suffix(".work"),
        language=given.language,
        choose=given.choose,
        judge=given.judge,
        workers=given.workers,
        effort=replace(
            Effort(),
            prosody_steps=given.prosody_steps,
            sound_steps=given.sound_steps,
            timbre_steps=given.timbre_steps,
            head_steps=given.head_steps,
        ),
    )
    logging.getLogger("matplotlib").setLevel(logging.WARNING)
    try:
        _make(plan, given)
    except BadCorpus as error:
        sys.stderr.write(f"vitts-train: {error}\n")
        return 1
    return 0


def _make(plan: Plan, given: argparse.Namespace) -> None:
    began = time.monotonic()

    def say(line: str) -> None:
        sys.stdout.write(f"{time.monotonic() - began:6.0f} s  {line}\n")
        sys.stdout.flush()

    if given.timbre_of:
        plan = replace(plan, corpus=borrow(plan.corpus, given.timbre_of, plan, say))
    taught = run(plan, say)
    lively = spread(taught.nets, taught.params, rows_of(taught, plan, "choose")).share(*given.lively)
    name = given.voice.name.removesuffix(".onnx")
    code = given.code or name.partition("-")[0]
    dataset = given.dataset or (given.corpus.stem if given.timbre_of else given.corpus.name)
    if given.timbre_of:
        head = lent_head(given.timbre_of, plan, say)
    else:
        head = polish(plan, taught, lively, say) if plan.effort.head_steps else None
    noise = _TAUGHT_NOISE if given.timbre_of else _SPOKEN_NOISE
    about = config(name, plan.language, code, dataset, noise)
    write_voice(given.voice, voice_graph(taught.nets, taught.params, taught.scale, lively, head), about)
    voices = {"voice": given.voice}
    if head:
        voices = {"without_head": plan.work / "without_head.onnx", **voices}
        write_voice(voices["without_head"], voice_graph(taught.nets, taught.params, taught.scale, lively), about)
    say(f"wrote {given.voice}, {given.voice.stat().st_size / 1e6:.1f} MB")
    verdict = judge(taught, lively, voices, plan, given.listen, given.timbre_of, say)
    say(
        f"{verdict.sentences} sentences: correlation of durations {verdict.duration_correlation:.2f}, "
        f"of pitch {verdict.pitch_correlation:.2f}; real-time factor {verdict.real_time_factor:.4f}"
    )
    judged = one_take_each([one for one in taught.spoken if one.use == "judge"])
    speakers = {name: Speaker(path) for name, path in voices.items()}
    example = judged[0].recording
    sounds = {"recording": read_sound(example.path, RATE_HZ)}
    sounds |= {name.replace("_", " "): speaker.say(example.text) for name, speaker in speakers.items()}
    plots.spectrograms(sounds, plan.work / "spectrograms.png")
    if given.page:
        has_speaker = given.timbre_of is None
        listening.write_page(given.page, [one.recording for one in judged], speakers, plan.language, has_speaker)
        say(f"wrote {given.page}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vitts-train", description="Trains a voice in Piper's format. Ended and started again, it goes on."
    )
    effort = Effort()
    add = parser.add_argument
    add("corpus", type=Path, help="folder with metadata.csv (name|text) and wavs/*.wav or *.flac")
    add("voice", type=Path, help="the voice to write, such as en_US-mary-small.onnx")
    add("--language", required=True, help="eSpeak NG's name of the language, such as en-us or vi")
    add("--code", help="the language in the voice's configuration; unset: what the voice's name begins with")
    add("--dataset", help="the name of the recordings in the configuration; unset: the folder's")
    add(
        "--timbre-of",
        type=Path,
        metavar="WORK",
        help="work folder of a finished voice; the corpus is then a text file, and eSpeak NG says its lines",
    )
    add("--work", type=Path, help="where everything is kept that is not the voice; unset: beside the voice, .work")
    add("--choose", type=int, default=40, help="texts kept apart to know when to stop (%(default)s)")
    add("--judge", type=int, default=110, help="texts kept apart for the final judgement (%(default)s)")
    add("--workers", type=int, default=2, help="recordings analysed at the same time (%(default)s)")
    add("--prosody-steps", type=int, default=effort.prosody_steps, help="(%(default)s)")
    add("--timbre-steps", type=int, default=effort.timbre_steps, help="with --timbre-of (%(default)s)")
    add("--sound-steps", type=int, default=effort.sound_steps, help="(%(default)s)")
    add("--head-steps", type=int, default=effort.head_steps, help="of the vocoder's head; 0: none (%(default)s)")
    add(
        "--lively",
        type=float,
        nargs=3,
        default=_SHARES,
        metavar=("SOUND", "MELODY", "RHYTHM"),
        help="how much of the speaker's spread is given back, 0 to 1 (1 0.6 1)",
    )
    add("--listen", action="store_true", help="have a machine listen: English or Vietnamese")
    add("--page", type=Path, help="folder for a page with examples to listen to")
    return parser
