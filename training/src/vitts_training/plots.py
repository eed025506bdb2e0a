"""Pictures of how the learning went."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from vitts_training.audio import Array
from vitts_training.envelope import HOP_SAMPLES, RATE_HZ


def losses(courses: Mapping[str, Sequence[Sequence[float]]], path: Path) -> None:
    """One curve for what was learned from and one for what was not, for each course."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5 * len(courses), 3.5), layout="constrained")
    for place, (name, rows) in enumerate(courses.items(), start=1):
        axes = figure.add_subplot(1, len(courses), place)
        steps, learned, unseen = np.array(rows).T
        axes.plot(steps, learned, label="lessons")
        axes.plot(steps, unseen, label="unseen")
        axes.set(title=name, xlabel="step", ylabel="loss")
        axes.legend()
    figure.savefig(path, format="png")


def spectrograms(sounds: Mapping[str, Array], path: Path) -> None:
    """Above each other, on one scale of time."""
    from matplotlib.figure import Figure

    longest_s = max(len(samples) for samples in sounds.values()) / RATE_HZ
    figure = Figure(figsize=(10, 2.5 * len(sounds)), layout="constrained")
    for place, (name, samples) in enumerate(sounds.items(), start=1):
        axes = figure.add_subplot(len(sounds), 1, place)
        with np.errstate(divide="ignore"):  # silence
            axes.specgram(samples, NFFT=512, Fs=RATE_HZ, noverlap=512 - HOP_SAMPLES // 2, vmin=-140, vmax=-40)
        axes.set(title=name, xlim=(0, longest_s), ylabel="Hz")
    figure.savefig(path, format="png")
