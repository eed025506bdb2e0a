"""How the server is, and what the page says when it is not there."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, expect

from tests.web.browser import browsing
from tests.web.studio import EarPlugin, opened
from vitts_server.testing import TonePlugin, address, open_server

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_it_shows_what_listens_what_was_spoken_and_lines_that_work(browser: Browser, tmp_path: Path) -> None:
    async with opened(browser, tmp_path) as studio:
        await studio.speak("xin chào")
        await studio.state("Done.")
        await studio.go("Health")
        page = studio.page
        await expect(page.get_by_role("img", name="First sound of the last 1 requests")).to_be_visible()
        await expect(page.get_by_role("row", name="mai")).to_contain_text("done")
        for listening in studio.server.addresses:
            await expect(page.get_by_text(listening, exact=True)).to_be_visible()
        command = await page.get_by_label("curl", exact=True).text_content() or ""
        url = command.split()[2]
        answer = await studio.http.get(url, params={"text": "Hello"})
        assert answer.headers["Content-Type"] == "audio/wav"
        wyoming = next(uri for uri in studio.server.addresses if uri.startswith("tcp://"))
        home = await page.get_by_label("Home Assistant (Wyoming)", exact=True).text_content()
        assert home == f"host: 127.0.0.1\nport: {wyoming.rpartition(':')[2]}"


@asynccontextmanager
async def serving(folder: Path, port: int) -> AsyncIterator[str]:
    """A server whose voice takes its time."""
    slow = TonePlugin(before_piece=lambda *_: time.sleep(0.03))
    settings = {"http": {"listen": [f"127.0.0.1:{port}"]}}
    async with open_server(folder, {"tones": slow, "ear": EarPlugin()}, settings) as server:
        yield address(server, "http")


async def test_a_server_that_goes_away_and_comes_back_is_noticed(browser: Browser, tmp_path: Path) -> None:
    async with browsing(browser) as page:
        state = page.locator(".state")
        async with serving(tmp_path, 0) as url:
            await page.goto(url)
            await page.get_by_label("Text", exact=True).fill("một câu dài " * 300)
            await page.get_by_role("button", name="Speak", exact=True).click()
            await expect(page.locator(".word[data-heard]")).to_be_visible()
        await expect(page.get_by_text("The server can’t be reached. Trying again…")).to_be_visible()
        async with serving(tmp_path, int(httpx.URL(url).port or 0)):
            await expect(page.get_by_text("The server is back.")).to_be_visible()
            await page.get_by_label("Text", exact=True).fill("một hai")
            await page.get_by_role("button", name="Speak", exact=True).click()
            await expect(state).to_have_text("Done.")
