"""The three nets of a voice.

prosody   symbols -> how long each lasts, and the course of its pitch
reader    symbols -> what each should sound like
decoder   that, stretched over frames -> cepstrum and breathiness of each frame
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from vitts_training.envelope import BANDS, CEPSTRA
from vitts_training.layers import Block, Dense, Norm, Params
from vitts_training.onnx_graph import Graph

PLACES = 5
"""Channels that say where in the utterance a column is."""
FRAME_CHANNELS = 3
"""Channels that say where in its symbol a frame is, how long that lasts, and the pitch."""
KNOTS = 5
"""Values of the pitch for each symbol, from its beginning to its end: fewer blur the tones of a tonal language."""
_STEPS = (1, 2, 4, 8)


@dataclass(frozen=True, slots=True)
class Size:
    """How large the nets are. The reader's channels are the decoder's input."""

    symbols: int
    prosody: int = 128
    prosody_wide: int = 320
    reader: int = 128
    reader_blocks: int = 3
    decoder: int = 192
    decoder_wide: int = 384
    decoder_blocks: int = 5


@dataclass(frozen=True, slots=True)
class Nets:
    """Nets of one size."""

    size: Size

    def start(self, seed: int) -> Params:
        """Random parameters of all nets."""
        random = np.random.default_rng(seed)
        size = self.size
        params: Params = {name: layer.start(random) for name, layer in self._layers.items()}
        params["prosody_symbols"] = random.standard_normal((size.symbols, size.prosody)).astype(np.float32) * 0.5
        params["reader_symbols"] = random.standard_normal((size.symbols, size.reader)).astype(np.float32) * 0.5
        return params

    @property
    def _layers(self) -> Mapping[str, Any]:
        size = self.size
        layers: dict[str, Any] = {
            "prosody_in": Dense(size.prosody + PLACES, size.prosody),
            "prosody_norm": Norm(size.prosody),
            "prosody_out": Dense(size.prosody, 1 + KNOTS),
            "decoder_in": Dense(size.reader + FRAME_CHANNELS, size.decoder),
            "decoder_norm": Norm(size.decoder),
            "decoder_out": Dense(size.decoder, CEPSTRA + BANDS),
        }
        for number, step in enumerate(_STEPS):
            layers[f"prosody_{number}"] = Block(size.prosody, size.prosody_wide, 2, step)
        for number in range(size.reader_blocks):
            layers[f"reader_{number}"] = Block(size.reader, 2 * size.reader, 2)
        for number in range(size.decoder_blocks):
            layers[f"decoder_{number}"] = Block(size.decoder, size.decoder_wide, 3)
        return layers

    def _blocks(self, net: str) -> list[str]:
        return [name for name in self._layers if name.removeprefix(f"{net}_").isdigit()]

    def prosody(
        self, params: Params, symbols: jax.Array, places: jax.Array, mask: jax.Array, drop: "Dropper | None" = None
    ) -> jax.Array:
        """[utterances, columns] -> [utterances, columns, 1 + KNOTS]: log(1 + frames), normal pitch."""
        layers = self._layers
        x = jnp.concatenate([params["prosody_symbols"][symbols], places], axis=-1)
        x = layers["prosody_in"].apply(params["prosody_in"], x) * mask
        for name in self._blocks("prosody"):
            keep = None if drop is None else drop((x.shape[0], 1, self.size.prosody_wide))
            x = layers[name].apply(params[name], x, mask, keep)
        x = layers["prosody_norm"].apply(params["prosody_norm"], x)
        result: jax.Array = layers["prosody_out"].apply(params["prosody_out"], x)
        return result

    def emit_prosody(self, graph: Graph, params: Params, symbols: str, places: str) -> str:
        """For ONNX: [columns], [1, PLACES, columns] -> [1, 1 + KNOTS, columns]."""
        layers = self._layers
        x = graph.op("Concat", _looked_up(graph, params["prosody_symbols"], symbols), places, axis=1)
        for name in ("prosody_in", *self._blocks("prosody"), "prosody_norm", "prosody_out"):
            x = layers[name].emit(graph, params[name], x)
        return x

    def reader(self, params: Params, symbols: jax.Array, mask: jax.Array) -> jax.Array:
        """[utterances, columns] -> [utterances, columns, channels]"""
        x = params["reader_symbols"][symbols] * mask
        for name in self._blocks("reader"):
            x = self._layers[name].apply(params[name], x, mask)
        result: jax.Array = x
        return result

    def emit_reader(self, graph: Graph, params: Params, symbols: str) -> str:
        """For ONNX: [columns] -> [1, channels, columns]."""
        x = _looked_up(graph, params["reader_symbols"], symbols)
        for name in self._blocks("reader"):
            x = self._layers[name].emit(graph, params[name], x)
        return x

    def decoder(self, params: Params, stretched: jax.Array, mask: jax.Array) -> jax.Array:
        """[utterances, frames, reader + FRAME_CHANNELS] -> normal cepstra and breathiness before its sigmoid."""
        layers = self._layers
        x = layers["decoder_in"].apply(params["decoder_in"], stretched) * mask
        for name in self._blocks("decoder"):
            x = layers[name].apply(params[name], x, mask)
        x = layers["decoder_norm"].apply(params["decoder_norm"], x)
        result: jax.Array = layers["decoder_out"].apply(params["decoder_out"], x)
        return result

    def sound(self, params: Params, batch: Mapping[str, Any], heard: jax.Array) -> jax.Array:
        """Reader and decoder: a batch of `courses.sound_windows`, and 1 for frames that are speech -> see `decoder`."""
        read = self.reader(params, batch["symbols"], batch["mask"])
        stretched = jnp.take_along_axis(read, batch["owners"][..., None], axis=1)
        return self.decoder(params, jnp.concatenate([stretched, batch["inside"]], axis=-1), heard)

    def emit_decoder(self, graph: Graph, params: Params, stretched: str) -> str:
        """For ONNX: [1, reader + FRAME_CHANNELS, frames] -> [1, CEPSTRA + BANDS, frames]."""
        layers = self._layers
        x = stretched
        for name in ("decoder_in", *self._blocks("decoder"), "decoder_norm", "decoder_out"):
            x = layers[name].emit(graph, params[name], x)
        return x


class Dropper:
    """Which channels are dropped in one step of learning."""

    def __init__(self, key: jax.Array, share: float) -> None:
        self._key = key
        self._share = share

    def __call__(self, shape: tuple[int, ...]) -> jax.Array:
        """Zeros and numbers above one."""
        self._key, key = jax.random.split(self._key)
        return jax.random.bernoulli(key, 1 - self._share, shape) / (1 - self._share)


def _looked_up(graph: Graph, table: np.ndarray, symbols: str) -> str:
    rows = graph.op("Gather", graph.constant(table), symbols, axis=0)
    return graph.op("Unsqueeze", graph.op("Transpose", rows, perm=[1, 0]), graph.constant([0], np.int64))
