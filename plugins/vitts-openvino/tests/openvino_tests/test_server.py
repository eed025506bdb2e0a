"""The whole server speaks through OpenVINO."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vitts_openvino.library import is_quicker_here
from vitts_server import ConfigError, Samples, SpeechService, SynthesisRequest
from vitts_server.testing import open_server

from .conftest import snr_db

REQUESTS = [
    SynthesisRequest(text="Hello. The quick brown fox jumps over the lazy dog, doesn't it? Yes!", voice="tiny"),
    SynthesisRequest(text="The quick brown fox jumps over the lazy dog.", voice="tiny_multi", speaker="2"),
    *(
        SynthesisRequest(text=text, voice="tiny", speed=speed, is_live=speed < 2)
        for speed in (0.5, 1.0, 3.0)
        for text in ("I.", "Yes.", "Good morning, everybody.")
    ),
]
Settings = dict[str, dict[str, Any]]
ONNXRUNTIME: Settings = {"piper": {"backend": "onnxruntime", "even-loudness": False}}
EXACT: Settings = {"piper": {"backend": "openvino", "even-loudness": False}, "openvino": {"precision": "f32"}}
QUICK: Settings = {"piper": {"backend": "openvino", "even-loudness": False}}


async def listen(speech: SpeechService, request: SynthesisRequest) -> Samples:
    return np.concatenate([chunk.samples async for chunk in speech.synthesize(request)])


async def speak(
    folder: Path, voices_dir: Path, settings: Settings, requests: Sequence[SynthesisRequest]
) -> list[Samples]:
    """What as many listeners hear at the same time."""
    merged = {"voices": {"dir": [voices_dir], "preload": False}, **settings}
    async with open_server(folder, settings=merged, adapters=False) as server:
        return list(await asyncio.gather(*(listen(server.speech, request) for request in requests)))


def kept_nets(folder: Path) -> int:
    return len(list(folder.rglob("openvino-*.blob")))


async def test_every_listener_hears_what_onnxruntime_would_say(voices_dir: Path, tmp_path: Path) -> None:
    wanted = await speak(tmp_path, voices_dir, ONNXRUNTIME, REQUESTS)
    for settings, least_db in ((EXACT, 90), (QUICK, 35)):
        found = await speak(tmp_path, voices_dir, settings, REQUESTS)
        assert min(snr_db(theirs, ours) for theirs, ours in zip(wanted, found, strict=True)) > least_db


@pytest.mark.skipif(not is_quicker_here(), reason="it is not chosen on this processor")
async def test_it_is_chosen_by_itself(voices_dir: Path, tmp_path: Path) -> None:
    await speak(tmp_path, voices_dir, {}, REQUESTS[:1])
    assert kept_nets(tmp_path) == 3


async def test_a_precision_that_does_not_exist_is_refused(voices_dir: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"openvino\.precision.*'bf16' or 'f32'"):
        await speak(tmp_path, voices_dir, {"openvino": {"precision": "int4"}}, REQUESTS[:1])
