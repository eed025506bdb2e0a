"""Weights of a prepared net: in a file that all its sessions map once together.

Each session by itself would map the file anew, and the system counts a page as often as it is mapped. What onnxruntime
wrote says where each tensor lies (external data of ONNX); an index beside it says so without the `onnx` package, which
takes longer to import than a voice takes to load.
"""

from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel, RootModel

if TYPE_CHECKING:
    import onnxruntime

_INDEX = "weights.json"


class Place(BaseModel):
    """Where a tensor lies in the file."""

    offset_bytes: int
    shape: tuple[int, ...]
    dtype: str


class _Index(RootModel[dict[str, Place]]):
    """By the tensor's name in the graph."""


def write_index(graph: Path) -> None:
    """For the graph in this file, whose weights are in a file of their own."""
    import onnx

    model = onnx.load(str(graph), load_external_data=False)
    places = {
        tensor.name: Place(
            offset_bytes=int(next((entry.value for entry in tensor.external_data if entry.key == "offset"), "0")),
            shape=tuple(tensor.dims),
            dtype=onnx.helper.tensor_dtype_to_np_dtype(tensor.data_type).str,
        )
        for tensor in model.graph.initializer
        if tensor.data_location == onnx.TensorProto.EXTERNAL
    }
    graph.with_name(_INDEX).write_text(_Index(places).model_dump_json(), encoding="utf-8")


def mapped_weights(graph: Path, ort: Any) -> "Mapping[str, onnxruntime.OrtValue]":
    """Tensors by name, on the mapped file: nothing is read before it is used.

    Raises `OSError` or `ValueError` where the files are not those that `write_index` left.
    """
    places = _Index.model_validate_json(graph.with_name(_INDEX).read_bytes()).root
    if not places:
        return {}
    whole = np.memmap(graph.with_suffix(".weights"), np.uint8, "r")
    return {name: ort.OrtValue.ortvalue_from_numpy(_tensor(whole, place)) for name, place in places.items()}


def _tensor(whole: "np.memmap[Any, np.dtype[np.uint8]]", place: Place) -> "np.ndarray[Any, np.dtype[Any]]":
    count = prod(place.shape)
    return np.frombuffer(whole, np.dtype(place.dtype), count, place.offset_bytes).reshape(place.shape)
