"""The layers of the nets. Each is written twice, side by side: for JAX, which learns, and for ONNX, which speaks.

JAX works on [utterances, columns, channels], ONNX on [1, channels, columns]. `mask` is 1 where there is speech: beyond
the ends of an utterance everything is zero, as it is for a convolution in ONNX.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import jax
import jax.numpy as jnp
import numpy as np

from vitts_training.onnx_graph import Graph

Params: TypeAlias = dict[str, Any]
"""Arrays by name, and those of inner layers by theirs."""

_EPSILON = 1e-5


@dataclass(frozen=True, slots=True)
class Dense:
    """Every column by itself."""

    inputs: int
    outputs: int

    def start(self, random: np.random.Generator) -> Params:
        """Random weights of a size that keeps the signal's."""
        weights = random.standard_normal((self.inputs, self.outputs)) / np.sqrt(self.inputs)
        return {"weights": weights.astype(np.float32), "bias": np.zeros(self.outputs, np.float32)}

    def apply(self, params: Params, x: jax.Array) -> jax.Array:
        """For JAX: one plain matrix product that nothing is fused into, which is twice as quick on processors."""
        flat = x.reshape(-1, self.inputs) @ params["weights"] + params["bias"]
        alone: jax.Array = jax.lax.optimization_barrier(flat)  # type: ignore[no-untyped-call]
        return alone.reshape(*x.shape[:-1], self.outputs)

    def emit(self, graph: Graph, params: Params, x: str) -> str:
        """For ONNX."""
        return graph.dense(x, params["weights"], params["bias"])


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Every channel by itself, over columns to each side that lie `step` apart."""

    channels: int
    reach: int
    step: int = 1

    def start(self, random: np.random.Generator) -> Params:
        """See `Dense.start`."""
        taps = 2 * self.reach + 1
        weights = random.standard_normal((taps, self.channels)) / np.sqrt(taps)
        return {"weights": weights.astype(np.float32), "bias": np.zeros(self.channels, np.float32)}

    def apply(self, params: Params, x: jax.Array) -> jax.Array:
        """Shifted sums: on processors quicker than a grouped convolution."""
        edge = self.reach * self.step
        padded = jnp.pad(x, ((0, 0), (edge, edge), (0, 0)))
        parts = (
            padded[:, tap * self.step : tap * self.step + x.shape[1]] * params["weights"][tap]
            for tap in range(2 * self.reach + 1)
        )
        result: jax.Array = sum(parts, start=params["bias"])
        return result

    def emit(self, graph: Graph, params: Params, x: str) -> str:
        """For ONNX."""
        edge = self.reach * self.step
        return graph.op(
            "Conv",
            x,
            graph.constant(params["weights"].T[:, None, :]),
            graph.constant(params["bias"]),
            group=self.channels,
            kernel_shape=[2 * self.reach + 1],
            dilations=[self.step],
            pads=[edge, edge],
        )


@dataclass(frozen=True, slots=True)
class Norm:
    """Each column has mean 0 and variance 1 over its channels, then a scale and a shift of its own."""

    channels: int

    def start(self, random: np.random.Generator) -> Params:
        """Nothing but the norm."""
        return {"scale": np.ones(self.channels, np.float32), "shift": np.zeros(self.channels, np.float32)}

    def apply(self, params: Params, x: jax.Array) -> jax.Array:
        """For JAX."""
        centred = x - x.mean(axis=-1, keepdims=True)
        variance = jnp.square(centred).mean(axis=-1, keepdims=True)
        result: jax.Array = centred * jax.lax.rsqrt(variance + _EPSILON) * params["scale"] + params["shift"]
        return result

    def emit(self, graph: Graph, params: Params, x: str) -> str:
        """For ONNX."""
        centred = graph.op("Sub", x, graph.op("ReduceMean", x, axes=[1], keepdims=1))
        variance = graph.op("ReduceMean", graph.op("Mul", centred, centred), axes=[1], keepdims=1)
        deviation = graph.op("Sqrt", graph.op("Add", variance, graph.constant(_EPSILON)))
        scaled = graph.op("Mul", graph.op("Div", centred, deviation), graph.constant(params["scale"][:, None]))
        return graph.op("Add", scaled, graph.constant(params["shift"][:, None]))


@dataclass(frozen=True, slots=True)
class Block:
    """Looks at the neighbours, thinks about each column, and adds that to it (after ConvNeXt, Liu et al., 2022)."""

    channels: int
    wide: int
    reach: int
    step: int = 1

    @property
    def _layers(self) -> Mapping[str, Any]:
        return {
            "neighbours": Neighbours(self.channels, self.reach, self.step),
            "norm": Norm(self.channels),
            "widen": Dense(self.channels, self.wide),
            "narrow": Dense(self.wide, self.channels),
        }

    def start(self, random: np.random.Generator) -> Params:
        """Begins by adding almost nothing."""
        params = {name: layer.start(random) for name, layer in self._layers.items()}
        params["narrow"]["weights"] *= 0.1
        return params

    def apply(self, params: Params, x: jax.Array, mask: jax.Array, keep: jax.Array | None = None) -> jax.Array:
        """For JAX. `keep` drops channels while learning: 0 for those that are dropped, else more than 1."""
        layers = self._layers
        y = layers["norm"].apply(params["norm"], layers["neighbours"].apply(params["neighbours"], x))
        y = layers["widen"].apply(params["widen"], y)
        y = y * jax.nn.sigmoid(y)
        if keep is not None:
            y = y * keep
        result: jax.Array = (x + layers["narrow"].apply(params["narrow"], y)) * mask
        return result

    def emit(self, graph: Graph, params: Params, x: str) -> str:
        """For ONNX."""
        layers = self._layers
        y = layers["norm"].emit(graph, params["norm"], layers["neighbours"].emit(graph, params["neighbours"], x))
        y = layers["widen"].emit(graph, params["widen"], y)
        y = graph.op("Mul", y, graph.op("Sigmoid", y))
        return graph.op("Add", x, layers["narrow"].emit(graph, params["narrow"], y))


def chained(layers: Mapping[str, Any], params: Params, x: jax.Array) -> Iterator[jax.Array]:
    """For JAX: what comes out of each layer, which is the next one's input. All of `x` is speech."""
    mask = jnp.ones((*x.shape[:2], 1))
    for name, layer in layers.items():
        x = layer.apply(params[name], x, mask) if isinstance(layer, Block) else layer.apply(params[name], x)
        yield x
