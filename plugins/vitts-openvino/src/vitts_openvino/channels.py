"""Finds out how many channels a net's inputs have, which its graph leaves open. Pure: a model in, a model out.

The weights of the convolution that an input goes into know it.
"""

from onnx import ModelProto, NodeProto, ValueInfoProto

_PASSING_ON = frozenset({"Identity", "Unsqueeze", "Cast", "LeakyRelu"})
_WEIGHTS_AXIS = {"Conv": 1, "ConvTranspose": 0}
"""Where the weights say how many channels go in."""


def with_channels(model: ModelProto) -> ModelProto:
    """The same net; the channels of inputs stand in it where they could be found."""
    result = ModelProto()
    result.CopyFrom(model)
    weights = {tensor.name: list(tensor.dims) for tensor in model.graph.initializer}
    for value in result.graph.input:
        channels = _channels(value, list(model.graph.node), weights)
        if channels is not None:
            value.type.tensor_type.shape.dim[1].dim_value = channels
    return result


def _channels(value: ValueInfoProto, nodes: list[NodeProto], weights: dict[str, list[int]]) -> int | None:
    tensors = {value.name}
    for node in nodes:
        if not node.input or node.input[0] not in tensors:
            continue
        if node.op_type in _PASSING_ON:
            tensors.update(node.output)
        elif node.op_type in _WEIGHTS_AXIS and node.input[1] in weights and _is_ungrouped(node):
            return weights[node.input[1]][_WEIGHTS_AXIS[node.op_type]]
    return None


def _is_ungrouped(node: NodeProto) -> bool:
    return all(attribute.i == 1 for attribute in node.attribute if attribute.name == "group")
