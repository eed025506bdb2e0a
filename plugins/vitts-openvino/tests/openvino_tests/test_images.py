"""A net on images of height 1 computes what it computed along time."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import onnxruntime
import pytest
from onnx import ModelProto, NodeProto, TensorProto, checker, helper, numpy_helper

from vitts_openvino.images import on_images
from vitts_server import Tensor

from .conftest import FindPart, Reference, snr_db

CHANNELS = 4


def net(nodes: Sequence[NodeProto], constants: dict[str, Any], opset: int = 15) -> ModelProto:
    """A net from x [1, 4, frames] to y."""
    graph = helper.make_graph(
        list(nodes),
        "net",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, CHANNELS, "frames"])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)


def weights(*shape: int) -> Tensor:
    return np.random.default_rng(1).standard_normal(shape, dtype=np.float32)


def run(model: ModelProto, frames: int = 30) -> Tensor:
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {"x": weights(1, CHANNELS, frames)})[0])


def same_on_images(model: ModelProto) -> ModelProto:
    """The rewritten net, after a look whether it computes the same."""
    rewritten = on_images(model)
    assert snr_db(run(model), run(rewritten)) > 100
    return rewritten


def kernels(model: ModelProto) -> list[int]:
    """How many axes each convolution has."""
    return [
        len(attribute.ints)
        for node in model.graph.node
        if node.op_type in ("Conv", "ConvTranspose")
        for attribute in node.attribute
        if attribute.name == "kernel_shape"
    ]


def conv(source: str, target: str, kernel: str, width: int, op: str = "Conv", **attributes: Any) -> NodeProto:
    return helper.make_node(op, [source, kernel], [target], kernel_shape=[width], **attributes)


@pytest.mark.parametrize("kind", ["coarse", "fine"])
@pytest.mark.parametrize("voice", ["tiny", "tiny_multi"])
def test_every_convolution_of_a_decoder_has_two_axes(voice: str, kind: str, find_part: FindPart) -> None:
    reference = find_part(voice, kind)
    rewritten = on_images(ModelProto.FromString(reference.part.model()))
    assert set(kernels(rewritten)) == {2}
    assert len(kernels(rewritten)) > 5
    again = Reference(replace(reference.part, model=rewritten.SerializeToString))
    feeds = reference.feeds(50)
    assert snr_db(reference.run(feeds)[0], again.run(feeds)[0]) > 100


@pytest.mark.parametrize("voice", ["tiny", "tiny_multi"])
def test_nodes_that_are_not_known_get_their_tensors_as_they_were(voice: str, find_part: FindPart) -> None:
    reference = find_part(voice, "flow")  # it slices and splits between its convolutions
    rewritten = on_images(ModelProto.FromString(reference.part.model()))
    again = Reference(replace(reference.part, model=rewritten.SerializeToString))
    feeds = reference.feeds(50)
    assert snr_db(reference.run(feeds)[0], again.run(feeds)[0]) > 100


def test_strides_dilations_groups_and_paddings_keep_their_meaning() -> None:
    nodes = [
        conv("x", "a", "w1", 3, strides=[2], pads=[2, 0], dilations=[2], group=2),
        conv("a", "b", "w2", 4, "ConvTranspose", strides=[3], pads=[1, 2], output_padding=[1]),
        conv("b", "y", "w3", 5),
    ]
    constants = {"w1": weights(6, 2, 3), "w2": weights(6, 5, 4), "w3": weights(2, 5, 5)}
    assert kernels(same_on_images(net(nodes, constants))) == [2, 2, 2]


def test_constants_of_every_rank_are_spread_as_before() -> None:
    nodes = [
        conv("x", "a", "w", 1),
        helper.make_node("Add", ["a", "scalar"], ["b"]),
        helper.make_node("Mul", ["row", "b"], ["c"]),
        helper.make_node("Sub", ["c", "column"], ["d"]),
        helper.make_node("Div", ["d", "block"], ["y"]),
    ]
    constants = {
        "w": weights(CHANNELS, CHANNELS, 1),
        "scalar": np.float32(2.5),
        "row": weights(30),
        "column": weights(CHANNELS, 1),
        "block": weights(1, CHANNELS, 1) + 9,
    }
    rewritten = same_on_images(net(nodes, constants))
    assert [node.op_type for node in rewritten.graph.node].count("Squeeze") == 1


def test_a_tensor_that_is_wanted_both_ways_is_there_both_ways() -> None:
    nodes = [
        conv("x", "a", "w", 3, pads=[1, 1]),
        helper.make_node("Transpose", ["a"], ["t"], perm=[0, 2, 1]),
        helper.make_node("Transpose", ["t"], ["b"], perm=[0, 2, 1]),
        conv("a", "c", "w", 3, pads=[1, 1]),
        helper.make_node("Add", ["b", "c"], ["y"]),
    ]
    same_on_images(net(nodes, {"w": weights(CHANNELS, CHANNELS, 3)}))


def test_a_padding_that_is_not_written_out_is_left_alone() -> None:
    nodes = [conv("x", "a", "w", 3, auto_pad="SAME_UPPER"), conv("a", "y", "w", 3, auto_pad="NOTSET")]
    assert kernels(same_on_images(net(nodes, {"w": weights(CHANNELS, CHANNELS, 3)}))) == [1, 2]


def test_old_operator_sets_are_left_alone() -> None:
    model = net([conv("x", "y", "w", 3)], {"w": weights(CHANNELS, CHANNELS, 3)}, opset=11)
    assert on_images(model) is model


def test_what_comes_out_is_a_valid_model() -> None:
    rewritten = on_images(net([conv("x", "y", "w", 3)], {"w": weights(CHANNELS, CHANNELS, 3)}))
    rewritten.graph.output[0].type.tensor_type.shape.dim.add()  # the checker insists on some shape
    checker.check_model(rewritten)
