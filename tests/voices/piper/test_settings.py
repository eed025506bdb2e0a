"""The section [piper], and the variables of the service that this one replaces."""

from pathlib import Path

import numpy as np
import pytest

from vitts_server import SynthesisRequest
from vitts_server.app import Server
from vitts_server.testing import open_server


async def samples(server: Server, **request: object) -> np.ndarray:
    chunks = server.speech.synthesize(SynthesisRequest(text="Xin chào.", **request))  # type: ignore[arg-type]
    return np.concatenate([chunk.samples async for chunk in chunks])


async def test_the_old_services_model_is_the_default_voice(
    tmp_path: Path, voices_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "other.json"
    config.write_bytes((voices_dir / "tiny-vi.onnx.json").read_bytes())
    monkeypatch.setenv("TTS_MODEL_PATH", str(voices_dir / "tiny.onnx"))
    monkeypatch.setenv("TTS_CONFIG_PATH", str(config))
    async with open_server(tmp_path, settings={"voices": {"dir": [voices_dir]}}, adapters=False) as server:
        first = server.speech.voices()[0]
        assert (first.name, first.languages) == ("tiny", ("vi-VN",))
        assert [voice.name for voice in server.speech.voices()].count("tiny") == 1
        assert (await samples(server)).size


async def test_noise_for_all_voices_is_a_setting(
    tmp_path: Path, voices_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"voices": {"dir": [voices_dir], "preload": False}}
    async with open_server(tmp_path, settings=settings, adapters=False) as server:
        still = await samples(server, voice="tiny-vi", noise_scale=0.0, noise_w=0.0)
        lively = await samples(server, voice="tiny-vi")
    monkeypatch.setenv("TTS_NOISE_SCALE", "0")
    monkeypatch.setenv("TTS_NOISE_W", "0")
    async with open_server(tmp_path, settings=settings, adapters=False) as server:
        assert np.array_equal(await samples(server, voice="tiny-vi"), still)
    assert len(still) != len(lively) or not np.allclose(still, lively)
