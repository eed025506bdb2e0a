"""The rules within the server: which voices they serve, the setting, and marks into the text as it was sent."""

from pathlib import Path

import pytest

from vitts_server import ConfigError, SynthesisRequest
from vitts_server.testing import TonePlugin, open_server, tone_voice


async def spoken(folder: Path, text: str, language: str = "vi-VN", **settings: str) -> str:
    tones = TonePlugin(voices=[tone_voice(language=language)])
    async with open_server(folder, {"tones": tones}, {"text-vi": settings}, adapters=False) as server:
        async for _chunk in server.service.synthesize(SynthesisRequest(text=text)):
            pass
    return tones.spoken[-1].text


async def test_a_vietnamese_voice_gets_words_for_numbers(tmp_path: Path) -> None:
    assert await spoken(tmp_path, "Giá 25.000đ, ngày 20/11.") == (
        "Giá hai mươi lăm nghìn đồng, ngày hai mươi tháng mười một."
    )


async def test_the_region_is_a_setting(tmp_path: Path) -> None:
    assert await spoken(tmp_path, "Giá 25.000đ.", region="south") == "Giá hai mươi lăm ngàn đồng."


async def test_other_languages_are_left_alone(tmp_path: Path) -> None:
    assert "lăm" not in await spoken(tmp_path, "5 giờ, 25 km.", language="fr-FR")


async def test_marks_point_at_what_was_written(tmp_path: Path) -> None:
    text = "Hẹn 20/11 nhé"
    tones = TonePlugin(voices=[tone_voice()])
    async with open_server(tmp_path, {"tones": tones}, adapters=False) as server:
        chunks = [chunk async for chunk in server.service.synthesize(SynthesisRequest(text=text))]
    marks = [mark for chunk in chunks for mark in chunk.marks if mark.kind == "word"]
    assert {text[slice(*mark.span)] for mark in marks if mark.span} <= {"Hẹn", "20/11", "nhé"}


@pytest.mark.parametrize("region", ["east", "", "North"])
async def test_a_region_that_is_none_is_refused_by_name(tmp_path: Path, region: str) -> None:
    with pytest.raises(ConfigError, match=r"text-vi\.region"):
        await spoken(tmp_path, "x", region=region)
