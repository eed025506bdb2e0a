"""A voice as one ONNX graph with the interface of Piper's, and the configuration beside it.

    ids -> symbols -> prosody, reader          a column each symbol
        -> prior                               a column each frame: what the reader says, the source, its noise
        -> decoder -> latent -> spectrum -> samples

The graph says itself where it may be cut (`SEAMS`), so that a server can make it piece by piece: all that depends on
the whole utterance, such as the phase of the pulses, is in the prior, and the rest looks a few frames around.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import numpy_helper

from vitts_training import vocoder
from vitts_training.audio import Array
from vitts_training.envelope import BANDS, CEPSTRA, HOP_SAMPLES, RATE_HZ
from vitts_training.files import written_whole
from vitts_training.head import Head, TaughtHead
from vitts_training.layers import Params
from vitts_training.lessons import FAR, NEAR, Scales
from vitts_training.nets import KNOTS, Nets
from vitts_training.onnx_graph import DOUBLE, FLOAT, INT64, Graph
from vitts_training.symbols import PAD, from_symbols, symbol_ids

SEAMS = "vitts.seams"
"""Key of the metadata that names the tensors between the parts."""
_NOISE_ROWS = 256
_NOISE_SEED = 7
_PACE_NOISE, _PITCH_NOISE = 0.12, 0.5
_PITCH_DRIFT_COLUMNS = 15
_NO_NOISE = -40.0


@dataclass(frozen=True, slots=True)
class Liveliness:
    """Nets that learned means speak too evenly: factors that bring back the spread that the speaker has."""

    cepstrum: Array
    """[CEPSTRA], on the deviations from the speaker's mean."""
    pitch: float
    lengths: Array
    """Shift and factor of log(1 + frames)."""


PLAIN = Liveliness(np.ones(CEPSTRA, np.float32), 1.0, np.array([0.0, 1.0], np.float32))


def voice_graph(
    nets: Nets, params: Params, scale: Scales, lively: Liveliness, head: TaughtHead | None = None
) -> onnx.ModelProto:
    """The whole voice, with or without a vocoder's head."""
    graph = Graph()
    ids = graph.input("input", INT64, [1, "phonemes"])
    count = graph.input("input_lengths", INT64, [1])
    scales = graph.input("scales", FLOAT, [3])
    noise_scale, length_scale, noise_w = graph.ops(
        "Split", scales, graph.constant([1, 1, 1], np.int64), names=["noise_scale", "length_scale", "noise_w"], axis=0
    )
    ids = graph.op("Slice", ids, graph.constant([0], np.int64), count, graph.constant([1], np.int64))
    flat = graph.op("Reshape", ids, graph.constant([-1], np.int64))
    is_symbol = graph.op("Not", graph.op("Equal", flat, graph.constant(symbol_ids()[PAD][0], np.int64)))
    symbols = graph.op("Compress", flat, is_symbol, axis=0)

    prosody = nets.emit_prosody(graph, params, symbols, _places(graph, symbols))
    log_frames, knots = graph.split(prosody, [1, KNOTS])
    pace, drift = _prosody_noise(graph, ids, is_symbol, noise_w)
    log_frames = graph.affine(log_frames, lively.lengths[1], lively.lengths[0])
    wanted = graph.op("Sub", graph.op("Exp", graph.op("Add", log_frames, pace)), graph.constant(1.0))
    wanted = graph.op("Mul", graph.op("Relu", wanted), graph.op("Mul", _can_last(graph, symbols), length_scale))
    ends = graph.op("Floor", graph.op("Add", _running_sum(graph, wanted), graph.constant(0.5)))
    frames = graph.op("Sub", ends, _shifted(graph, ends))
    durations = _for_ids(graph, frames, is_symbol)

    knots = graph.op("Add", graph.affine(knots, lively.pitch, 0.0), drift)
    owners, place, length = _owners(graph, frames, ends)
    pitch = _pitch(graph, _stretched(graph, knots, owners), place)
    log_length = graph.op("Mul", graph.op("Log", length), graph.constant(1 / 3))
    read = _stretched(graph, nets.emit_reader(graph, params, symbols), owners)
    noise = _frozen_noise(graph, pitch, noise_scale)
    mean = graph.op("Concat", read, place, log_length, pitch, _source(graph, pitch, scale), noise, axis=1)
    size = nets.size.reader + 3
    channels = size + vocoder.SOURCE + vocoder.NOISE
    loudness = np.full((1, channels, 1), _NO_NOISE)
    loudness[:, -vocoder.NOISE :] = 0.0
    log_scale = graph.op("Add", graph.op("Mul", mean, graph.constant(0.0)), graph.constant(loudness))
    fresh = graph.op("Mul", graph.op("RandomNormalLike", mean, dtype=FLOAT), graph.op("Exp", log_scale))
    prior = graph.op("Add", mean, graph.op("Mul", fresh, noise_scale))

    stretched, passing = graph.split(prior, [size, vocoder.SOURCE + vocoder.NOISE])
    said = nets.emit_decoder(graph, params, stretched)
    normal, breath = graph.split(said, [CEPSTRA, BANDS])
    deviation = scale.cepstrum_deviation * lively.cepstrum
    cepstrum = graph.affine(normal, deviation[:, None], scale.cepstrum_mean[:, None])
    breath = graph.op("Sigmoid", breath)
    mended = []
    if head:
        pitch = graph.split(stretched, [size - 1, 1])[1]
        mended = [Head().emit(graph, head, normal, breath, pitch, scale)]
    latent = graph.op("Concat", cepstrum, breath, passing, *mended, axis=1)
    hidden = vocoder.spectrum(graph, latent, has_head=bool(mended))
    samples = vocoder.samples(graph, hidden)
    graph.op("Unsqueeze", samples, graph.constant([0], np.int64), name="output")
    seams = {
        "durations": durations,
        "duration_noise": "duration_noise",
        "mean": mean,
        "log_scale": log_scale,
        "prior": prior,
        "latent": latent,
        "hidden": hidden,
    }
    return graph.model({"output": (FLOAT, [1, 1, 1, "samples"])}, {SEAMS: json.dumps(seams)})


