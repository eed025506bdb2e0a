"""A look into an ONNX file without loading it: is it whole, and what are its inputs called?

Walks the protobuf fields of `ModelProto` and `GraphProto` (onnx.proto) and skips what they hold, so that a folder full
of voices is listed in milliseconds. The file is read, not mapped: one that is overwritten meanwhile may shrink.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_MODEL_IR_VERSION, _MODEL_GRAPH = 1, 7
_GRAPH_INPUT, _VALUE_NAME = 11, 1
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_LONGEST_HEAD_BYTES = 20
"""Of two numbers: a field's tag, and its length or value."""
_LONGEST_NAME_BYTES = 1000
_NO_MODEL = "it is no ONNX model, or only the beginning of one"


class NotOnnx(Exception):
    """The file is no ONNX model, or only a part of one."""


def input_names(path: Path) -> list[str]:
    """Names of the graph's inputs. Raises `NotOnnx`, or `OSError` if the file can't be read."""
    with path.open("rb") as file:
        size_bytes = path.stat().st_size
        if size_bytes == 0:
            raise NotOnnx("the file is empty")
        return _input_names(file, size_bytes)


def _input_names(file: BinaryIO, size_bytes: int) -> list[str]:
    graph: tuple[int, int] | None = None
    has_version = False
    for field, start, end in _fields(file, 0, size_bytes):
        has_version = has_version or field == _MODEL_IR_VERSION
        if field == _MODEL_GRAPH:
            graph = (start, end)
    if graph is None or not has_version:
        raise NotOnnx(_NO_MODEL)
    inputs = [(start, end) for field, start, end in _fields(file, *graph) if field == _GRAPH_INPUT]
    names = [place for place_of in inputs for place in _fields(file, *place_of) if place[0] == _VALUE_NAME]
    return [_content(file, start, end).decode("utf-8", "replace") for _, start, end in names]


def _fields(file: BinaryIO, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Field number, first and last byte of each field's content."""
    position = start
    while position < end:
        file.seek(position)
        head = file.read(_LONGEST_HEAD_BYTES)
        tag, used = _varint(head, 0)
        kind = tag & 7
        if kind == _BYTES:
            length, used = _varint(head, used)
        elif kind == _VARINT:
            length = _varint(head, used)[1] - used
        elif kind in (_FIXED64, _FIXED32):
            length = 8 if kind == _FIXED64 else 4
        else:
            raise NotOnnx("it is no ONNX model")
        position += used
        if position + length > end:
            raise NotOnnx(_NO_MODEL)
        yield tag >> 3, position, position + length
        position += length


def _content(file: BinaryIO, start: int, end: int) -> bytes:
    file.seek(start)
    return file.read(min(end - start, _LONGEST_NAME_BYTES))


def _varint(data: bytes, position: int) -> tuple[int, int]:
    """The number, and where what follows it begins."""
    value = shift = 0
    while position < len(data) and shift < 64:
        byte = data[position]
        value |= (byte & 0x7F) << shift
        position += 1
        if not byte & 0x80:
            return value, position
        shift += 7
    raise NotOnnx(_NO_MODEL)
