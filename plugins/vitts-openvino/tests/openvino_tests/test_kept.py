"""Compiled nets on disk are whole or absent, and a damaged one is made again."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from vitts_openvino.compiled import Blob
from vitts_openvino.kept import kept

CONTENT = b"compiled" * 1000


class Maker:
    """Makes the content and counts how often."""

    def __init__(self, content: bytes = CONTENT) -> None:
        self.made = 0
        self._content = content

    def __call__(self) -> Blob:
        self.made += 1
        return np.frombuffer(bytearray(self._content), dtype=np.uint8)


def as_bytes(blob: Blob) -> bytes:
    return blob.tobytes()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "voice" / "net.blob"


def test_what_was_made_once_is_read_the_next_time(path: Path) -> None:
    first, second = Maker(), Maker(b"other")
    assert kept(path, first, as_bytes) == kept(path, second, as_bytes) == CONTENT
    assert (first.made, second.made) == (1, 0)
    assert list(path.parent.iterdir()) == [path]


def _cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _flip(content: bytes) -> bytes:
    return content[:100] + bytes([content[100] ^ 1]) + content[101:]


@pytest.mark.parametrize("damage", [_cut, _flip, lambda _: b"", lambda _: b"abc", lambda content: content + b"!"])
def test_a_damaged_file_is_made_again(path: Path, damage: Callable[[bytes], bytes]) -> None:
    kept(path, Maker(), as_bytes)
    content = path.read_bytes()
    path.unlink()  # it is mapped: only a new file may have another content
    path.write_bytes(damage(content))
    maker = Maker()
    assert kept(path, maker, as_bytes) == CONTENT
    assert kept(path, maker, as_bytes) == CONTENT
    assert maker.made == 1


def test_a_whole_file_that_can_not_be_used_is_made_again(path: Path) -> None:
    kept(path, Maker(b"of another time"), as_bytes)

    def use(blob: Blob) -> bytes:
        if blob.tobytes() != CONTENT:
            raise RuntimeError("it is of another time")
        return blob.tobytes()

    maker = Maker()
    assert kept(path, maker, use) == kept(path, maker, use) == CONTENT
    assert maker.made == 1


def test_what_can_not_be_used_even_when_fresh_is_an_error(path: Path) -> None:
    def use(_: Blob) -> None:
        raise RuntimeError("never")

    with pytest.raises(RuntimeError, match="never"):
        kept(path, Maker(), use)


def test_where_nothing_can_be_written_it_is_made_every_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    maker = Maker()
    for _ in range(2):
        assert kept(tmp_path / "file" / "net.blob", maker, as_bytes) == CONTENT
    assert maker.made == 2


def test_many_who_start_at_the_same_moment_all_get_it_whole(path: Path) -> None:
    found: list[bytes] = []
    together = threading.Barrier(8)

    def start() -> None:
        together.wait()
        found.append(kept(path, Maker(), as_bytes))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [CONTENT] * 8
    assert list(path.parent.iterdir()) == [path]