def config(name: str, language: str, code: str, dataset: str, prosody_noise: float) -> dict[str, Any]:
    """What stands in the `.onnx.json`; `name` is `<language>-<dataset>-<quality>`."""
    return {
        "dataset": dataset,
        "audio": {"sample_rate": RATE_HZ, "quality": name.rpartition("-")[2]},
        "espeak": {"voice": language},
        "language": {"code": code},
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": prosody_noise},
        "phoneme_type": "espeak",
        "phoneme_map": {},
        "phoneme_id_map": symbol_ids(),
        "num_symbols": 256,
        "num_speakers": 1,
        "speaker_id_map": {},
        "hop_length": HOP_SAMPLES,
    }


def write_voice(path: Path, model: onnx.ModelProto, about: Mapping[str, Any]) -> None:
    """`path` and the configuration beside it; the configuration first, so that no voice is there without one."""
    with written_whole(path.with_name(path.name + ".json")) as file:
        file.write(json.dumps(about, ensure_ascii=False, indent=1).encode())
    with written_whole(path) as file:
        file.write(model.SerializeToString())


def _places(graph: Graph, symbols: str) -> str:
    """See `lessons.places`."""
    count = graph.op("Squeeze", graph.op("Shape", symbols), graph.constant([0], np.int64))
    number = graph.cast(graph.op("Range", graph.constant(0, np.int64), count, graph.constant(1, np.int64)), FLOAT)
    total = graph.cast(count, FLOAT)
    near, nothing = graph.constant(NEAR), graph.op("Mul", number, graph.constant(0.0))
    last = graph.op("Sub", total, graph.constant(1.0))
    asks = graph.cast(graph.op("Equal", symbols, graph.constant(symbol_ids()["?"][0], np.int64)), FLOAT)
    parts = [
        graph.op("Div", number, total),
        graph.op("Div", graph.op("Min", number, near), near),
        graph.op("Div", graph.op("Min", graph.op("Sub", last, number), near), near),
        graph.op("Add", nothing, graph.op("Div", graph.op("Log", total), graph.constant(FAR))),
        graph.op("Add", nothing, graph.op("ReduceMax", asks, keepdims=1)),
    ]
    axes = graph.constant([0, 1], np.int64)
    return graph.op("Concat", *(graph.op("Unsqueeze", part, axes) for part in parts), axis=1)


