"""OpenVINO itself: imported so that nothing leaves this machine, and asked what this processor can do.

OpenVINO has no types, so it is `Any` here, and nowhere but in this package.
"""

import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Literal

DEVICE = "CPU"

Precision = Literal["bf16", "f32"]


@cache
def openvino() -> Any:
    """The library. Raises `ImportError` or `OSError` where it is not installed whole."""
    # Importing OpenVINO reports that to its makers, by means of this package. Without it, it does so no more.
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
    # oneDNN would keep the code for a thousand nets' sizes beside what OpenVINO keeps already.
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64")
    with _hidden("openvino.tools.ovc"):  # converts models; half of the time that an import takes
        return importlib.import_module("openvino")


@contextmanager
def _hidden(module: str) -> Iterator[None]:
    """While it is open the module can't be imported, unless it was before."""
    is_new = module not in sys.modules
    if is_new:
        sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if is_new:
            del sys.modules[module]


@cache
def core() -> Any:
    """OpenVINO's one core object. Thread-safe."""
    return openvino().Core()


def fastest_precision() -> Precision:
    """bf16 where the processor multiplies in it (AVX512-BF16, AMX), else f32."""
    hint = core().get_property(DEVICE, "INFERENCE_PRECISION_HINT")
    return "bf16" if hint == openvino().Type.bf16 else "f32"


def has_bf16() -> bool:
    """Whether the processor knows bfloat16 at all."""
    return "BF16" in _capabilities()


def is_quicker_here() -> bool:
    """Whether OpenVINO was measured to be quicker than onnxruntime on processors like this one: those with AVX-512.

    Linux tells without the library, whose import takes 20 MB; elsewhere it is never chosen by itself.
    """
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    return any("avx512f" in line.split() for line in lines if line.startswith("flags"))


def identity() -> list[str]:
    """What a compiled net depends on besides itself: the library and the processor."""
    return [openvino().__version__, core().get_property(DEVICE, "FULL_DEVICE_NAME"), *sorted(_capabilities())]


def _capabilities() -> list[str]:
    return list(core().get_property(DEVICE, "OPTIMIZATION_CAPABILITIES"))
