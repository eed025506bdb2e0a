"""The built-in backend: onnxruntime, on the processor or on a CUDA card.

A part has a session of one thread, for when several listeners share the cores, and one of all threads, for a listener
who is alone. Both use the same mapping of an optimised file, so that the weights are in memory once. The file is found
again by onnxruntime's version and this processor, for which the weights are laid out.
"""

import hashlib
import json
import logging
import os
import platform
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vitts_server import GraphPart, Net, Tensor, VoiceFailed
from vitts_server.voices.piper.weights import mapped_weights, write_index

if TYPE_CHECKING:
    import onnxruntime

logger = logging.getLogger(__name__)

_FORMAT = 2
"""Of what is kept on disk."""
CPU, CUDA = "CPUExecutionProvider", "CUDAExecutionProvider"


@cache
def runtime() -> Any:
    """onnxruntime, told before its import that nothing may leave this machine."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.set_default_logger_severity(3)  # its warnings about optimised graphs are expected
    _share_one_arena()
    return onnxruntime


def _share_one_arena() -> None:
    """All sessions take their working memory from one place: a third less under load than one for each."""
    from onnxruntime.capi import onnxruntime_pybind11_state as native

    as_usual = dict.fromkeys(
        (
            "arena_extend_strategy",
            "initial_chunk_size_bytes",
            "max_dead_bytes_per_chunk",
            "initial_growth_chunk_size_bytes",
            "max_power_of_two_extend_bytes",
        ),
        -1,
    )
    place = native.OrtMemoryInfo("Cpu", native.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, native.OrtMemType.DEFAULT)
    native.create_and_register_allocator(place, native.OrtArenaCfg({"max_mem": 0, **as_usual}))


class OnnxRuntime:
    """Runs everything everywhere; implements `Backend`."""

    name = "onnxruntime"
    rank = 0

    def suits(self) -> bool:
        """Always: it is a dependency."""
        return True

    def open(self, part: GraphPart, /) -> Net:
        """From the file that an earlier run prepared, else prepared now, else (nothing can be written) in memory."""
        if part.folder is None:
            return SessionNet(part.model(), part.threads)
        folder = part.folder / f"{self.name}-{machine()}"
        path = folder / "graph.onnx"
        try:
            if not path.is_file():
                _optimise(part.model(), folder)
            return self._mapped(path, part)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the files, the voice can still speak
            shutil.rmtree(folder, ignore_errors=True)
            logger.warning("a prepared voice is not usable", extra={"path": str(folder), "reason": str(error)})
            return SessionNet(part.model(), part.threads)

    @staticmethod
    def _mapped(path: Path, part: GraphPart) -> Net:
        # The encoder takes a small share of the time: a second session for it is not worth its memory.
        return SessionNet(path, part.threads, has_single=part.kind != "encoder")


class Cuda:
    """onnxruntime on a CUDA card (the `gpu` extra); only used when a setting asks for it."""

    name = "cuda"
    rank = -1

    def suits(self) -> bool:
        """Whether the installed onnxruntime was built for CUDA."""
        return CUDA in runtime().get_available_providers()

    def open(self, part: GraphPart, /) -> Net:
        """Raises `VoiceFailed` when the card can't be used."""
        net = SessionNet(part.model(), 1, providers=(CUDA, CPU))
        if CUDA not in net.providers:
            raise VoiceFailed("onnxruntime could not start its CUDA provider; see its log for the missing library")
        return net


class SessionNet:
    """One part of a voice; implements `Net`."""

    def __init__(
        self, model: Path | bytes, threads: int, *, has_single: bool = True, providers: Sequence[str] = (CPU,)
    ) -> None:
        """`has_single`: whether a session of one thread is worth having beside that of all."""
        # The sessions use them for as long as they live, and do not keep them alive.
        self._weights = mapped_weights(model, runtime()) if isinstance(model, Path) else {}
        self._wide = _session(model, threads, self._weights, providers=providers)
        # Without a file to map, a second session would hold the weights twice.
        wants_single = has_single and threads > 1 and isinstance(model, Path)
        self._single = _session(model, 1, self._weights, providers=providers) if wants_single else self._wide
        self._inputs = frozenset(value.name for value in self._wide.get_inputs())

    @property
    def providers(self) -> Sequence[str]:
        """What the session really runs on."""
        return list(self._wide.get_providers())

    @property
    def device(self) -> str:
        """See `Net`."""
        return "cuda" if CUDA in self.providers else "cpu"

    def run(self, feeds: Mapping[str, Tensor], threads: int, /) -> list[Tensor]:
        """See `Net`."""
        session = self._wide if threads > 1 else self._single
        known = {name: value for name, value in feeds.items() if name in self._inputs}
        return [np.asarray(output) for output in session.run(None, known)]


def _session(
    model: Path | bytes,
    threads: int,
    weights: "Mapping[str, onnxruntime.OrtValue] | None" = None,
    *,
    providers: Sequence[str] = (CPU,),
    save_to: Path | None = None,
) -> "onnxruntime.InferenceSession":
    """A session. A path is a graph that was optimised here; `save_to` writes one, its weights in a file beside it.

    `weights` are tensors of the graph that are in memory already.
    """
    ort = runtime()
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "1" if threads > 1 else "0")
    options.add_session_config_entry("session.force_spinning_stop", "1")
    options.add_session_config_entry("session.use_env_allocators", "1")
    # Planning reuse takes ten times as long as loading all else, and patterns only fit shapes that come again.
    options.enable_mem_reuse = False
    options.enable_mem_pattern = False
    for name, tensor in (weights or {}).items():
        options.add_initializer(name, tensor)
    if isinstance(model, Path):
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    if save_to is not None:
        options.optimized_model_filepath = str(save_to)
        weights_file = save_to.with_suffix(".weights").name
        options.add_session_config_entry("session.optimized_model_external_initializers_file_name", weights_file)
        options.add_session_config_entry("session.optimized_model_external_initializers_min_size_in_bytes", "1024")
    source = str(model) if isinstance(model, Path) else model
    return ort.InferenceSession(source, options, providers=list(providers))


def _optimise(model: bytes, folder: Path) -> None:
    """Write the optimised graph to `folder`, whole or not at all; other processes may do the same at this moment."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".new-", ignore_cleanup_errors=True) as temporary:
        graph = Path(temporary) / "graph.onnx"
        _session(model, 1, save_to=graph)
        write_index(graph)
        for path in Path(temporary).iterdir():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        try:
            Path(temporary).rename(folder)
        except OSError:
            if not (folder / "graph.onnx").is_file():
                raise


@cache
def machine() -> str:
    """Of the runtime and this processor: files prepared for others are not used."""
    identity = [_FORMAT, runtime().__version__, platform.machine(), _processor_flags()]
    return hashlib.sha256(json.dumps(identity).encode()).hexdigest()[:16]


def _processor_flags() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line for line in lines if line.startswith(("flags", "Features"))), platform.processor())
