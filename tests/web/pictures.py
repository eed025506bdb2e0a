"""Takes the pictures of the documentation: a real server, a real browser, a voice that everybody has.

python -m tests.web.pictures [FOLDER]
"""

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, expect

from tests.web.browser import ROOT, launched
from tests.web.studio import Studio, opened
from vitts_server.testing import TonePlugin

FOLDER = ROOT / "docs" / "images"
TEXT = (
    "Xin chào! Hôm nay là thứ hai, ngày 25 tháng 12. Trời Hà Nội 18 độ, có nắng nhẹ. "
    "Chúc bạn một ngày làm việc vui vẻ và nhiều niềm vui."
)
WINDOW = {"width": 1280, "height": 720}
PHONE = {"width": 360, "height": 780}


async def speaking(studio: Studio, word: str) -> None:
    """In the middle of the text."""
    await studio.page.locator("#text").click()
    await studio.page.locator("#text").fill(TEXT)
    await studio.page.locator("#text").press("Control+Enter")
    await expect(studio.page.locator(".word[data-heard]", has_text=word)).to_be_visible()
    await studio.page.locator(".player .round").click()
    await studio.page.evaluate("document.activeElement.blur()")


async def take(browser: Browser, file: Path, context: dict[str, Any], page: str = "") -> None:
    """One picture."""
    context = {"viewport": WINDOW, "device_scale_factor": 1, **context}
    with tempfile.TemporaryDirectory() as data:
        async with opened(browser, Path(data), tones=TonePlugin(voices=[]), disabled=(), **context) as studio:
            for words in TEXT.split(". ") * 6:
                await studio.http.get("/tts/stream", params={"text": words})
            await speaking(studio, "25")
            if page:
                await studio.go(page)
                await expect(studio.page.get_by_role("heading", level=1)).to_have_text(page)
                await expect(studio.page.locator("h2").first).to_be_visible()
            await studio.page.screenshot(path=file)


async def take_all(folder: Path) -> None:
    """All pictures."""
    english, vietnamese = {"locale": "en-US", "color_scheme": "light"}, {"locale": "vi-VN", "color_scheme": "dark"}
    phone = {"locale": "vi-VN", "color_scheme": "light", "viewport": PHONE, "is_mobile": True, "has_touch": True}
    async with launched() as browser:
        await take(browser, folder / "speak-light.png", english)
        await take(browser, folder / "speak-dark.png", vietnamese)
        await take(browser, folder / "speak-phone.png", phone)
        await take(browser, folder / "voices-light.png", english, page="Voices")
        await take(browser, folder / "health-dark.png", vietnamese, page="Máy chủ")


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    target.mkdir(parents=True, exist_ok=True)
    asyncio.run(take_all(target))
