"""What a container is written to: bytes leave as they come, and the beginning may be written anew at the end."""

import os

_HEAD_BYTES = 4096
"""Headers are shorter; what lies behind is never written twice."""


class Tape:
    """A file for FFmpeg, of which only the beginning is kept."""

    def __init__(self) -> None:
        self._untaken = bytearray()
        self._head = bytearray()
        self._is_rewritten = False
        self._position = 0
        self._size = 0

    def write(self, data: bytes) -> int:
        """Append, or write over the beginning. Raises `OSError` for any other place."""
        end = self._position + len(data)
        if self._position == self._size:
            self._untaken += data
            self._head += data[: _HEAD_BYTES - len(self._head)]
            self._size = end
        elif end <= len(self._head):
            self._head[self._position : end] = data
            self._is_rewritten = True
        else:
            raise OSError("only the beginning can be written anew")
        self._position = end
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place."""
        self._position = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        return self._position

    def tell(self) -> int:
        """The place."""
        return self._position

    def take(self) -> bytes:
        """What was appended since the last time."""
        taken, self._untaken = bytes(self._untaken), bytearray()
        return taken

    def new_beginning(self) -> bytes:
        """What belongs over the beginning; empty if it was right from the start."""
        return bytes(self._head) if self._is_rewritten else b""
