"""Writes an ONNX graph node by node. A tensor is its name."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
_IR_VERSION = 8
FLOAT, INT64, DOUBLE = TensorProto.FLOAT, TensorProto.INT64, TensorProto.DOUBLE

Weights: TypeAlias = npt.NDArray[np.floating[Any]]
Shape: TypeAlias = tuple[int, Sequence[int | str]]
"""Element type and size of each axis, a name for one that is not fixed."""


class Graph:
    """A graph that grows. Methods that add something return the name of what comes out."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []
        self._inputs: list[onnx.ValueInfoProto] = []

    def input(self, name: str, kind: int, shape: Sequence[int | str]) -> str:
        """An input of the graph."""
        self._inputs.append(helper.make_tensor_value_info(name, kind, list(shape)))
        return name

    def constant(self, value: npt.ArrayLike, kind: type[np.generic] = np.float32) -> str:
        """A constant tensor."""
        name = f"constant_{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(np.asarray(value, dtype=kind)), name))
        return name

    def op(self, kind: str, *inputs: str, name: str | None = None, **attributes: Any) -> str:
        """A node with one output."""
        return self.ops(kind, *inputs, names=[name or f"{kind.lower()}_{len(self._nodes)}"], **attributes)[0]

    def ops(self, kind: str, *inputs: str, names: Sequence[str], **attributes: Any) -> list[str]:
        """A node with these outputs."""
        name = f"node_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(inputs), list(names), name=name, **attributes))
        return list(names)

    def cast(self, tensor: str, kind: int) -> str:
        """The same as another type."""
        return self.op("Cast", tensor, to=kind)

    def split(self, tensor: str, sizes: Sequence[int]) -> list[str]:
        """Channels [1, channels, columns] as groups of such sizes."""
        names = [f"split_{len(self._nodes)}_{place}" for place in range(len(sizes))]
        return self.ops("Split", tensor, self.constant(sizes, np.int64), names=names, axis=1)

    def dense(self, tensor: str, weights: Weights, bias: Weights | None = None) -> str:
        """[1, in, columns] times [in, out]: a convolution that sees one column."""
        shift = [] if bias is None else [self.constant(bias)]
        return self.op("Conv", tensor, self.constant(weights.T[:, :, None]), *shift, kernel_shape=[1])

    def affine(self, tensor: str, factor: "Weights | float", shift: "Weights | float") -> str:
        """Times `factor`, and `shift` added."""
        return self.op("Add", self.op("Mul", tensor, self.constant(factor)), self.constant(shift))

    def model(self, outputs: Mapping[str, Shape], about: Mapping[str, str]) -> onnx.ModelProto:
        """The finished model; `about` becomes its metadata."""
        graph = helper.make_graph(
            self._nodes,
            "voice",
            self._inputs,
            [helper.make_tensor_value_info(name, kind, list(shape)) for name, (kind, shape) in outputs.items()],
            self._constants,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=_IR_VERSION)
        helper.set_model_props(model, dict(about))
        onnx.checker.check_model(model)
        return model
