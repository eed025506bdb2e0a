"""The page before a real server, and what a person does with it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from playwright.async_api import Browser, Locator, Page, expect

from tests.web.browser import EAR, LIMIT_MS, OTHER_HOST, browsing
from vitts_server import hookimpl
from vitts_server.app import Server
from vitts_server.protocols.http import Handler, Route
from vitts_server.testing import TonePlugin, address, open_server, tone_voice

Samples = np.ndarray[Any, np.dtype[np.int16]]
TOKEN = "let-me-in-please"  # noqa: S105 - of the tests
expect.set_options(timeout=LIMIT_MS)


class EarHandler(Handler):
    """`/ear.js`: browsers load what runs on their audio thread from the server alone."""

    def get(self) -> None:
        self.set_header("Content-Type", "text/javascript")
        self.finish(EAR)


class EarPlugin:
    @hookimpl
    def vitts_http_routes(self) -> Sequence[Route]:
        return [Route(pattern=r"/ear\.js", handler=EarHandler, name="ear")]


class Studio:
    """A browser on the page of a running server."""

    def __init__(self, page: Page, url: str, server: Server, http: httpx.AsyncClient, tones: TonePlugin) -> None:
        self.page = page
        self.url = url
        self.server = server
        self.http = http
        self.tones = tones

    @property
    def text(self) -> Locator:
        """Where one writes."""
        return self.page.get_by_label("Text", exact=True)

    async def go(self, page: str) -> None:
        """To another of the five pages."""
        await self.page.get_by_role("navigation").get_by_role("link", name=page).click()

    async def write(self, text: str) -> None:
        """In place of what is there."""
        await self.text.fill(text)

    async def speak(self, text: str) -> None:
        """Write and press the button."""
        await self.write(text)
        await self.page.get_by_role("button", name="Speak", exact=True).click()

    async def choose_voice(self, name: str) -> None:
        """As one looks for a voice."""
        await self.page.get_by_role("button", name="Voice").click()
        await self.page.get_by_role("combobox").fill(name)
        await self.page.get_by_role("option", name=name).first.click()

    async def state(self, said: str) -> None:
        """Wait until the page says so."""
        await expect(self.page.locator(".state")).to_have_text(said)

    async def unlock(self) -> None:
        """Enter the token where the page asks for it, and wait until the server has agreed."""
        await self.page.get_by_label("Admin token").fill(TOKEN)
        await self.page.get_by_role("button", name="Unlock changes").click()
        await expect(self.page.get_by_text("Changes are unlocked in this tab.")).to_be_visible()

    async def forget_what_was_heard(self) -> None:
        """What is heard from now on counts."""
        await self.page.evaluate("window.ears.forEach((heard) => (heard.length = 0))")

    async def heard(self) -> Samples:
        """All that came out of the loudspeaker, without the silence before and behind."""
        pieces = await self.page.evaluate(
            """window.ears.filter((heard) => heard.some((piece) => piece.some((sample) => sample !== 0)))
                 .flat().flatMap((piece) => [...piece])"""
        )
        samples = np.round(np.asarray(pieces, dtype=np.float64) * 32768).astype(np.int16)
        there = np.flatnonzero(samples)
        return samples[there[0] : there[-1] + 1] if there.size else samples[:0]

    async def heard_to_the_end(self, button: Locator) -> Samples:
        """All that came out of the loudspeaker by the time that `button` offers to play again."""
        async with asyncio.timeout(LIMIT_MS / 1000):
            while not (await self.heard()).size:
                await asyncio.sleep(0.05)
        await expect(button).to_be_visible()
        return await self.heard()

    async def spoken_by_the_server(self, text: str, **parameters: Any) -> Samples:
        """The same from the interface for programs."""
        answer = await self.http.get("/tts/stream", params={"text": text, "format": "pcm", **parameters})
        assert answer.status_code == 200, answer.text
        samples = np.frombuffer(answer.content, dtype="<i2")
        there = np.flatnonzero(samples)
        return samples[there[0] : there[-1] + 1]


@asynccontextmanager
async def opened(
    browser: Browser,
    folder: Path,
    *,
    tones: TonePlugin | None = None,
    voices_dir: Path | None = None,
    disabled: tuple[str, ...] = ("espeak",),
    settings: dict[str, dict[str, Any]] | None = None,
    token: str | None = TOKEN,
    is_secure: bool = True,
    **context: Any,
) -> AsyncIterator[Studio]:
    """A server with tone voices (and those of `voices_dir`) and a browser that has come to its page.

    `is_secure`: as from this machine or over https, else as from another one in the house.
    """
    tones = tones or TonePlugin(
        voices=[
            tone_voice("mai", description="A warm voice"),
            tone_voice("duo", "en-US", speakers=("ann", "bob"), rank=1, sample_rate_hz=22050),
        ]
    )
    sections = {"http": {"listen": ["127.0.0.1:0"]}, **(settings or {})}
    if token is not None:
        sections["http"]["admin-token"] = token
    if voices_dir is not None:
        sections["voices"] = {"dir": [voices_dir]}
    async with open_server(folder, {"tones": tones, "ear": EarPlugin()}, sections, disabled=disabled) as server:
        url = address(server, "http")
        async with (
            httpx.AsyncClient(base_url=url, timeout=LIMIT_MS / 1000, trust_env=False) as client,
            browsing(browser, **context) as page,
        ):
            await page.goto(url if is_secure else url.replace("127.0.0.1", OTHER_HOST))
            yield Studio(page, url, server, client, tones)
