"""A person compares takes, also blind, and hears a text while it is written."""

from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import Browser, expect

from tests.protocols.http.conftest import eventually
from tests.web.studio import Studio, opened

pytestmark = pytest.mark.asyncio(loop_scope="module")

TEXT = "một hai ba"


async def heard_take(studio: Studio, letter: str) -> int:
    """Plays a take; how many samples were heard."""
    await studio.forget_what_was_heard()
    card = studio.page.get_by_role("region", name=f"Take {letter}")
    again = card.get_by_role("button", name=f"Play again: Take {letter}")
    await again.click()
    return int((await studio.heard_to_the_end(again)).size)


async def test_takes_are_heard_with_their_own_settings(browser: Browser, tmp_path: Path) -> None:
    async with opened(browser, tmp_path) as studio:
        await studio.go("Compare")
        await studio.write(TEXT)
        second = studio.page.get_by_role("region", name="Take B")
        await second.get_by_role("button", name="Voice").click()
        await second.get_by_role("option", name="duo").click()
        await studio.page.get_by_role("button", name="Make all").click()
        heard = [await heard_take(studio, letter) for letter in "ABA"]
        normal = await studio.spoken_by_the_server(TEXT)
        slow = await studio.spoken_by_the_server(TEXT, speed="slow", voice="duo")
    np.testing.assert_allclose(heard, [normal.size, slow.size, normal.size], atol=2)


async def test_a_blind_comparison_hides_who_speaks_until_one_is_preferred(browser: Browser, tmp_path: Path) -> None:
    async with opened(browser, tmp_path) as studio:
        await studio.go("Compare")
        await studio.write(TEXT)
        await studio.page.get_by_role("button", name="Add a take").click()
        await studio.page.get_by_label("Blind: hide who speaks, in random order").check()
        await studio.page.get_by_role("button", name="Make all").click()
        await expect(studio.page.get_by_text("Hidden until you choose")).to_have_count(3)
        await expect(studio.page.locator(".contender").get_by_label("Speed", exact=True)).to_have_count(0)
        await heard_take(studio, "B")
        await studio.page.get_by_role("region", name="Take B").get_by_role("button", name="I prefer this one").click()
        await expect(studio.page.locator(".contender").get_by_label("Speed", exact=True)).to_have_count(3)
        await expect(studio.page.get_by_text("You chose this one.")).to_be_visible()


async def test_text_is_spoken_word_by_word_while_it_is_typed(browser: Browser, tmp_path: Path) -> None:
    async with opened(browser, tmp_path) as studio:
        await studio.go("Live")
        box = studio.page.get_by_label("Write here")
        await box.press_sequentially("Xin chào. Hôm n")
        await expect(box).to_have_value("n")
        await eventually(lambda: any("Xin chào" in utterance.text for utterance in studio.tones.spoken))
        await expect(studio.page.locator(".word[data-heard]")).to_be_visible()
        await box.press_sequentially("ay")
        await box.press("Enter")
        await eventually(lambda: "nay" in studio.tones.spoken[-1].text)
        await studio.page.get_by_role("button", name="Finish").click()
        await studio.state("Done.")
        assert (await studio.page.locator(".words").text_content() or "").split() == ["Xin", "chào.", "Hôm", "nay"]
        assert (await studio.heard()).size > 0


async def test_a_model_writes_and_is_interrupted(browser: Browser, tmp_path: Path) -> None:
    async with opened(browser, tmp_path) as studio:
        await studio.go("Live")
        await studio.page.get_by_role("button", name="Let a model write").click()
        await expect(studio.page.locator(".word[data-heard]")).to_be_visible()
        await studio.page.get_by_role("button", name="Stop").click()
        await studio.state("Stopped.")
        await eventually(lambda: studio.server.speech.status().running == 0)
        written = len(await studio.page.locator(".words").text_content() or "")
        await studio.page.get_by_role("button", name="Let a model write").click()
        await studio.state("Done.")
        assert len(await studio.page.locator(".words").text_content() or "") > written