def _prosody_noise(graph: Graph, ids: str, is_symbol: str, noise_w: str) -> list[str]:
    """What makes two readings of a sentence differ: noise on the pace, and a slow drift of the pitch."""
    one = graph.op("Unsqueeze", graph.cast(ids, FLOAT), graph.constant([0], np.int64))
    both = graph.op("Concat", one, one, axis=1)
    noise = graph.op("RandomNormalLike", both, dtype=FLOAT, name="duration_noise")
    noise = graph.op("Compress", noise, is_symbol, axis=2)
    pace, drift = graph.split(graph.op("Mul", noise, noise_w), [1, 1])
    hill = np.hanning(_PITCH_DRIFT_COLUMNS + 2)[1:-1]
    smooth = graph.constant((hill / np.sqrt(np.square(hill).sum()))[None, None])
    edge = _PITCH_DRIFT_COLUMNS // 2
    drift = graph.op("Conv", drift, smooth, kernel_shape=[_PITCH_DRIFT_COLUMNS], pads=[edge, edge])
    return [graph.op("Mul", pace, graph.constant(_PACE_NOISE)), graph.op("Mul", drift, graph.constant(_PITCH_NOISE))]


def _can_last(graph: Graph, symbols: str) -> str:
    """[1, 1, columns]: 0 for marks such as that of stress."""
    ids = {symbol: numbers[0] for symbol, numbers in symbol_ids().items()}
    table = np.zeros(1 + max(ids.values()))
    for symbol, number in ids.items():
        table[number] = from_symbols([symbol]).parts[0] != "mark"
    row = graph.op("Gather", graph.constant(table), symbols, axis=0)
    return graph.op("Unsqueeze", row, graph.constant([0, 1], np.int64))


def _running_sum(graph: Graph, values: str) -> str:
    return graph.op("CumSum", values, graph.constant(2, np.int64))


def _shifted(graph: Graph, values: str) -> str:
    """[1, 1, columns]: each has the value of the one before it, the first has 0."""
    last = graph.constant([-1], np.int64)
    kept = graph.op("Slice", values, graph.constant([0], np.int64), last, graph.constant([2], np.int64))
    return graph.op("Concat", graph.constant(np.zeros((1, 1, 1))), kept, axis=2)


def _for_ids(graph: Graph, frames: str, is_symbol: str) -> str:
    """Frames of every id: none for the padding."""
    kept = graph.cast(is_symbol, INT64)
    number = graph.op("Sub", graph.op("CumSum", kept, graph.constant(0, np.int64)), graph.constant(1, np.int64))
    number = graph.op("Max", number, graph.constant(0, np.int64))
    return graph.op("Mul", graph.op("Gather", frames, number, axis=2), graph.cast(kept, FLOAT))


def _owners(graph: Graph, frames: str, ends: str) -> tuple[str, str, str]:
    """Of each frame: its column, how far through that it is, and how long that lasts. There is at least one frame."""
    total = graph.op("Max", graph.op("ReduceMax", ends, keepdims=0), graph.constant(1.0))
    numbers = graph.op("Range", graph.constant(0.0), total, graph.constant(1.0))
    flat, one = graph.constant([-1], np.int64), graph.constant([1], np.int64)
    places = graph.op("Reshape", graph.cast(ends, INT64), flat)
    count = graph.op("Add", graph.op("Reshape", graph.cast(total, INT64), flat), one)
    ended = graph.op(
        "ScatterElements",
        _filled(graph, count, 0),
        places,
        _filled(graph, graph.op("Shape", places), 1),
        reduction="add",
    )
    passed = graph.op("CumSum", ended, graph.constant(0, np.int64))
    passed = graph.op("Slice", passed, graph.constant([0], np.int64), flat)
    last = graph.op("Sub", graph.op("Size", frames), graph.constant(1, np.int64))
    owners = graph.op("Min", passed, last)
    length = graph.op("Max", graph.op("Gather", frames, owners, axis=2), graph.constant(1.0))
    start = graph.op("Gather", graph.op("Sub", ends, frames), owners, axis=2)
    middle = graph.op("Add", graph.op("Unsqueeze", numbers, graph.constant([0, 1], np.int64)), graph.constant(0.5))
    return owners, graph.op("Div", graph.op("Sub", middle, start), length), length


