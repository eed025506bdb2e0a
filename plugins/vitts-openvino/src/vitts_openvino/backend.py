"""The backend `openvino`: takes parts of voices, gives back nets that run."""

import hashlib
import json
import logging
from typing import Any, Literal

import onnx

from vitts_openvino.channels import with_channels
from vitts_openvino.compiled import Blob, Compiled, compile_net
from vitts_openvino.images import on_images
from vitts_openvino.kept import kept
from vitts_openvino.library import Precision, fastest_precision, has_bf16, identity, is_quicker_here, openvino
from vitts_openvino.nets import WINDOW_COLUMNS, Cores, Decoder, Flow
from vitts_server import GraphPart, Net, VoiceFailed

logger = logging.getLogger(__name__)

_FORMAT = "2"
"""Changes whenever the same part would be compiled to something else."""
_READY_NODES = 1200
"""How many nodes, each in one size, OpenVINO keeps ready: all windows and a few odd ones."""
_CORES_OF_A_STREAM, _MOST_STREAMS = 2, 4
"""Two callers on two cores are as quick one after the other, and each stream gets ready, and takes memory, anew."""
_QUICKER, _SLOWER = 10, -1
"""Ranks; onnxruntime has 0."""


class OpenVino:
    """Runs flow and decoder with OpenVINO on the processor; implements `Backend`."""

    name = "openvino"

    def __init__(self, precision: Literal["auto", "bf16", "f32"]) -> None:
        self.rank = _QUICKER if is_quicker_here() else _SLOWER
        self._wanted = precision

    def suits(self) -> bool:
        """Whether OpenVINO is installed whole, and has the precision that the settings want.

        It can run on every processor. Where it is not known to be quicker than onnxruntime its rank is behind that.
        """
        try:
            openvino()
        except (ImportError, OSError) as error:
            logger.warning("OpenVINO can't be used", extra={"reason": str(error)})
            return False
        if self._wanted == "bf16" and not has_bf16():
            logger.warning("openvino.precision: this processor has no bf16; allowed are auto and f32")
            return False
        return True

    def open(self, part: GraphPart, /) -> Net:
        """Compiled now, or read from where an earlier run kept it. Raises `VoiceFailed`."""
        try:
            cores = self._cores(part)
            return Flow(cores) if part.kind == "flow" else Decoder(cores, WINDOW_COLUMNS[part.kind])
        except VoiceFailed:
            raise
        except Exception as error:
            raise VoiceFailed(f"OpenVINO can't run the {part.kind} of this voice: {error}") from error

    def _cores(self, part: GraphPart) -> Cores:
        precision = fastest_precision() if self._wanted == "auto" else self._wanted

        def make() -> Blob:
            return compile_net(_prepared(part), _config(precision, part.threads, streams=1))

        def use(blob: Blob) -> Cores:
            alone = Compiled(blob, _config(precision, part.threads, streams=1))
            streams = min(_MOST_STREAMS, part.threads // _CORES_OF_A_STREAM)
            shared = Compiled(blob, _config(precision, part.threads, streams)) if streams > 1 else alone
            return Cores(alone, shared)

        if part.folder is None:
            return use(make())
        return kept(part.folder / f"openvino-{_key(precision)}.blob", make, use)


def _prepared(part: GraphPart) -> bytes:
    model = with_channels(onnx.ModelProto.FromString(part.model()))
    # The flow gains nothing: its convolutions are small beside what stands between them.
    return bytes((model if part.kind == "flow" else on_images(model)).SerializeToString())


def _config(precision: Precision, threads: int, streams: int) -> dict[str, Any]:
    return {
        "INFERENCE_PRECISION_HINT": precision,
        "INFERENCE_NUM_THREADS": threads,
        "NUM_STREAMS": streams,
        "ENABLE_CPU_PINNING": False,  # the cores belong to others too
        "CPU_RUNTIME_CACHE_CAPACITY": _READY_NODES,
    }


def _key(precision: Precision) -> str:
    return hashlib.sha256(json.dumps([_FORMAT, precision, *identity()]).encode()).hexdigest()[:16]
