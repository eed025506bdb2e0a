"""How far a convolutional net looks to each side, read from its graph: what a piece needs around it to be exact."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from onnx import ModelProto, NodeProto, TensorProto, numpy_helper

_ELEMENTWISE = frozenset(
    "Add Sub Mul Div Neg Exp Log Sqrt Pow Abs Tanh Sigmoid LeakyRelu Relu Elu Softplus Erf Sin Cos Clip Where "
    "Identity Cast Dropout Reciprocal Squeeze Unsqueeze".split()
)
_SHAPE_ONLY = frozenset({"Shape", "Size"})
_TO_THE_END = 2**31 - 1
_OTHER_AXES = frozenset({0, 1})
"""Batch and channels; time is the last axis."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Frames of input that an output frame depends on, to the left and to the right, and samples made of a frame."""

    left: int
    right: int
    hop: int


@dataclass(frozen=True, slots=True)
class _Span:
    left: Fraction
    right: Fraction
    rate: Fraction

    def widened(self, left: Fraction, right: Fraction, factor: Fraction = Fraction(1)) -> "_Span":
        return _Span(self.left + left / self.rate, self.right + right / self.rate, self.rate * factor)


def reach(model: ModelProto, source: str, target: str) -> Reach:
    """The reach of `target` in `source`, along the last axis. Raises `ValueError` for a graph it can't read."""
    constants = _constants(model)
    spans: dict[str, _Span] = {source: _Span(Fraction(0), Fraction(0), Fraction(1))}
    for node in model.graph.node:
        inputs = [spans[name] for name in node.input if name in spans]
        if not inputs or node.op_type in _SHAPE_ONLY:
            continue
        span = _through(node, _union(inputs, node), constants)
        spans.update(dict.fromkeys(node.output, span))
    if target not in spans:
        raise ValueError(f"{target} does not depend on {source}")
    found = spans[target]
    return Reach(math.ceil(found.left), math.ceil(found.right), int(found.rate))


def _union(spans: list[_Span], node: NodeProto) -> _Span:
    if len({span.rate for span in spans}) > 1:
        raise ValueError(f"{node.op_type} joins signals of different rates")
    return _Span(max(span.left for span in spans), max(span.right for span in spans), spans[0].rate)


def _through(node: NodeProto, span: _Span, constants: Mapping[str, list[int]]) -> _Span:
    special: dict[str, Callable[[], _Span]] = {
        "Conv": lambda: _conv(node, span),
        "ConvTranspose": lambda: _conv_transpose(node, span),
        "Split": lambda: _along_channels(node, span, _ints(node, "axis", [0])),
        "Concat": lambda: _along_channels(node, span, _ints(node, "axis", [0])),
        "Slice": lambda: _slice(node, span, constants),
        "ReduceMean": lambda: _along_channels(node, span, _ints(node, "axes", [])),
    }
    if node.op_type in special:
        return special[node.op_type]()
    if node.op_type in _ELEMENTWISE:
        return span
    raise ValueError(f"it is not known how {node.op_type} looks along the time axis")


def _conv(node: NodeProto, span: _Span) -> _Span:
    kernel, dilation = _kernel(node), _ints(node, "dilations", [1])[0]
    if _ints(node, "strides", [1])[0] != 1:
        raise ValueError("a convolution has a stride")
    left = _ints(node, "pads", [0, 0])[0]
    return span.widened(Fraction(left), Fraction((kernel - 1) * dilation - left))


def _conv_transpose(node: NodeProto, span: _Span) -> _Span:
    kernel, stride = _kernel(node), _ints(node, "strides", [1])[0]
    pad = _ints(node, "pads", [0, 0])[0]
    return span.widened(Fraction(kernel - 1 - pad, stride), Fraction(pad, stride), Fraction(stride))


def _along_channels(node: NodeProto, span: _Span, axes: list[int]) -> _Span:
    if not axes or not set(axes) <= _OTHER_AXES:
        raise ValueError(f"{node.op_type} works along axis {axes}, not only along the channels")
    return span


def _slice(node: NodeProto, span: _Span, constants: Mapping[str, list[int]]) -> _Span:
    starts, ends, axes, steps = (
        constants.get(node.input[place], []) if len(node.input) > place else _ints(node, name, [])
        for place, name in ((1, "starts"), (2, "ends"), (3, "axes"), (4, "steps"))
    )
    takes_all = starts == [0] and ends and ends[0] >= _TO_THE_END and steps in ([], [1])
    return span if takes_all else _along_channels(node, span, axes)


def _kernel(node: NodeProto) -> int:
    kernel = _ints(node, "kernel_shape", [])
    if not kernel:
        raise ValueError(f"{node.op_type} does not say the size of its kernel")
    return kernel[0]


def _ints(node: NodeProto, name: str, default: list[int]) -> list[int]:
    for attribute in node.attribute:
        if attribute.name == name:
            return list(attribute.ints) or [int(attribute.i)]
    return default


def _constants(model: ModelProto) -> dict[str, list[int]]:
    """Small constants of whole numbers, which say along which axes nodes work."""
    tensors = {tensor.name: tensor for tensor in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type == "Constant":
            value = next((found for found in node.attribute if found.name == "value"), None)
            if value is not None:
                tensors[node.output[0]] = value.t
    small = {
        name: tensor
        for name, tensor in tensors.items()
        if math.prod(tensor.dims) <= 8 and tensor.data_type in (TensorProto.INT64, TensorProto.INT32)
    }
    return {name: [int(value) for value in numpy_helper.to_array(tensor).ravel()] for name, tensor in small.items()}
