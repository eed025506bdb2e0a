"""Chat text through the whole server: what is said, and where its words stand in the text as sent."""

from pathlib import Path

from vitts_server import SynthesisRequest
from vitts_server.testing import TonePlugin, open_server, tone_voice

TEXT = "## Giá\n\n| Món | Giá |\n|---|---|\n| **Phở** | [bún](https://a.vn/x_y) |\n\n```\nx = y\n```\nXong nhé 😀."
SAID = ["Giá", "Món, Giá", "Phở, bún", "Xong nhé ."]


async def spoken(folder: Path, pieces: list[str], **text: str) -> list[str]:
    """The sentences as the voice gets them."""
    tones = TonePlugin(voices=[tone_voice("mai", language="vi-VN")])
    async with open_server(folder, {"tones": tones}, {"text": text, "voices": {"preload": False}}) as server:
        async with server.speech.open_stream(SynthesisRequest(voice="mai")) as stream:
            for piece in pieces:
                stream.feed(piece)
            stream.finish()
            async for _ in stream:
                pass
    return [utterance.text for utterance in tones.spoken]


async def test_markup_is_not_spoken(tmp_path: Path) -> None:
    assert await spoken(tmp_path, [TEXT]) == SAID


async def test_it_is_the_same_character_by_character(tmp_path: Path) -> None:
    assert await spoken(tmp_path, list(TEXT)) == SAID


async def test_the_settings_decide_what_of_it_is_spoken(tmp_path: Path) -> None:
    said = await spoken(tmp_path / "a", ["```\nx\n```\nXong 🎉"], **{"emoji": "name", "code-blocks": "mention"})
    assert said == ["đoạn mã", "Xong pháo giấy ăn mừng"]
    assert await spoken(tmp_path / "b", ["# Xong"], markdown="false") == ["thăng Xong"]


async def test_words_point_into_the_text_as_sent(tmp_path: Path) -> None:
    tones = TonePlugin(voices=[tone_voice("mai", language="vi-VN")])
    async with open_server(tmp_path, {"tones": tones}) as server:
        readings = await server.speech.read(SynthesisRequest(text=TEXT))
    words = [(text, TEXT[slice(*span)]) for reading in readings for text, span in reading.words]
    assert {text.strip(",."): sent.strip("|*. ") for text, sent in words if text.strip(",.")} == {
        word: word for word in ("Giá", "Món", "Phở", "bún", "Xong", "nhé")
    }
