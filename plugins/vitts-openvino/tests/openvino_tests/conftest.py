"""Parts of real voices, as a server hands them to a backend, each beside what onnxruntime makes of it."""

import asyncio
import math
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest

from tests.voices.make_voices import make_voices
from vitts_server import Backend, GraphPart, Net, SynthesisRequest, Tensor, hookimpl
from vitts_server.testing import open_server

_IS_INSTALLED = all(find_spec(name) for name in ("openvino", "vitts_openvino"))
collect_ignore_glob = [] if _IS_INSTALLED else ["test_*.py"]


@dataclass
class Reference:
    """A part of a voice under onnxruntime; implements `Net`."""

    part: GraphPart

    def __post_init__(self) -> None:
        self._sizes: dict[str, tuple[int, ...]] = {}

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        return onnxruntime.InferenceSession(self.part.model(), providers=["CPUExecutionProvider"])

    def run(self, feeds: Mapping[str, Tensor], threads: int = 1, /) -> Sequence[Tensor]:
        self._sizes = {name: value.shape for name, value in feeds.items()}
        known = {value.name for value in self._session.get_inputs()}
        return [np.asarray(out) for out in self._session.run(None, {n: v for n, v in feeds.items() if n in known})]

    def feeds(self, frames: int, seed: int = 0) -> dict[str, Tensor]:
        """Noise in the shapes that the voice has used, for another number of frames."""
        random = np.random.default_rng(seed)
        shapes = {name: (*shape[:2], frames)[: len(shape)] for name, shape in self._sizes.items()}
        noise = {name: random.standard_normal(shape, dtype=np.float32) for name, shape in shapes.items()}
        return {name: np.ones_like(value) if name == "mask" else value for name, value in noise.items()}


class Listening:
    """A backend, and the plugin that brings it: keeps the parts it is given."""

    name = "listening"
    rank = -1

    def __init__(self) -> None:
        self.references: dict[str, Reference] = {}

    def suits(self) -> bool:
        return True

    def open(self, part: GraphPart, /) -> Net:
        model = part.model()
        self.references[part.kind] = Reference(replace(part, model=lambda: model, folder=None, threads=2))
        return self.references[part.kind]

    @hookimpl
    def vitts_backends(self) -> Sequence[Backend]:
        return [self]


@pytest.fixture(scope="session")
def voices_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `tiny` and `tiny_multi`."""
    folder = tmp_path_factory.mktemp("voices")
    make_voices(["tiny", "tiny_multi"], folder)
    return folder


FindPart = Callable[[str, str], Reference]


@pytest.fixture(scope="session")
def find_part(tmp_path_factory: pytest.TempPathFactory) -> FindPart:
    """By the name of a benchmark voice and the kind of part."""
    known: dict[str, dict[str, Reference]] = {}

    def find(voice: str, kind: str) -> Reference:
        if voice not in known:
            folder = tmp_path_factory.mktemp(voice)
            make_voices([voice], folder / "voices")
            known[voice] = asyncio.run(_listen(folder, voice))
        return known[voice][kind]

    return find


async def _listen(folder: Path, voice: str) -> dict[str, Reference]:
    plugin = Listening()
    settings: dict[str, dict[str, Any]] = {
        "piper": {"backend": plugin.name},
        "voices": {"dir": [folder / "voices"], "preload": False},
    }
    async with open_server(folder, {plugin.name: plugin}, settings, adapters=False) as server:
        assert [chunk async for chunk in server.speech.synthesize(SynthesisRequest(text="Hello.", voice=voice))]
    return plugin.references


@pytest.fixture(autouse=True)
def _nobody_gets_ready_any_more() -> Iterator[None]:
    """No test is slowed down by the threads of the one before."""
    yield
    for thread in threading.enumerate():
        if thread.name == "openvino-get-ready":
            thread.join()


def snr_db(reference: Tensor, found: Tensor) -> float:
    """How far below the signal the difference is."""
    assert reference.shape == found.shape
    noise = float(np.sum((reference.astype(np.float64) - found) ** 2))
    return 10 * math.log10(float(np.sum(reference.astype(np.float64) ** 2)) / max(noise, 1e-30))
