"""Rewrites a net of convolutions along time so that it works on images of height 1. Pure: a model in, a model out.

OpenVINO has its fast kernels for two-dimensional convolutions; a kernel of 1 x K over an image of 1 x T computes the
same thing. Tensors [1, channels, T] become [1, channels, 1, T] at the first convolution and stay so, through whatever
works along the channels or on single elements, until a node needs them as they were.
"""

from collections.abc import Iterable

from onnx import ModelProto, NodeProto, TensorProto, helper

_CONVOLUTIONS = frozenset({"Conv", "ConvTranspose"})
_ELEMENTWISE = frozenset("Add Sub Mul Div Neg Exp Tanh Sigmoid Relu LeakyRelu Elu Softplus Clip Identity".split())
_HEIGHT = "image_height_axis"
_OLDEST_OPSET = 13
"""Since then Squeeze and Unsqueeze take their axes as an input."""


def on_images(model: ModelProto) -> ModelProto:
    """The same net, its convolutions over images of height 1. Older operator sets are left as they are."""
    if any(opset.domain == "" and opset.version < _OLDEST_OPSET for opset in model.opset_import):
        return model
    rewriter = _Rewriter(model)
    for node in model.graph.node:
        rewriter.add(node)
    graph = helper.make_graph(
        rewriter.finished(),
        model.graph.name,
        list(model.graph.input),
        list(model.graph.output),
        rewriter.initializers(),
    )
    return helper.make_model(
        graph, opset_imports=model.opset_import, ir_version=model.ir_version, functions=model.functions
    )


class _Rewriter:
    def __init__(self, model: ModelProto) -> None:
        self._outputs = [value.name for value in model.graph.output]
        self._constants = dict(_constants(model))
        self._initializers = {tensor.name: tensor for tensor in model.graph.initializer}
        self._nodes: list[NodeProto] = []
        self._images: dict[str, str] = {}
        """Tensor -> the name of its image."""
        self._plain = {value.name for value in model.graph.input} | set(self._constants)
        """Tensors that exist as they were."""

    def add(self, node: NodeProto) -> None:
        """The node, on images where that can be."""
        if node.op_type in _CONVOLUTIONS and _is_along_time(node):
            self._convolve(node)
        elif node.op_type in _ELEMENTWISE and self._can_take_images(node):
            self._emit(node, [self._image(name) for name in node.input])
        else:
            self._need_plain(node.input)
            self._nodes.append(node)
            self._plain.update(node.output)

    def finished(self) -> list[NodeProto]:
        """All nodes, after the last one was added."""
        self._need_plain(self._outputs)
        return self._nodes

    def initializers(self) -> list[TensorProto]:
        """Those that the nodes use."""
        used = {name for node in self._nodes for name in node.input}
        axis = helper.make_tensor(_HEIGHT, TensorProto.INT64, [1], [2])
        return [tensor for name, tensor in {**self._initializers, _HEIGHT: axis}.items() if name in used]

    def _convolve(self, node: NodeProto) -> None:
        data, weights, *bias = node.input
        image = self._emit(node, [self._image(data), self._image(weights), *bias])
        for attribute in image.attribute:
            if attribute.name in ("kernel_shape", "strides", "dilations"):
                attribute.ints[:] = [1, *attribute.ints]
            elif attribute.name == "pads":
                attribute.ints[:] = [0, attribute.ints[0], 0, attribute.ints[1]]
            elif attribute.name == "output_padding":
                attribute.ints[:] = [0, *attribute.ints]

    def _emit(self, node: NodeProto, inputs: Iterable[str]) -> NodeProto:
        image = NodeProto()
        image.CopyFrom(node)
        image.input[:] = inputs
        image.output[:] = [f"{name}/image" for name in node.output]
        self._images.update(zip(node.output, image.output, strict=True))
        self._nodes.append(image)
        return image

    def _can_take_images(self, node: NodeProto) -> bool:
        """Whether one operand is an image, and the others are images or constants."""
        return any(name in self._images for name in node.input) and all(
            name in self._images or name in self._constants or not name for name in node.input
        )

    def _image(self, name: str) -> str:
        """The name of the tensor's image, made here if there is none yet."""
        if name in self._images or not name:
            return self._images.get(name, "")
        constant = self._constants.get(name)
        if constant is None:
            self._images[name] = f"{name}/image"
            self._nodes.append(helper.make_node("Unsqueeze", [name, _HEIGHT], [self._images[name]]))
            return self._images[name]
        if len(constant.dims) < 2:  # broadcast along time, which stays the last axis
            return name
        image = TensorProto()
        image.CopyFrom(constant)
        image.name = f"{name}/image"
        image.dims.insert(len(image.dims) - 1, 1)
        self._initializers[image.name] = image
        self._images[name] = image.name
        return image.name

    def _need_plain(self, names: Iterable[str]) -> None:
        """Takes the height away again from those that only exist as images."""
        for name in names:
            if name in self._images and name not in self._plain:
                self._nodes.append(helper.make_node("Squeeze", [self._images[name], _HEIGHT], [name]))
                self._plain.add(name)


def _constants(model: ModelProto) -> Iterable[tuple[str, TensorProto]]:
    for tensor in model.graph.initializer:
        yield tensor.name, tensor
    for node in model.graph.node:
        for attribute in node.attribute:
            if node.op_type == "Constant" and attribute.name == "value":
                yield node.output[0], attribute.t


def _is_along_time(node: NodeProto) -> bool:
    """One axis, and its padding written out."""
    attributes = {attribute.name: attribute for attribute in node.attribute}
    has_one_axis = "kernel_shape" in attributes and len(attributes["kernel_shape"].ints) == 1
    is_automatic = "auto_pad" in attributes and attributes["auto_pad"].s != b"NOTSET"
    return has_one_axis and not is_automatic and "output_shape" not in attributes
