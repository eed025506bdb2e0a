"""Compiled nets on disk: whole and with a checksum, or absent.

Compiling takes seconds, reading what was compiled takes milliseconds. A file is written beside its place and moved
there, so processes that start at the same moment never see half of one.
"""

import logging
import os
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np

from vitts_openvino.compiled import Blob

T = TypeVar("T")

logger = logging.getLogger(__name__)

_CHECKSUM_BYTES = 4


def kept(path: Path, make: Callable[[], Blob], use: Callable[[Blob], T]) -> T:
    """What `use` makes of the file's content; if that fails the content is made anew, and kept where that is possible.

    `use` raises `RuntimeError` for content that it can't use.
    """
    try:
        return use(_read(path))
    except FileNotFoundError:
        logger.debug("a net is compiled", extra={"path": str(path)})
    except (OSError, ValueError, RuntimeError) as error:
        logger.warning("a compiled net is not usable, it is made anew", extra={"path": str(path), "reason": str(error)})
    blob = make()
    try:
        _write(path, blob)
        blob = _read(path)
    except (OSError, ValueError) as error:
        logger.warning("a compiled net can't be kept", extra={"path": str(path), "reason": str(error)})
    return use(blob)


def _read(path: Path) -> Blob:
    """The file, mapped. Raises `OSError`, or `ValueError` if it is damaged."""
    content = np.memmap(path, dtype=np.uint8, mode="c")  # OpenVINO asks for memory that could be written
    blob, checksum = content[:-_CHECKSUM_BYTES], content[-_CHECKSUM_BYTES:]
    if checksum.tobytes() != _checksum(blob):
        raise ValueError("its checksum is wrong")
    return blob


def _write(path: Path, blob: Blob) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
        try:
            file.write(blob.data)
            file.write(_checksum(blob))
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def _checksum(blob: Blob) -> bytes:
    return zlib.crc32(blob.data).to_bytes(_CHECKSUM_BYTES, "little")
