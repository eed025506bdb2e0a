"""An opt-in backend of eight-bit integers: the decoder, quantised with what the voice itself says.

The first sentences are spoken in float32, and what goes through the decoder is kept. With it the decoder is quantised
on a thread of lowest priority (static, QDQ, weights per channel: Jacob et al., 2018, https://arxiv.org/abs/1712.05877),
compared with the exact one on windows that were not used for that, and taken only if it is close enough.
"""

import logging
import os
import shutil
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from vitts_server import GraphPart, Net, Tensor
from vitts_server.voices.piper.runtime import OnnxRuntime, SessionNet, machine

logger = logging.getLogger(__name__)

_WINDOWS, _HELD_OUT = 24, 6
"""How many windows of speech are kept, and how many of them only to compare."""
_LEAST_COLUMNS = 64
_LOWEST_PRIORITY = 19


class Int8:
    """Implements `Backend`: eight-bit integers in the last stage of the decoder, float32 elsewhere."""

    name = "onnxruntime-int8"
    rank = -1
    """Only used when a setting asks for it: it is not exact."""

    def __init__(self, least_snr_db: float) -> None:
        """`least_snr_db`: a decoder that is further from the exact one is not used."""
        self._exact = OnnxRuntime()
        self._least_snr_db = least_snr_db

    def suits(self) -> bool:
        """Wherever the exact one does."""
        return self._exact.suits()

    def open(self, part: GraphPart, /) -> Net:
        """See `Backend`."""
        exact = self._exact.open(part)
        if part.kind != "fine":
            return exact
        kept = part.folder / f"{self.name}-{machine()}" / "graph.onnx" if part.folder is not None else None
        if kept is not None and kept.is_file():
            try:
                return SessionNet(kept.read_bytes(), 1)
            except Exception as error:  # noqa: BLE001 - whatever is wrong with the file, the voice can still speak
                logger.warning("a quantised voice is not usable", extra={"path": str(kept), "reason": str(error)})
                shutil.rmtree(kept.parent, ignore_errors=True)
        return LearningNet(exact, part, kept, self._least_snr_db)


class LearningNet:
    """Exact until enough speech has passed; then quick, if that is close enough. Implements `Net`."""

    def __init__(self, exact: Net, part: GraphPart, keep_at: Path | None, least_snr_db: float) -> None:
        self._exact = exact
        self._quick: Net | None = None
        self._part = part
        self._keep_at = keep_at
        self._least_snr_db = least_snr_db
        self._windows: list[Mapping[str, Tensor]] = []
        self._lock = threading.Lock()

    def run(self, feeds: Mapping[str, Tensor], threads: int, /) -> Sequence[Tensor]:
        """See `Net`."""
        if self._quick is not None:
            return self._quick.run(feeds, threads)
        self._learn(feeds)
        return self._exact.run(feeds, threads)

    def _learn(self, feeds: Mapping[str, Tensor]) -> None:
        if len(self._windows) >= _WINDOWS or feeds["hidden"].shape[2] < _LEAST_COLUMNS:
            return
        with self._lock:
            self._windows.append({name: value.copy() for name, value in feeds.items()})
            is_enough = len(self._windows) == _WINDOWS
        if is_enough:
            threading.Thread(target=self._quantise, name="quantise", daemon=True).start()

    def _quantise(self) -> None:
        if hasattr(os, "setpriority"):
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOWEST_PRIORITY)
        windows = self._windows[:_WINDOWS]
        try:
            model = quantised(self._part.model(), windows[_HELD_OUT:])
            quick = SessionNet(model, 1)
            snr_db = min(_snr_db(self._exact.run(feeds, 1)[0], quick.run(feeds, 1)[0]) for feeds in windows[:_HELD_OUT])
            is_close = snr_db >= self._least_snr_db
            logger.info("a decoder was quantised", extra={"snr_db": round(snr_db, 1), "is_used": is_close})
            if is_close:
                self._quick = quick
                self._keep(model)
        except Exception:
            logger.exception("a decoder could not be quantised; it stays in float32")
        finally:
            self._windows = windows[:1] * _WINDOWS  # all that is left of them: that they were enough

    def _keep(self, model: bytes) -> None:
        """Whole or not at all; without it the next start learns anew."""
        if self._keep_at is None:
            return
        try:
            self._keep_at.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._keep_at.parent, delete=False) as file:
                try:
                    file.write(model)
                    file.flush()
                    os.fsync(file.fileno())
                    Path(file.name).replace(self._keep_at)
                except OSError:
                    Path(file.name).unlink(missing_ok=True)
                    raise
        except OSError as error:
            logger.warning("a quantised voice can't be kept", extra={"reason": str(error)})


def quantised(model: bytes, windows: Sequence[Mapping[str, Tensor]]) -> bytes:
    """The graph with convolutions in eight-bit integers, their ranges those of the windows."""
    from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
    from onnxruntime.quantization.shape_inference import quant_pre_process

    class Windows(CalibrationDataReader):  # type: ignore[misc]
        def __init__(self) -> None:
            self._rest = iter(windows)

        def get_next(self) -> Any:
            return next(self._rest, None)

    with tempfile.TemporaryDirectory(prefix="vitts-int8-") as folder:
        source, target = Path(folder) / "exact.onnx", Path(folder) / "int8.onnx"
        source.write_bytes(model)
        quant_pre_process(source, source, skip_symbolic_shape=True)
        quantize_static(
            source,
            target,
            Windows(),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=["Conv"],
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
        )
        return target.read_bytes()


def _snr_db(exact: Tensor, other: Tensor) -> float:
    signal, noise = np.sum(np.square(exact, dtype=np.float64)), np.sum(np.square(exact - other, dtype=np.float64))
    return float(10 * np.log10(max(signal, 1e-20) / max(noise, 1e-20)))
