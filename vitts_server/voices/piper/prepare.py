"""Prepares a voice for speaking: cuts its graph, lets onnxruntime optimise the parts, keeps the result on disk.

The prepared parts are found again by what they were made from: the voice's content, onnxruntime's version and this
processor. They are written beside and renamed, so several processes may prepare one voice at once. Where nothing can
be written the parts stay in memory.
"""

import hashlib
import json
import logging
import os
import platform
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import onnx

from vitts_server import VoiceFailed
from vitts_server.voices.piper.graph import CannotCut, Cut, cut
from vitts_server.voices.piper.nets import Net, open_session, runtime
from vitts_server.voices.piper.receptive import Reach

logger = logging.getLogger(__name__)

_FORMAT = 1
_PARTS = ("encoder", "flow", "decoder")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a cut voice besides its nets."""

    flow_reach: Reach
    decoder_reach: Reach
    has_duration_noise: bool


@dataclass(frozen=True, slots=True)
class Parts:
    """The nets of a voice that was cut, ready to run."""

    encoder: Net
    flow: Net
    decoder: Net
    facts: Facts
    folder: Path | None
    """Where the prepared parts lie, for what else is worth keeping; None if nothing could be written."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A voice that could not be cut."""

    net: Net
    reason: str


def prepare(model: Path, digest: str, cache_dir: Path, threads: int) -> Parts | Whole:
    """The nets of a voice file. Raises `VoiceFailed` if it can't be loaded at all."""
    folder = cache_dir / "piper" / _key(digest)
    facts = _read_facts(folder)
    if facts is not None:
        try:
            return _open(folder, facts, threads)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the files, they can be made again
            logger.warning(
                "prepared voice is damaged and made again", extra={"path": str(folder), "reason": str(error)}
            )
            shutil.rmtree(folder, ignore_errors=True)
    return _make(model, folder, threads)


def _make(model: Path, folder: Path, threads: int) -> Parts | Whole:
    try:
        whole = onnx.load(model)
    except Exception as error:
        raise VoiceFailed(f"{model.name} is no readable ONNX model: {error}") from error
    try:
        parts = cut(whole)
    except CannotCut as error:
        logger.warning("voice speaks whole sentences, its graph can't be cut", extra={"reason": str(error)})
        return Whole(Net(model, threads, is_prepared=False), str(error))
    facts = Facts(parts.flow_reach, parts.decoder_reach, parts.has_duration_noise)
    try:
        _write(parts, facts, folder)
        return _open(folder, facts, threads)
    except OSError as error:
        logger.warning(
            "prepared voice can't be kept and is made anew at each start",
            extra={"path": str(folder), "reason": error.strerror},
        )
    encoder, flow, decoder = (
        Net(getattr(parts, name).SerializeToString(), threads, is_prepared=False) for name in _PARTS
    )
    return Parts(encoder, flow, decoder, facts, None)


def _write(parts: Cut, facts: Facts, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".new-", ignore_cleanup_errors=True) as temporary:
        for name in _PARTS:
            _optimise(getattr(parts, name).SerializeToString(), Path(temporary) / f"{name}.onnx")
        _write_facts(Path(temporary), facts)
        try:
            Path(temporary).rename(folder)
        except OSError:
            if not (folder / "facts.json").is_file():
                raise
            # another process was quicker, and its result is as good


def _optimise(model: bytes, path: Path) -> None:
    try:
        open_session(model, 1, save_to=path)
    except Exception as error:  # onnxruntime has an exception of its own for a full disk
        raise OSError(0, str(error)) from error
    if not path.is_file():
        raise OSError(0, "onnxruntime did not write the optimised graph")


def _write_facts(folder: Path, facts: Facts) -> None:
    with (folder / "facts.json").open("w") as file:
        json.dump(asdict(facts), file)
        file.flush()
        os.fsync(file.fileno())


def _read_facts(folder: Path) -> Facts | None:
    try:
        content = json.loads((folder / "facts.json").read_text())
        return Facts(
            Reach(**content["flow_reach"]), Reach(**content["decoder_reach"]), bool(content["has_duration_noise"])
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _open(folder: Path, facts: Facts, threads: int) -> Parts:
    encoder, flow, decoder = (
        Net(folder / f"{name}.onnx", threads, is_prepared=True, has_single=name != "encoder") for name in _PARTS
    )
    return Parts(encoder, flow, decoder, facts, folder)


def _key(digest: str) -> str:
    """onnxruntime lays weights out for the processor it runs on."""
    identity = [_FORMAT, digest, runtime().__version__, platform.machine(), _processor_flags()]
    return hashlib.sha256(json.dumps(identity).encode()).hexdigest()[:32]


def _processor_flags() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line for line in lines if line.startswith(("flags", "Features"))), platform.processor())
