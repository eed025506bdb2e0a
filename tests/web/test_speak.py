"""A person writes, hears, stops, goes to a word and takes the files along."""

from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import Browser, expect

from tests.protocols.http.conftest import Gate, eventually
from tests.web.studio import Samples, Studio, opened

pytestmark = pytest.mark.asyncio(loop_scope="module")

TEXT = "Xin chào 🎉 các bạn. Hôm nay là thứ hai."


async def played_again(studio: Studio, text: str) -> Samples:
    """Spoken once, so that all of it is there; then heard again from its beginning."""
    await studio.speak(text)
    await studio.state("Done.")
    await studio.forget_what_was_heard()
    again = studio.page.get_by_role("button", name="Play again")
    await again.click()
    return await studio.heard_to_the_end(again)


async def test_what_is_heard_is_what_the_server_gives_to_programs(browser: Browser, tmp_path: Path) -> None:
    async with opened(browser, tmp_path) as studio:
        heard = await played_again(studio, TEXT)
        given = await studio.spoken_by_the_server(TEXT)
    np.testing.assert_array_equal(heard, given)


async def test_a_trained_kind_of_voice_is_heard_as_the_server_gives_it(
    browser: Browser, tmp_path: Path, voices_dir: Path
) -> None:
    async with opened(browser, tmp_path, voices_dir=voices_dir) as studio:
        await studio.choose_voice("tiny-vi")
        heard = await played_again(studio, TEXT)
        given = await studio.spoken_by_the_server(TEXT, voice="tiny-vi")
    assert abs(heard.size - given.size) < 10
    size = min(heard.size, given.size)
    # Pieces are cut differently for each client: floats do not add up to the last bit.
    assert np.abs(heard[:size].astype(int) - given[:size]).max() <= 3


async def test_it_is_heard_as_well_from_another_machine_in_the_house(browser: Browser, tmp_path: Path) -> None:
    """There browsers keep their audio thread from pages that came over plain http."""
    async with opened(browser, tmp_path, is_secure=False) as studio:
        assert await studio.page.evaluate("'audioWorklet' in AudioContext.prototype") is False
        heard = await played_again(studio, TEXT)
        given = await studio.spoken_by_the_server(TEXT)
    np.testing.assert_array_equal(heard, given)


async def test_the_chosen_voice_speaker_and_speed_are_heard(browser: Browser, tmp_path: Path) -> None:
    async with opened(browser, tmp_path) as studio:
        await studio.choose_voice("duo")
        await studio.page.get_by_label("Speaker").select_option("bob")
        await studio.page.get_by_label("Speed", exact=True).press("End")
        heard = await played_again(studio, "one two three")
        spoken = {"voice": "duo", "speaker": "bob", "speed": "very_fast"}
        given = await studio.spoken_by_the_server("one two three", **spoken)
        assert studio.tones.spoken[-1].speaker == 1
    np.testing.assert_array_equal(heard, given)


async def test_sound_begins_while_the_rest_is_still_being_made(browser: Browser, tmp_path: Path) -> None:
    async with opened(browser, tmp_path) as studio:
        gate = Gate(studio.tones)
        gate.close(passes=3)
        try:
            await studio.write(TEXT)
            await studio.text.press("Control+Enter")
            await expect(studio.page.get_by_text("First sound").locator("+ dd")).to_contain_text("ms")
            assert (await studio.heard()).size > 0
            assert studio.server.speech.status().running == 1
        finally:
            gate.open()
        await studio.state("Done.")
        await expect(studio.page.get_by_text("Real-time factor").locator("+ dd")).to_contain_text("0")


async def test_stop_is_silent_at_once_and_frees_the_server(browser: Browser, tmp_path: Path) -> None:
    async with opened(browser, tmp_path) as studio:
        gate = Gate(studio.tones)
        gate.close(passes=8)
        try:
            await studio.speak("một câu dài " * 200)
            await eventually(gate.is_reached.is_set)
            await expect(studio.page.locator(".word[data-heard]")).to_be_visible()
            await studio.page.get_by_role("button", name="Stop").click()
            await studio.state("Stopped.")
            silent_from = (await studio.heard()).size
        finally:
            gate.open()
        await eventually(lambda: studio.server.speech.status().running == 0)
        assert (await studio.heard()).size == silent_from
        assert studio.tones.speaking == 0
        recent = (await studio.http.get("/activity")).json()["recent"]
    assert [request["outcome"] for request in recent] == ["cancelled"]


