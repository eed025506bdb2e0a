"""Analyses all recordings once, several at a time; what is done is kept, so a run that was ended goes on from there."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path

import numpy as np

from vitts_training.analysis import Features, analyse
from vitts_training.corpus import Recording
from vitts_training.files import written_whole
from vitts_training.workers import WORKERS


def prepare(recordings: Sequence[Recording], folder: Path, workers: int, say: Callable[[str], None]) -> list[Recording]:
    """Those recordings whose features lie in `folder` afterwards; the others hold no speech."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [recording for recording in recordings if not _place(folder, recording).is_file()]
    with ProcessPoolExecutor(max_workers=workers, mp_context=WORKERS) as pool:
        jobs = pool.map(_analyse, [(recording.path, _place(folder, recording)) for recording in missing], chunksize=4)
        for number, (recording, trouble) in enumerate(zip(missing, jobs, strict=True), start=1):
            if trouble:
                say(f"left out: {recording.name}: {trouble}")
            if number % 100 == 0 or number == len(missing):
                say(f"analysed {number} of {len(missing)} recordings")
    return [recording for recording in recordings if _place(folder, recording).is_file()]


def read_features(folder: Path, name: str) -> Features:
    """What `prepare` kept of the recording of that name."""
    with np.load(folder / f"{name}.npz") as kept:
        return Features(**{key: kept[key] for key in kept.files})


def _place(folder: Path, recording: Recording) -> Path:
    return folder / f"{recording.name}.npz"


def _analyse(job: tuple[Path, Path]) -> str:
    """What was wrong, or nothing."""
    source, target = job
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        features = analyse(source)
    except (ValueError, OSError) as error:
        return str(error)
    with written_whole(target) as file:
        np.savez(file, **asdict(features))
    return ""
