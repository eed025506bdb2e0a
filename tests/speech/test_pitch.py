"""A voice's pitch: the sound moves, and what is said when does not."""

from pathlib import Path

import numpy as np
import pytest

from vitts_server import BadRequest, Mark, SynthesisRequest
from vitts_server.app import Server
from vitts_server.testing import TonePlugin, open_server, tone_voice

RATE_HZ = 16000
TEXT = "Một câu khá dài để nghe. Và thêm một câu nữa."


async def heard(folder: Path, **request: object) -> tuple[np.ndarray, list[Mark]]:
    presets: dict[str, object] = {"child": {"voice": "tone", "pitch": 1.25}}
    settings: dict[str, dict[str, object]] = {"presets": presets, "speech": {"sentence-pause-s": 0.2}}
    async with open_server(folder, {"tones": TonePlugin(voices=[tone_voice()])}, settings, adapters=False) as server:
        return await spoken(server, **request)


async def spoken(server: Server, **request: object) -> tuple[np.ndarray, list[Mark]]:
    chunks = [chunk async for chunk in server.speech.synthesize(SynthesisRequest(**request))]  # type: ignore[arg-type]
    marks = [mark for chunk in chunks for mark in chunk.marks if mark.kind == "word"]
    return np.concatenate([chunk.samples for chunk in chunks]), marks


def pitch_hz(samples: np.ndarray) -> float:
    return float(np.argmax(np.abs(np.fft.rfft(samples * np.hanning(len(samples))))) * RATE_HZ / len(samples))


@pytest.mark.parametrize("factor", [0.5, 0.9, 1.25, 2.0])
async def test_the_sound_is_higher_or_lower_by_the_factor_and_lasts_as_long(tmp_path: Path, factor: float) -> None:
    usual, words = await heard(tmp_path, text=TEXT)
    bent, others = await heard(tmp_path, text=TEXT, pitch=factor)
    assert pitch_hz(bent) == pytest.approx(factor * pitch_hz(usual), rel=0.01)
    assert len(bent) == pytest.approx(len(usual), abs=4)
    assert [mark.text for mark in others] == [mark.text for mark in words]
    assert np.allclose([mark.start_s for mark in others], [mark.start_s for mark in words], atol=0.001)


async def test_presets_have_a_pitch_and_multiply_it_with_the_requests(tmp_path: Path) -> None:
    usual, _ = await heard(tmp_path, text=TEXT)
    child, _ = await heard(tmp_path, text=TEXT, voice="child", pitch=0.8)
    assert np.allclose(child, usual)
    child, _ = await heard(tmp_path, text=TEXT, voice="child")
    assert pitch_hz(child) == pytest.approx(1.25 * pitch_hz(usual), rel=0.01)


async def test_markup_changes_it_within_an_answer(tmp_path: Path) -> None:
    document = "<speak>Một câu. <prosody pitch='x-high'>Một câu cao.</prosody></speak>"
    samples, _ = await heard(tmp_path, text=document)
    low, high = samples[: RATE_HZ // 4], samples[-RATE_HZ // 4 :]
    assert pitch_hz(high) == pytest.approx(1.33 * pitch_hz(low), rel=0.05)


async def test_a_pitch_beyond_an_octave_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match=r"pitch must be between 0\.5 and 2"):
        await heard(tmp_path, text=TEXT, pitch=2.1)
