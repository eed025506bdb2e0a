"""Prepares a voice for speaking: cuts its graph and has backends open the parts.

What the cut found out is kept on disk, under the voice's content, beside what the backends keep for the parts; so a
voice that was loaded once is loaded without its graph being read again. Where nothing can be written everything
happens in memory at each start.
"""

import gc
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import onnx

from vitts_server import Backend, GraphPart, Net, VoiceFailed
from vitts_server.memory import trim
from vitts_server.voices.piper.graph import CannotCut, Cut, cut
from vitts_server.voices.piper.receptive import Reach
from vitts_server.voices.piper.runtime import OnnxRuntime, SessionNet

logger = logging.getLogger(__name__)

_FORMAT = "3"

_FOR_BACKENDS: tuple[Literal["flow", "coarse", "fine"], ...] = ("flow", "coarse", "fine")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a cut voice besides its nets."""

    flow_reach: Reach
    coarse_reach: Reach
    fine_reach: Reach
    is_stretched: bool
    """See `Cut`."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The nets of a voice that was cut, ready to run."""

    encoder: Net
    flow: Net
    coarse: Net
    fine: Net
    facts: Facts
    folder: Path | None
    """Where more may be kept for this voice; None if nothing can be written."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A voice that could not be cut."""

    net: Net
    reason: str


def prepare(model: Path, digest: str, cache_dir: Path, backend: Backend, threads: int) -> Parts | Whole:
    """The nets of a voice file; `backend` runs flow and decoder. Raises `VoiceFailed` if it can't be loaded at all."""
    source = _Source(model)
    folder: Path | None = _folder_of(cache_dir, digest)
    facts = _read_facts(folder) if folder else None
    if facts is None:
        try:
            facts = _facts(source.cut)
        except CannotCut as error:
            logger.warning(
                "voice speaks whole sentences, its graph can't be cut", extra={"path": str(model), "reason": str(error)}
            )
            return Whole(SessionNet(source.whole.SerializeToString(), threads), str(error))
        folder = _keep_facts(folder, facts)

    def part(kind: Literal["encoder", "flow", "coarse", "fine"]) -> GraphPart:
        return GraphPart(kind=kind, model=source.part(kind), folder=folder / kind if folder else None, threads=threads)

    encoder = OnnxRuntime().open(part("encoder"))  # durations have to stay exact
    # A graph that is stretched by its encoder carries phases, which bear no rounding.
    suitable = OnnxRuntime() if facts.is_stretched else backend
    flow, coarse, fine = (_open(suitable, part(kind)) for kind in _FOR_BACKENDS)
    parts = Parts(encoder, flow, coarse, fine, facts, folder)
    source.release()
    return parts


def forget(cache_dir: Path, digest: str) -> None:
    """Drop what was kept of a voice."""
    shutil.rmtree(_folder_of(cache_dir, digest), ignore_errors=True)


def _folder_of(cache_dir: Path, digest: str) -> Path:
    return cache_dir / "piper" / f"{digest}-{_FORMAT}"


def _open(backend: Backend, part: GraphPart) -> Net:
    try:
        return backend.open(part)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a backend, the built-in one can speak
        logger.warning("backend can't run a voice", extra={"backend": backend.name, "reason": str(error)})
        return OnnxRuntime().open(part)


class _Source:
    """The voice's file, read and cut at most once, and only if somebody asks."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def whole(self) -> onnx.ModelProto:
        try:
            return onnx.load(self._path)
        except Exception as error:
            raise VoiceFailed(f"{self._path.name} is no readable ONNX model: {error}") from error

    @cached_property
    def cut(self) -> Cut:
        return cut(self.whole)

    def release(self) -> None:
        """Give the memory of reading and cutting back to the system: several times the size of the voice."""
        vars(self).pop("cut", None)
        if vars(self).pop("whole", None) is not None:
            gc.collect()
            trim()

    def part(self, kind: str) -> Callable[[], bytes]:
        """The serialised part, made when called."""

        def serialise() -> bytes:
            part: onnx.ModelProto = getattr(self.cut, kind)
            return bytes(part.SerializeToString())

        return serialise


def _facts(cut: Cut) -> Facts:
    return Facts(cut.flow_reach, cut.coarse_reach, cut.fine_reach, cut.is_stretched)


def _keep_facts(folder: Path | None, facts: Facts) -> Path | None:
    """The folder if it can be written, else None."""
    if folder is None:
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=folder, prefix=".new-", delete=False) as file:
            json.dump(asdict(facts), file)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(folder / "facts.json")
    except OSError as error:
        reason = error.strerror
        logger.warning("voices are prepared anew at each start", extra={"path": str(folder), "reason": reason})
        return None
    return folder


def _read_facts(folder: Path) -> Facts | None:
    try:
        content = json.loads((folder / "facts.json").read_text())
        reaches = [Reach(**content[name]) for name in ("flow_reach", "coarse_reach", "fine_reach")]
        return Facts(*reaches, is_stretched=bool(content["is_stretched"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
