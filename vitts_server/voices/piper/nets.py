"""Running the parts of a voice with onnxruntime.

Each part has a session of one thread, for when several listeners share the cores, and one of all threads, for a
listener who is alone. Both map the same prepared file, so that the weights are in memory once.
"""

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import onnxruntime

Tensor = npt.NDArray[Any]


@cache
def runtime() -> "Any":
    """onnxruntime, told before its import that nothing may leave this machine."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.set_default_logger_severity(3)  # its warnings about prepared graphs are expected
    return onnxruntime


class Net:
    """One part of a voice. Thread-safe."""

    def __init__(self, model: Path | bytes, threads: int, *, is_prepared: bool, has_single: bool = True) -> None:
        """`is_prepared`: the file holds a graph that onnxruntime has optimised on this machine.

        `has_single`: whether a session of one thread is worth having; not for what takes a small share of the time.
        """
        self._wide = open_session(model, threads, is_prepared=is_prepared)
        # Without a file to map, a second session would hold the weights twice.
        wants_single = has_single and threads > 1 and isinstance(model, Path)
        self._single = open_session(model, 1, is_prepared=is_prepared) if wants_single else self._wide
        self._inputs = frozenset(value.name for value in self._wide.get_inputs())

    def run(self, feeds: Mapping[str, Tensor], threads: int) -> list[Tensor]:
        """All outputs; inputs that this net does not have are left out."""
        session = self._wide if threads > 1 else self._single
        known = {name: value for name, value in feeds.items() if name in self._inputs}
        return [np.asarray(output) for output in session.run(None, known)]


def open_session(
    model: Path | bytes, threads: int, *, is_prepared: bool = False, save_to: Path | None = None
) -> "onnxruntime.InferenceSession":
    """A session; `save_to` also writes the optimised graph, with its weights in a file beside it."""
    ort = runtime()
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "1" if threads > 1 else "0")
    options.add_session_config_entry("session.force_spinning_stop", "1")
    # Planning reuse takes ten times as long as loading all else, and patterns only fit shapes that come again.
    options.enable_mem_reuse = False
    options.enable_mem_pattern = False
    if is_prepared:
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    if save_to is not None:
        options.optimized_model_filepath = str(save_to)
        weights = save_to.with_suffix(".weights").name
        options.add_session_config_entry("session.optimized_model_external_initializers_file_name", weights)
        options.add_session_config_entry("session.optimized_model_external_initializers_min_size_in_bytes", "1024")
    source = str(model) if isinstance(model, Path) else model
    return ort.InferenceSession(source, options, providers=["CPUExecutionProvider"])
