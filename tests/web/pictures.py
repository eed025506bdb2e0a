"""Takes the pictures of the documentation: a real server, a real browser, a voice that everybody has.

    python -m tests.web.pictures [FOLDER]
"""

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.async_api import expect

from tests.web.browser import ROOT
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
    await studio.page.locator("#text").fill(TEXT)
    await studio.page.locator("#text").press("Control+Enter")
    await expect(studio.page.locator(".word[data-heard]", has_text=word)).to_be_visible()
    await studio.page.locator(".player .round").click()
    await studio.page.evaluate("document.activeElement.blur()")


async def take(name: str, folder: Path, page: str = "", **context: Any) -> None:
    """One picture."""
    context = {"viewport": WINDOW, "device_scale_factor": 1, **context}
    with tempfile.TemporaryDirectory() as data:
        async with opened(Path(data), tones=TonePlugin(voices=[]), disabled=(), **context) as studio:
            for words in TEXT.split(". ") * 6:
                await studio.http.get("/tts/stream", params={"text": words})
            await speaking(studio, "25")
            if page:
                await studio.go(page)
                await expect(studio.page.get_by_role("heading", level=1)).to_have_text(page)
                await expect(studio.page.locator("h2").first).to_be_visible()
            await studio.page.screenshot(path=folder / f"{name}.png")


async def take_all(folder: Path) -> None:
    """All pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    phone = {"viewport": PHONE, "is_mobile": True, "has_touch": True, "locale": "vi-VN"}
    await take("speak-light", folder, color_scheme="light", locale="en-US")
    await take("speak-dark", folder, color_scheme="dark", locale="vi-VN")
    await take("speak-phone", folder, color_scheme="light", **phone)
    await take("voices-light", folder, page="Voices", color_scheme="light", locale="en-US")
    await take("health-dark", folder, page="Máy chủ", color_scheme="dark", locale="vi-VN")


if __name__ == "__main__":
    asyncio.run(take_all(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