async def test_words_stand_out_as_they_are_heard_and_a_click_goes_there(browser: Browser, tmp_path: Path) -> None:
    async with opened(browser, tmp_path) as studio:
        await studio.page.evaluate(
            """() => {
              window.lit = [];
              new MutationObserver((changes) => changes.forEach(({ target }) =>
                target.hasAttribute("data-heard") && window.lit.push(target.textContent)
              )).observe(document.querySelector(".words"), { subtree: true, attributeFilter: ["data-heard"] });
            }"""
        )
        await studio.speak(TEXT)
        await studio.state("Done.")
        lit = await studio.page.evaluate("window.lit")
        assert lit == ["Xin", "chào", "các", "bạn", "Hôm", "nay", "là", "thứ", "hai"]
        assert await studio.page.locator(".words").text_content() == TEXT

        await studio.forget_what_was_heard()
        await studio.page.locator(".word", has_text="Hôm").click()
        heard = await studio.heard_to_the_end(studio.page.get_by_role("button", name="Play again"))
        whole = await studio.spoken_by_the_server(TEXT)
    np.testing.assert_array_equal(heard, whole[-heard.size :])
    assert 0.3 < heard.size / whole.size < 0.6


async def test_words_and_the_waveform_obey_the_keyboard(browser: Browser, tmp_path: Path) -> None:
    async with opened(browser, tmp_path) as studio:
        await studio.speak("một hai ba bốn")
        await studio.state("Done.")
        slider = studio.page.get_by_role("slider", name="Position in the sound")
        await slider.press("Home")
        await expect(slider).to_have_attribute("aria-valuenow", "0.0")
        await studio.page.locator(".word").first.press("ArrowRight")
        await expect(studio.page.locator(".word", has_text="hai")).to_be_focused()
        await studio.forget_what_was_heard()
        await studio.page.keyboard.press("Enter")
        heard = await studio.heard_to_the_end(studio.page.get_by_role("button", name="Play again"))
        whole = await studio.spoken_by_the_server("một hai ba bốn")
    np.testing.assert_array_equal(heard, whole[-heard.size :])
    assert 0.6 < heard.size / whole.size < 0.85


async def test_the_files_are_those_of_the_interface(browser: Browser, tmp_path: Path) -> None:
    async with opened(browser, tmp_path) as studio:
        await studio.speak(TEXT)
        await studio.state("Done.")
        for name in ("wav", "mp3", "opus", "flac"):
            async with studio.page.expect_download() as started:
                await studio.page.get_by_role("button", name=name.upper(), exact=True).click()
            file = await (await started.value).path()
            link = (await studio.http.post("/tts", json={"text": TEXT, "format": name})).json()["audio_url"]
            assert file.read_bytes() == (await studio.http.get(link)).content
        async with studio.page.expect_download() as started:
            await studio.page.get_by_role("button", name="SRT", exact=True).click()
        subtitles = (await (await started.value).path()).read_text(encoding="utf-8")
    assert "Hôm nay là thứ hai." in subtitles
    assert "-->" in subtitles


async def test_the_draft_the_voice_and_the_speed_are_there_again_after_a_reload(
    browser: Browser, tmp_path: Path
) -> None:
    async with opened(browser, tmp_path) as studio:
        await studio.write("nháp")
        await studio.choose_voice("duo")
        await studio.page.get_by_label("Speed as a factor").fill("1.3")
        await studio.page.keyboard.press("Tab")
        await studio.page.reload()
        await expect(studio.text).to_have_value("nháp")
        await expect(studio.page.get_by_text("4 characters")).to_be_visible()
        await expect(studio.page.get_by_role("button", name="Voice")).to_contain_text("duo")
        await expect(studio.page.get_by_label("Speed as a factor")).to_have_value("1.3")


async def test_what_the_server_refuses_is_said_in_its_words(browser: Browser, tmp_path: Path) -> None:
    async with opened(browser, tmp_path) as studio:
        await studio.speak("dài " * 60_000)
        await expect(studio.page.locator(".state")).to_contain_text("It could not be spoken.")
        await expect(studio.page.locator(".state")).to_contain_text("characters")