def _filled(graph: Graph, shape: str, value: int) -> str:
    return graph.op("ConstantOfShape", shape, value=numpy_helper.from_array(np.array([value], np.int64)))


def _stretched(graph: Graph, columns: str, owners: str) -> str:
    """[1, channels, columns] -> [1, channels, frames]. Rows are copied whole, and columns would be value by value."""
    rows = graph.op("Transpose", columns, perm=[0, 2, 1])
    return graph.op("Transpose", graph.op("Gather", rows, owners, axis=1), perm=[0, 2, 1])


def _pitch(graph: Graph, knots: str, place: str) -> str:
    """Straight lines between the knots; see `lessons.frame_channels`."""
    along = graph.op("Mul", place, graph.constant(KNOTS - 1.0))
    away = graph.op("Abs", graph.op("Sub", along, graph.constant(np.arange(KNOTS)[None, :, None])))
    nearness = graph.op("Relu", graph.op("Sub", graph.constant(1.0), away))
    parts = graph.op("Mul", knots, nearness)
    return graph.op("ReduceSum", parts, graph.constant([1], np.int64), keepdims=1)


def _source(graph: Graph, pitch: str, scale: Scales) -> str:
    """[1, SOURCE, frames]; see `vocoder.SOURCE`."""
    log_hz = graph.affine(pitch, float(scale.pitch[1]), float(scale.pitch[0] - np.log(RATE_HZ)))
    frequency = graph.op("Exp", log_hz)
    axis, end = graph.constant([2], np.int64), graph.constant([np.iinfo(np.int64).max], np.int64)
    later = graph.op("Slice", frequency, graph.constant([1], np.int64), end, axis)
    last = graph.op("Slice", frequency, graph.constant([-1], np.int64), end, axis)
    following = graph.op("Concat", later, last, axis=2)
    turns = graph.cast(graph.op("Add", frequency, following), DOUBLE)
    turns = graph.op("Mul", turns, graph.constant(HOP_SAMPLES / 2, np.float64))
    gone = graph.op("CumSum", turns, graph.constant(2, np.int64), exclusive=1)
    cycles = graph.cast(graph.op("Sub", gone, graph.op("Floor", gone)), FLOAT)
    half = graph.constant(0.5)
    harmonics = graph.op("Floor", graph.op("Sub", graph.op("Div", half, graph.op("Max", frequency, following)), half))
    return graph.op("Concat", frequency, following, cycles, harmonics, axis=1)


def _frozen_noise(graph: Graph, pitch: str, noise_scale: str) -> str:
    """[1, NOISE, frames]: always the same noise, less of it the more `noise_scale` has drawn anew."""
    rows = np.random.default_rng(_NOISE_SEED).integers(0, 256, (_NOISE_ROWS, vocoder.NOISE), np.uint8)
    spread = np.sqrt((256**2 - 1) / 12)
    table = graph.affine(graph.cast(graph.constant(rows, np.uint8), FLOAT), 1 / spread, -127.5 / spread)
    count = graph.op("Size", pitch)
    numbers = graph.op("Range", graph.constant(0, np.int64), count, graph.constant(1, np.int64))
    row = graph.op("Mod", numbers, graph.constant(_NOISE_ROWS, np.int64))
    noise = graph.op("Transpose", graph.op("Gather", table, row, axis=0), perm=[1, 0])
    noise = graph.op("Unsqueeze", noise, graph.constant([0], np.int64))
    rest = graph.op("Sub", graph.constant(1.0), graph.op("Mul", noise_scale, noise_scale))
    return graph.op("Mul", noise, graph.op("Sqrt", graph.op("Relu", rest)))
