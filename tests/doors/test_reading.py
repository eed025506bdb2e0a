"""What a language model writes is read the same at every door: Markdown, a date and a price, in pieces or whole."""

from pathlib import Path

import httpx
import pytest

from tests.doors.doors import DOORS, PATIENCE_S, VOICE, Reach
from vitts_server.testing import TonePlugin, address, open_server, tone_voice

ANSWER = """## Lịch hẹn

Chào **bạn**! Buổi hẹn là ngày 20/11/2026, giá *25.000đ*.

- Mang theo [giấy tờ](https://example.com/giay-to) 😀
- Gọi số 2 nếu cần.
"""
SPOKEN = [
    "Lịch hẹn",
    "Chào bạn!",
    "Buổi hẹn là ngày hai mươi tháng mười một năm hai nghìn không trăm hai mươi sáu, giá hai mươi lăm nghìn đồng.",
    "Mang theo giấy tờ",
    "Gọi số hai nếu cần.",
]


@pytest.mark.parametrize("door", DOORS)
async def test_an_answer_with_markup_a_date_and_a_price_is_read_the_same(door: str, tmp_path: Path) -> None:
    tones = TonePlugin(voices=[tone_voice(VOICE)])
    settings: dict[str, dict[str, object]] = {
        "voices": {"preload": False},
        "speech": {"default-voice": VOICE, "stream-wait-s": PATIENCE_S},
    }
    async with open_server(tmp_path, {"tones": tones}, settings) as server:
        async with httpx.AsyncClient(base_url=address(server, "http"), timeout=PATIENCE_S, trust_env=False) as http:
            await DOORS[door](Reach(server, http), ANSWER)
    assert [utterance.text for utterance in tones.spoken] == SPOKEN
