"""A folder of recordings with what is said in them, and who of them is for what.

LJSpeech's layout (`metadata.csv` with `name|text` or `name|text|normalised text`, sounds in `wavs/`) and Piper's (the
same; a `name` may have a suffix) are understood; sounds may be WAV or FLAC and lie in `wav`, `wavs`, `audio` or beside.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Use = Literal["train", "choose", "judge"]

_FOLDERS = ("wavs", "wav", "audio", ".")
_SUFFIXES = ("", ".wav", ".flac")


class BadCorpus(Exception):
    """The folder can't be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Recording:
    """One sound file and its text."""

    name: str
    path: Path
    text: str


def read_corpus(folder: Path) -> list[Recording]:
    """All recordings of a folder, in the order of `metadata.csv`. Raises `BadCorpus`."""
    table = folder / "metadata.csv"
    if not table.is_file():
        raise BadCorpus(f"there is no metadata.csv in {folder}")
    found = []
    for number, line in enumerate(table.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        name, *texts = (part.strip() for part in line.split("|"))
        if not texts or not texts[-1]:
            raise BadCorpus(f"metadata.csv, line {number}: expected name|text")
        found.append(Recording(Path(name).stem, _sound(folder, name, number), texts[-1]))
    if len({recording.name for recording in found}) < len(found):
        raise BadCorpus("metadata.csv names a recording twice")
    return found


def _sound(folder: Path, name: str, number: int) -> Path:
    candidates = [folder / place / f"{name}{suffix}" for place in _FOLDERS for suffix in _SUFFIXES]
    path = next((path for path in candidates if path.is_file()), None)
    if path is None:
        raise BadCorpus(f"metadata.csv, line {number}: there is no sound file for {name}")
    return path


def uses(recordings: Sequence[Recording], choose: int, judge: int, seed: int) -> dict[str, Use]:
    """What each recording is for, by its name. All takes of one text are for the same.

    `choose` texts are for choices such as when to stop, `judge` texts for nothing but the final judgement.
    """
    texts = sorted({_key(recording.text) for recording in recordings}, key=lambda text: _shuffled(text, seed))
    if len(texts) < 2 * (choose + judge):
        raise BadCorpus(f"{len(texts)} texts are too few to keep {choose + judge} of them apart")
    kept: dict[str, Use] = dict.fromkeys(texts[:judge], "judge")
    kept.update(dict.fromkeys(texts[judge : judge + choose], "choose"))
    return {recording.name: kept.get(_key(recording.text), "train") for recording in recordings}


def _key(text: str) -> str:
    return " ".join("".join(letter for letter in text.lower() if letter.isalnum() or letter == " ").split())


def _shuffled(text: str, seed: int) -> bytes:
    return hashlib.sha256(f"{seed} {text}".encode()).digest()
