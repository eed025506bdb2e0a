"""A look into an ONNX file without loading it: is it whole, and what are its inputs called?

Walks the protobuf fields of `ModelProto` and `GraphProto` (onnx.proto) and skips what they hold, so that a folder full
of voices is listed in milliseconds.
"""

import mmap
from collections.abc import Iterator
from pathlib import Path

_MODEL_IR_VERSION, _MODEL_GRAPH = 1, 7
_GRAPH_INPUT, _VALUE_NAME = 11, 1
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


class NotOnnx(Exception):
    """The file is no ONNX model, or only a part of one."""


def input_names(path: Path) -> list[str]:
    """Names of the graph's inputs. Raises `NotOnnx`, or `OSError` if the file can't be read."""
    with path.open("rb") as file:
        if path.stat().st_size == 0:
            raise NotOnnx("the file is empty")
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _input_names(data)


def _input_names(data: mmap.mmap) -> list[str]:
    graph: tuple[int, int] | None = None
    has_version = False
    for field, start, end in _fields(data, 0, len(data)):
        has_version = has_version or field == _MODEL_IR_VERSION
        if field == _MODEL_GRAPH:
            graph = (start, end)
    if graph is None or not has_version:
        raise NotOnnx("it is no ONNX model, or only the beginning of one")
    names: list[str] = []
    for field, start, end in _fields(data, *graph):
        if field == _GRAPH_INPUT:
            found = [data[first:last] for key, first, last in _fields(data, start, end) if key == _VALUE_NAME]
            names.extend(name.decode("utf-8", "replace") for name in found)
    return names


def _fields(data: mmap.mmap, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Field number, first and last byte of each field's content."""
    position = start
    while position < end:
        tag, position = _varint(data, position, end)
        kind = tag & 7
        if kind == _BYTES:
            length, position = _varint(data, position, end)
        elif kind == _VARINT:
            _, after = _varint(data, position, end)
            length = after - position
        elif kind in (_FIXED64, _FIXED32):
            length = 8 if kind == _FIXED64 else 4
        else:
            raise NotOnnx("it is no ONNX model")
        if position + length > end:
            raise NotOnnx("it is no ONNX model, or only the beginning of one")
        yield tag >> 3, position, position + length
        position += length


def _varint(data: mmap.mmap, position: int, end: int) -> tuple[int, int]:
    value = shift = 0
    while position < end and shift < 64:
        byte = data[position]
        value |= (byte & 0x7F) << shift
        position += 1
        if not byte & 0x80:
            return value, position
        shift += 7
    raise NotOnnx("it is no ONNX model, or only the beginning of one")
