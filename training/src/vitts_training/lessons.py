"""What the nets learn from: recordings with their alignment, as rows of symbols and rows of frames.

All utterances lie one behind the other with silence between, and a lesson is a window anywhere in them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vitts_training.analysis import Features
from vitts_training.audio import Array
from vitts_training.envelope import BANDS, CEPSTRA
from vitts_training.hmm import Ints
from vitts_training.nets import FRAME_CHANNELS, KNOTS, PLACES
from vitts_training.symbols import Columns, symbol_ids

_GAP_COLUMNS = 32
GAP_FRAMES = 24
_EDGE_HALVES = 20
"""Half frames of silence that are left at each end of a recording."""
_UNVOICED_WEIGHT = 0.03
_SILENCE_WEIGHT = 0.3
NEAR, FAR = 24, 5.0


@dataclass(frozen=True, slots=True)
class Rows:
    """Utterances one behind the other. The first fields have a row a symbol, the others a row a frame."""

    symbols: Ints
    places: Array
    column_mask: Array
    log_frames: Array
    """log(1 + frames), of each symbol."""
    knots: Array
    knot_weights: Array
    owners: Ints
    """Row of the symbol that a frame belongs to."""
    inside: Array
    """See `frame_channels`."""
    cepstrum: Array
    breath: Array
    weights: Array
    """How much a frame counts; 0 between the utterances."""


@dataclass(frozen=True, slots=True)
class Scales:
    """Means and deviations of the speaker, over what is voiced or loud."""

    pitch: Array
    """Mean and deviation of its logarithm."""
    cepstrum_mean: Array
    cepstrum_deviation: Array


def scales(recordings: Sequence[Features]) -> Scales:
    """Of these recordings."""
    pitch = np.concatenate([one.log_pitch[one.breath[:, 0] < 1] for one in recordings])
    cepstra = np.concatenate([one.cepstrum for one in recordings])
    loud = cepstra[cepstra[:, 0] > np.quantile(cepstra[:, 0], 0.15)]
    middle = np.array([np.median(pitch), np.quantile(pitch, 0.84) - np.median(pitch)], np.float32)
    return Scales(middle, loud.mean(axis=0), loud.std(axis=0))


def places(columns: Columns) -> Array:
    """[columns, PLACES]: how far into the utterance, from its beginning and its end, its length, is it a question."""
    count = len(columns.symbols)
    number = np.arange(count)
    return np.stack(
        [
            number / count,
            np.minimum(number, NEAR) / NEAR,
            np.minimum(count - 1 - number, NEAR) / NEAR,
            np.full(count, np.log(count) / FAR),
            np.full(count, float("?" in columns.symbols)),
        ],
        axis=1,
    ).astype(np.float32)


def frame_channels(frames: Ints, knots: Array) -> Array:
    """[frames, FRAME_CHANNELS]: how far through its symbol, how long that lasts, the pitch along the knots."""
    owners = np.repeat(np.arange(len(frames)), frames)
    starts = np.cumsum(frames) - frames
    lengths = frames[owners]
    inside = (np.arange(len(owners)) + 0.5 - starts[owners]) / lengths
    nearness = np.maximum(0, 1 - np.abs((KNOTS - 1) * inside[:, None] - np.arange(KNOTS)))
    pitch = (knots[owners] * nearness).sum(axis=1)
    return np.stack([inside, np.log(lengths) / 3, pitch], axis=1).astype(np.float32)


def trimmed(halves: Ints) -> tuple[Ints, slice]:
    """An alignment without most of the silence at both ends, and which frames of the recording those are."""
    skipped = max(0, int(halves[0]) - _EDGE_HALVES) // 2 * 2
    halves = halves.copy()
    halves[0] -= skipped
    halves[-1] = min(int(halves[-1]), _EDGE_HALVES)
    return halves, slice(skipped // 2, skipped // 2 - int(-halves.sum() // 2))


def utterance(columns: Columns, halves: Ints, features: Features, scale: Scales) -> Rows:
    """The rows of one recording, its silent ends cut short."""
    halves, window = trimmed(halves)
    ends = np.cumsum(halves)
    frames = np.diff(-(-ends // 2), prepend=0)
    voiced = (features.breath[window, 0] < 1).astype(np.float32)
    frames[-1] -= int(frames.sum()) - len(voiced)
    contour = _smooth((features.log_pitch[window] - scale.pitch[0]) / scale.pitch[1])
    starts = (ends - halves) / 2
    times = starts[:, None] + (halves / 2)[:, None] * np.linspace(0, 1, KNOTS)
    knots = np.interp(times, np.arange(len(contour)), contour).astype(np.float32)
    near = np.interp(times, np.arange(len(contour)), voiced) * (halves > 0)[:, None]
    cepstra = (features.cepstrum[window] - scale.cepstrum_mean) / scale.cepstrum_deviation
    owners = np.repeat(np.arange(len(frames)), frames)
    is_pause = np.array([part == "pause" for part in columns.parts])[owners]
    count = len(halves)
    return Rows(
        symbols=np.array([symbol_ids()[symbol][0] for symbol in columns.symbols]),
        places=places(columns),
        column_mask=np.ones((count, 1), np.float32),
        log_frames=np.log1p(halves / 2).astype(np.float32),
        knots=knots,
        knot_weights=(near + _UNVOICED_WEIGHT).astype(np.float32),
        owners=owners,
        inside=frame_channels(frames, knots),
        cepstrum=cepstra.astype(np.float32),
        breath=features.breath[window],
        weights=np.where(is_pause, _SILENCE_WEIGHT, 1.0).astype(np.float32),
    )


def joined(rows: Sequence[Rows]) -> Rows:
    """One behind the other, with gaps."""
    column_gap = Rows(
        symbols=np.zeros(_GAP_COLUMNS, np.int64),
        places=np.zeros((_GAP_COLUMNS, PLACES), np.float32),
        column_mask=np.zeros((_GAP_COLUMNS, 1), np.float32),
        log_frames=np.zeros(_GAP_COLUMNS, np.float32),
        knots=np.zeros((_GAP_COLUMNS, KNOTS), np.float32),
        knot_weights=np.zeros((_GAP_COLUMNS, KNOTS), np.float32),
        owners=np.zeros(GAP_FRAMES, np.int64),
        inside=np.zeros((GAP_FRAMES, FRAME_CHANNELS), np.float32),
        cepstrum=np.zeros((GAP_FRAMES, CEPSTRA), np.float32),
        breath=np.zeros((GAP_FRAMES, BANDS), np.float32),
        weights=np.zeros(GAP_FRAMES, np.float32),
    )
    parts = [part for one in rows for part in (column_gap, one)] + [column_gap]
    counts = [len(part.symbols) for part in parts]
    offsets = np.cumsum([0, *counts[:-1]])
    fields = {name: np.concatenate([getattr(part, name) for part in parts]) for name in Rows.__slots__}
    fields["owners"] = np.concatenate([part.owners + offset for part, offset in zip(parts, offsets, strict=True)])
    return Rows(**fields)


def _smooth(values: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    padded = np.pad(values, 1, mode="edge")
    return np.asarray((padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4)
