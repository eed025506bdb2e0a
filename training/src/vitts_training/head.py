"""The vocoder's head: a net that corrects the filter of each frame.

Where there is none, a frame's filter is as smooth as its envelope, and its phase as short as can be. The head adds to
both what no envelope can say. It reads nothing but a frame's filter and pitch, so it suits any voice of that timbre.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np

from vitts_training.envelope import BANDS, BINS, CEPSTRA
from vitts_training.layers import Block, Dense, Norm, Params, chained
from vitts_training.lessons import Scales
from vitts_training.onnx_graph import Graph

INPUTS = CEPSTRA + BANDS + 1
"""Cepstrum and pitch on the speaker's scales, and breathiness between them."""


@dataclass(frozen=True, slots=True)
class TaughtHead:
    """What was learned, and the scales of what it was learned from."""

    params: Params
    scale: Scales


@dataclass(frozen=True, slots=True)
class Head:
    """A net of one size."""

    channels: int = 192
    wide: int = 384
    blocks: int = 2

    @property
    def _layers(self) -> Mapping[str, Any]:
        inner = {str(number): Block(self.channels, self.wide, 3) for number in range(self.blocks)}
        ends = {"norm": Norm(self.channels), "out": Dense(self.channels, 2 * BINS)}
        return {"in": Dense(INPUTS, self.channels), **inner, **ends}

    def start(self, seed: int) -> Params:
        """Random parameters that change no sound yet."""
        random = np.random.default_rng(seed)
        params = {name: layer.start(random) for name, layer in self._layers.items()}
        params["out"]["weights"] *= 0.0
        return params

    def apply(self, params: Params, x: jax.Array) -> tuple[jax.Array, jax.Array]:
        """[utterances, frames, INPUTS] -> gain and turn; see `resynthesis.Filter`."""
        *_, said = chained(self._layers, params, x)
        return said[..., :BINS], said[..., BINS:]

    def emit(self, graph: Graph, taught: TaughtHead, cepstrum: str, breath: str, pitch: str, scale: Scales) -> str:
        """For ONNX: each [1, ..., frames] -> [1, 2 BINS, frames], gain and turn. Cepstrum and pitch are on `scale`."""
        known = taught.scale
        cepstrum = graph.affine(
            cepstrum,
            (scale.cepstrum_deviation / known.cepstrum_deviation)[:, None],
            ((scale.cepstrum_mean - known.cepstrum_mean) / known.cepstrum_deviation)[:, None],
        )
        (middle, spread), (known_middle, known_spread) = scale.pitch, known.pitch
        pitch = graph.affine(pitch, spread / known_spread, (middle - known_middle) / known_spread)
        x = graph.op("Concat", cepstrum, breath, pitch, axis=1)
        for name, layer in self._layers.items():
            x = layer.emit(graph, taught.params[name], x)
        return x
