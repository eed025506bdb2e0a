"""Channels of inputs are read from the weights, and left open where that can't be done."""

import numpy as np
import pytest
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from vitts_openvino.channels import with_channels

from .conftest import FindPart


def channels(model: ModelProto) -> dict[str, int]:
    """0 stands for a size that is left open."""
    return {value.name: value.type.tensor_type.shape.dim[1].dim_value for value in model.graph.input}


@pytest.mark.parametrize("kind", ["coarse", "fine"])
@pytest.mark.parametrize("voice", ["tiny", "tiny_multi"])
def test_a_decoder_knows_how_many_channels_its_voice_has(voice: str, kind: str, find_part: FindPart) -> None:
    reference = find_part(voice, kind)
    model = ModelProto.FromString(reference.part.model())
    assert set(channels(model).values()) == {0}
    used = {name: value.shape[1] for name, value in reference.feeds(8).items()}
    assert channels(with_channels(model)) == {name: used[name] for name in channels(model)}


@pytest.mark.parametrize(
    "node",
    [
        helper.make_node("Conv", ["x", "w"], ["y"], group=2),
        helper.make_node("Conv", ["x", "computed"], ["y"]),
        helper.make_node("Tanh", ["x"], ["y"]),
    ],
)
def test_what_the_weights_do_not_tell_is_left_open(node: NodeProto) -> None:
    graph = helper.make_graph(
        [helper.make_node("Constant", [], ["computed"], value=numpy_helper.from_array(np.ones((4, 4, 1)))), node],
        "net",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, "channels", "frames"])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(np.ones((4, 2, 1), dtype=np.float32), "w")],
    )
    assert channels(with_channels(helper.make_model(graph))) == {"x": 0}
