"""Cutting: found by structure in every export, refused with a reason where the structure is another."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import ModelProto, helper, numpy_helper, version_converter

from tests.voices.make_voices import NAMES, make_voices
from vitts_server import SynthesisRequest, Tensor
from vitts_server.testing import open_server
from vitts_server.voices.piper.graph import CannotCut, Cut, cut
from vitts_server.voices.piper.receptive import Reach
from vitts_server.voices.piper.runtime import SessionNet


def renamed(model: ModelProto) -> ModelProto:
    """Every tensor and node gets a name that says nothing."""
    kept = {"", *(value.name for value in [*model.graph.input, *model.graph.output])}
    names: dict[str, str] = {}

    def other(name: str) -> str:
        return name if name in kept else names.setdefault(name, f"t{len(names)}")

    for number, node in enumerate(model.graph.node):
        node.name = f"n{number}"
        node.input[:] = [other(name) for name in node.input]
        node.output[:] = [other(name) for name in node.output]
    for tensor in model.graph.initializer:
        tensor.name = other(tensor.name)
    del model.graph.value_info[:]
    return model


def folded(model: ModelProto) -> ModelProto:
    """Constants become initializers, as simplifiers leave them."""
    constants = [node for node in model.graph.node if node.op_type == "Constant"]
    for node in constants:
        tensor = next(attribute.t for attribute in node.attribute if attribute.name == "value")
        tensor.name = node.output[0]
        model.graph.initializer.append(tensor)
    rest = [node for node in model.graph.node if node.op_type != "Constant"]
    del model.graph.node[:]
    model.graph.node.extend(rest)
    return model


def optimised(model: ModelProto) -> ModelProto:
    """As onnxruntime writes it after folding and fusing in ways that do not depend on the machine."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        options.optimized_model_filepath = str(Path(folder) / "model.onnx")
        onnxruntime.InferenceSession(model.SerializeToString(), options)
        return onnx.load(options.optimized_model_filepath)


def newer(model: ModelProto) -> ModelProto:
    """As exporters of 2026 write it."""
    return version_converter.convert_version(model, 18)


@pytest.mark.parametrize("name", ["tiny", "tiny_multi"])
@pytest.mark.parametrize("change", [renamed, folded, optimised, newer])
def test_exports_that_differ_in_form_are_cut_alike(
    change: Callable[[ModelProto], ModelProto], name: str, voices_dir: Path
) -> None:
    original = cut(onnx.load(voices_dir / f"{name}.onnx"))
    other = cut(change(onnx.load(voices_dir / f"{name}.onnx")))
    assert (other.flow_reach, other.coarse_reach, other.fine_reach) == (
        original.flow_reach,
        original.coarse_reach,
        original.fine_reach,
    )
    random = np.random.default_rng(1)
    feeds = {
        "latent": random.standard_normal((1, _channels(original.coarse, "latent"), 40), dtype=np.float32),
        "speaker_vector": random.standard_normal((1, 64), dtype=np.float32),
    }
    first, second = (_decoded(parts, feeds) for parts in (original, other))
    assert np.allclose(first, second, atol=1e-5)


def _decoded(parts: Cut, feeds: Mapping[str, Tensor]) -> Tensor:
    (hidden,) = SessionNet(parts.coarse.SerializeToString(), 1).run(feeds, 1)
    return SessionNet(parts.fine.SerializeToString(), 1).run({**feeds, "hidden": hidden}, 1)[0]


def _channels(model: ModelProto, source: str) -> int:
    shapes = {tensor.name: tensor.dims for tensor in model.graph.initializer}
    first = next(node for node in model.graph.node if node.op_type == "Conv" and node.input[0] == source)
    return int(shapes[first.input[1]][1])


def test_every_size_of_voice_is_cut_and_its_reach_read_from_the_graph(tmp_path: Path) -> None:
    make_voices(NAMES, tmp_path)
    for name in NAMES:
        parts = cut(onnx.load(tmp_path / f"{name}.onnx"))
        assert (parts.flow_reach.left, parts.flow_reach.right) == (32, 32)
        expected = (Reach(12, 11, 8), Reach(15, 14, 32)) if name == "high" else (Reach(10, 10, 8), Reach(9, 8, 32))
        assert (parts.coarse_reach, parts.fine_reach) == expected


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda node: node.op_type == "ConvTranspose", "no ConvTranspose"),
        (lambda node: node.op_type == "Ceil", "rounds up in 0 places"),
        (lambda node: node.op_type == "RandomNormalLike" and "dp" not in node.name, "noise in 0 places"),
    ],
)
def test_another_structure_is_refused_with_the_place_where_it_differs(
    damage: Callable[[onnx.NodeProto], bool], reason: str, voices_dir: Path
) -> None:
    model = onnx.load(voices_dir / "tiny.onnx")
    for node in model.graph.node:
        if damage(node):
            node.op_type, node.domain = "Identity", "other"
    with pytest.raises(CannotCut, match=reason):
        cut(model)


async def test_a_voice_that_cannot_be_cut_speaks_whole_and_says_why(
    tmp_path: Path, voices_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "voices"
    folder.mkdir()
    model = onnx.load(voices_dir / "tiny-vi.onnx")
    # Something after the decoder that looks along the time axis in a way nobody knows: the identity, done the long way.
    before = model.graph.output[0].name
    for node in model.graph.node:
        node.output[:] = ["before" if name == before else name for name in node.output]
    model.graph.initializer.append(numpy_helper.from_array(np.ones(1, np.float32), "one"))
    model.graph.node.append(helper.make_node("PRelu", ["before", "one"], [before]))
    onnx.save(model, folder / "odd.onnx")
    (folder / "odd.onnx.json").write_bytes((voices_dir / "tiny-vi.onnx.json").read_bytes())
    async with open_server(tmp_path, settings={"voices": {"dir": [folder]}}, adapters=False) as server:
        request = SynthesisRequest(text="Xin chào các bạn.", voice="odd")
        chunks = [chunk async for chunk in server.speech.synthesize(request)]
    assert len(chunks) == 1
    assert len(chunks[0].samples) > 16000 / 2
    warnings = [record for record in caplog.records if "can't be cut" in record.message]
    assert len(warnings) == 1
    assert "PRelu" in warnings[0].reason  # type: ignore[attr-defined]
