"""The page for everybody: both languages, light and dark, keyboard, screen readers, small screens; nothing jumps."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.protocols.http.conftest import eventually
from tests.web.browser import MODULES, need_node_modules
from tests.web.studio import Studio, opened

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAGES = {
    "en-US": ["Speak", "Compare", "Live", "Voices", "Health"],
    "vi-VN": ["Đọc", "So sánh", "Trực tiếp", "Giọng", "Máy chủ"],
}
SERIOUS = ("serious", "critical")


async def complaints(studio: Studio) -> list[str]:
    """What axe-core finds on what is shown now."""
    await studio.page.evaluate((MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    found: dict[str, Any] = await studio.page.evaluate("axe.run()")
    return [
        f"{await studio.page.title()}: {violation['id']}: {node['html']}"
        for violation in found["violations"]
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize(("scheme", "locale"), [("light", "en-US"), ("dark", "vi-VN")])
async def test_no_page_keeps_anybody_out(browser: Browser, tmp_path: Path, scheme: str, locale: str) -> None:
    need_node_modules()
    found: list[str] = []
    async with opened(browser, tmp_path, color_scheme=scheme, locale=locale) as studio:
        await studio.page.locator("#text").fill("Xin chào. Facebook.")
        await studio.page.locator("#text").press("Control+Enter")
        await expect(studio.page.locator(".word")).to_have_count(3)
        await studio.page.locator(".word").last.click()
        for page in PAGES[locale]:
            await studio.go(page)
            await expect(studio.page.get_by_role("heading", level=1)).to_have_text(page)
            found += await complaints(studio)
        await studio.go(PAGES[locale][0])
        await studio.page.locator(".picker-button").click()
        found += await complaints(studio)
    assert found == []


async def test_the_picker_of_voices_obeys_the_keyboard(browser: Browser, tmp_path: Path) -> None:
    async with opened(browser, tmp_path) as studio:
        button = studio.page.get_by_role("button", name="Voice")
        await button.focus()
        await studio.page.keyboard.press("Enter")
        await expect(studio.page.get_by_role("combobox")).to_be_focused()
        voices = [voice.name for voice in studio.server.speech.voices() if voice.languages == ("vi-VN",)]
        assert voices[0] == "mai"
        await studio.page.keyboard.press("ArrowDown")
        await studio.page.keyboard.press("ArrowDown")
        await studio.page.keyboard.press("ArrowUp")
        await studio.page.keyboard.press("Enter")
        await expect(button).to_be_focused()
        await expect(button).to_contain_text("mai")
        await studio.page.keyboard.press("Enter")
        await studio.page.keyboard.type("viet")
        await expect(studio.page.get_by_role("listbox").get_by_role("option")).to_have_count(len(voices))
        await studio.page.keyboard.press("Escape")
        await expect(button).to_be_focused()
        await expect(studio.page.get_by_role("listbox")).to_have_count(0)


async def test_everything_can_be_reached_with_the_tab_key_alone(browser: Browser, tmp_path: Path) -> None:
    async with opened(browser, tmp_path) as studio:
        reached: list[str] = []
        for _ in range(30):
            await studio.page.keyboard.press("Tab")
            reached.append(
                await studio.page.evaluate("document.activeElement.textContent || document.activeElement.id")
            )
    for name in ("Skip to the content", "Voices", "Tiếng Việt", "text", "Speak", "Automatic"):
        assert any(name in place for place in reached), name


async def test_both_languages_are_there_and_the_choice_is_kept(browser: Browser, tmp_path: Path) -> None:
    async with opened(browser, tmp_path, locale="vi-VN") as studio:
        await expect(studio.page.get_by_label("Văn bản", exact=True)).to_be_visible()
        assert await studio.page.locator("html").get_attribute("lang") == "vi"
        await studio.page.get_by_role("button", name="English").click()
        await expect(studio.text).to_be_visible()
        await studio.page.reload()
        await expect(studio.text).to_be_visible()
        assert await studio.page.locator("html").get_attribute("lang") == "en"


async def test_light_and_dark_follow_the_device_or_the_choice(browser: Browser, tmp_path: Path) -> None:
    async with opened(browser, tmp_path, color_scheme="dark") as studio:
        paper = "getComputedStyle(document.body).backgroundColor"
        dark = await studio.page.evaluate(paper)
        await studio.page.get_by_role("button", name="Colours: As the device").click()
        light = await studio.page.evaluate(paper)
        await studio.page.get_by_role("button", name="Colours: Light").click()
        assert await studio.page.evaluate(paper) == dark != light


@pytest.mark.parametrize("width", [360, 768, 1280])
async def test_nothing_is_cut_and_nothing_jumps(browser: Browser, tmp_path: Path, width: int) -> None:
    """Only what follows a person's own click may move."""
    async with opened(browser, tmp_path, viewport={"width": width, "height": 800}, locale="vi-VN") as studio:
        await studio.page.evaluate(
            """window.moved = 0; new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
                 if (!entry.hadRecentInput) window.moved += entry.value;
               })).observe({ type: "layout-shift", buffered: true })"""
        )
        await studio.page.locator("#text").fill("Xin chào các bạn. " * 20)
        await studio.page.locator("#text").press("Control+Enter")
        await expect(studio.page.locator(".word").first).to_be_visible()
        for page in PAGES["vi-VN"]:
            await studio.go(page)
            await expect(studio.page.get_by_role("heading", level=1)).to_have_text(page)
            assert await studio.page.evaluate("document.documentElement.scrollWidth") <= width, page
            if page == "Đọc":
                await eventually(lambda: studio.server.speech.status().running == 0)
                assert await studio.page.evaluate("window.moved") < 0.02
