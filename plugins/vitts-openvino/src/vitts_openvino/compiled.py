"""A compiled net that many threads may run."""

from collections.abc import Mapping
from queue import Empty, SimpleQueue
from typing import Any

import numpy as np
import numpy.typing as npt

from vitts_openvino.library import DEVICE, core, openvino
from vitts_server import Tensor

Blob = npt.NDArray[np.uint8]
"""A net as OpenVINO compiled it; may be a mapped file, its pages shared by all who read it."""


class Compiled:
    """A net on a fixed number of cores. Thread-safe: each caller has a request of its own while it runs."""

    def __init__(self, blob: Blob, config: Mapping[str, Any]) -> None:
        """Raises `RuntimeError` if the blob is not for this library, processor or configuration."""
        self._blob = blob  # OpenVINO reads the weights where they lie
        self._model = core().import_model(openvino().Tensor(blob, shared_memory=True), DEVICE, dict(config))
        self._inputs = frozenset(value.get_any_name() for value in self._model.inputs)
        self._idle: SimpleQueue[Any] = SimpleQueue()

    def silence(self, frames: int) -> dict[str, Tensor] | None:
        """Zeros that can be run; None if it is not known how many channels the net wants."""
        shapes = {value.get_any_name(): value.partial_shape for value in self._model.inputs}
        if any(size.is_dynamic for shape in shapes.values() for size in list(shape)[:2]):
            return None
        sizes = {name: [frames if size.is_dynamic else size.get_length() for size in shapes[name]] for name in shapes}
        return {name: np.zeros(sizes[name], dtype=np.float32) for name in sizes}

    def run(self, feeds: Mapping[str, Tensor]) -> list[Tensor]:
        """All outputs in the graph's order; feeds without an input are ignored."""
        request = self._request()
        known = {name: np.ascontiguousarray(value) for name, value in feeds.items() if name in self._inputs}
        request.infer(known, share_inputs=True)
        outputs = [np.array(tensor.data) for tensor in request.output_tensors]
        self._idle.put(request)
        return outputs

    def _request(self) -> Any:
        try:
            return self._idle.get_nowait()
        except Empty:
            return self._model.create_infer_request()


def compile_net(model: bytes, config: Mapping[str, Any]) -> Blob:
    """The compiled form of an ONNX model. Raises `RuntimeError` if OpenVINO can't compile it."""
    compiled = core().compile_model(core().read_model(model), DEVICE, dict(config))
    return np.frombuffer(bytearray(compiled.export_model().getbuffer()), dtype=np.uint8)
