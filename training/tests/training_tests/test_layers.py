"""Every layer and net says the same in JAX, where it learns, and in ONNX, where it speaks."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import onnxruntime
import pytest

from vitts_training.layers import Block, Dense, Neighbours, Norm, Params
from vitts_training.nets import FRAME_CHANNELS, PLACES, Nets, Size
from vitts_training.onnx_graph import FLOAT, INT64, Graph

COLUMNS = 23
TINY = Size(
    symbols=12,
    prosody=8,
    prosody_wide=12,
    reader=6,
    reader_blocks=1,
    decoder=10,
    decoder_wide=14,
    decoder_blocks=2,
)


def in_onnx(emit: Callable[[Graph], str], feeds: dict[str, np.ndarray]) -> np.ndarray:
    graph = Graph()
    for name, value in feeds.items():
        graph.input(name, INT64 if value.dtype == np.int64 else FLOAT, value.shape)
    graph.op("Identity", emit(graph), name="out")
    model = graph.model({"out": (FLOAT, [1, "channels", "columns"])}, {})
    session = onnxruntime.InferenceSession(model.SerializeToString())
    return np.asarray(session.run(None, feeds)[0])


def shaken(params: Params, random: np.random.Generator) -> Params:
    """No weight keeps a value that would hide a mistake, such as 0 or 1."""
    result: Params = jax.tree.map(
        lambda leaf: (leaf + 0.3 * random.standard_normal(leaf.shape)).astype(np.float32), params
    )
    return result


@pytest.mark.parametrize(
    "layer", [Dense(5, 7), Neighbours(5, 2), Neighbours(5, 3, 2), Norm(5), Block(5, 9, 2, 4)], ids=repr
)
def test_a_layer_is_the_same_in_both(layer: Any) -> None:
    random = np.random.default_rng(1)
    params = shaken(layer.start(random), random)
    x = random.standard_normal((1, COLUMNS, 5)).astype(np.float32)
    masks = (jnp.ones((1, COLUMNS, 1)),) if isinstance(layer, Block) else ()
    wanted = np.asarray(layer.apply(params, jnp.asarray(x), *masks))
    found = in_onnx(lambda graph: layer.emit(graph, params, "x"), {"x": x.transpose(0, 2, 1).copy()})
    assert np.abs(wanted).max() > 0.1
    np.testing.assert_allclose(found.transpose(0, 2, 1), wanted, atol=2e-5)


def test_nets_are_the_same_in_both_also_at_the_ends_of_an_utterance() -> None:
    """For JAX the utterance lies between others, for ONNX it is alone."""
    random = np.random.default_rng(2)
    nets = Nets(TINY)
    params = shaken(nets.start(3), random)
    symbols = random.integers(1, 12, COLUMNS)
    places = random.standard_normal((COLUMNS, PLACES)).astype(np.float32)
    frames = random.standard_normal((COLUMNS, TINY.reader + FRAME_CHANNELS)).astype(np.float32)
    edge = ((40, 40), (0, 0))
    mask = jnp.asarray(np.pad(np.ones((COLUMNS, 1), np.float32), edge))[None]
    around = jnp.asarray(np.pad(symbols, 40, constant_values=5))[None]
    feeds: dict[str, np.ndarray] = {
        "symbols": symbols,
        "places": places.T[None].copy(),
        "frames": frames.T[None].copy(),
    }
    cases: list[tuple[jax.Array, Callable[[Graph], str], tuple[str, ...]]] = [
        (
            nets.prosody(params, around, jnp.asarray(np.pad(places, edge))[None], mask),
            lambda graph: nets.emit_prosody(graph, params, "symbols", "places"),
            ("symbols", "places"),
        ),
        (nets.reader(params, around, mask), lambda graph: nets.emit_reader(graph, params, "symbols"), ("symbols",)),
        (
            nets.decoder(params, jnp.asarray(np.pad(frames, edge))[None], mask),
            lambda graph: nets.emit_decoder(graph, params, "frames"),
            ("frames",),
        ),
    ]
    for wanted, emit, names in cases:
        found = in_onnx(emit, {name: feeds[name] for name in names})
        np.testing.assert_allclose(found[0].T, np.asarray(wanted)[0, 40:-40], atol=5e-5)
