"""Analyses all recordings once, several at a time; what is done is kept, so a run that was ended goes on from there."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path

import numpy as np

from vitts_training.analysis import Features, analyse
from vitts_training.audio import read_sound
from vitts_training.corpus import Recording
from vitts_training.envelope import RATE_HZ
from vitts_training.files import written_whole
from vitts_training.workers import WORKERS


def prepare(recordings: Sequence[Recording], folder: Path, workers: int, say: Callable[[str], None]) -> list[Recording]:
    """Those recordings whose features lie in `folder` afterwards; the others hold no speech."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [recording for recording in recordings if not is_prepared(folder, recording.name)]
    with ProcessPoolExecutor(max_workers=workers, mp_context=WORKERS) as pool:
        jobs = pool.map(_analyse, [(folder, recording) for recording in missing], chunksize=4)
        for number, (recording, trouble) in enumerate(zip(missing, jobs, strict=True), start=1):
            if trouble:
                say(f"left out: {recording.name}: {trouble}")
            if number % 100 == 0 or number == len(missing):
                say(f"analysed {number} of {len(missing)} recordings")
    return [recording for recording in recordings if is_prepared(folder, recording.name)]


def read_features(folder: Path, name: str) -> Features:
    """What `prepare` kept of the recording of that name."""
    with np.load(_place(folder, name)) as kept:
        return Features(**{key: kept[key] for key in kept.files})


def write_features(folder: Path, name: str, features: Features) -> None:
    """The opposite of `read_features`."""
    with written_whole(_place(folder, name)) as file:
        np.savez(file, **asdict(features))


def is_prepared(folder: Path, name: str) -> bool:
    """Whether `read_features` would find something."""
    return _place(folder, name).is_file()


def _place(folder: Path, name: str) -> Path:
    return folder / f"{name}.npz"


def _analyse(job: tuple[Path, Recording]) -> str:
    """What was wrong, or nothing."""
    folder, recording = job
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        features = analyse(read_sound(recording.path, RATE_HZ))
    except (ValueError, OSError) as error:
        return str(error)
    write_features(folder, recording.name, features)
    return ""
