"""A person adds voices, chooses the default one, removes one; and mends how a word is said."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, FilePayload, expect

from tests.downloads.test_http import update
from tests.protocols.http.conftest import eventually
from tests.voices.catalogue.hosting import REVISION, hosted
from tests.web.studio import Studio, opened

pytestmark = pytest.mark.asyncio(loop_scope="module")


def files(name: str, model: bytes, config: bytes) -> list[FilePayload]:
    """As a person has them on the disk."""
    return [
        FilePayload(name=f"{name}.onnx", mimeType="application/octet-stream", buffer=model),
        FilePayload(name=f"{name}.onnx.json", mimeType="application/json", buffer=config),
    ]


async def send(studio: Studio, chosen: list[FilePayload]) -> None:
    await studio.page.get_by_label("Choose two files").set_input_files(chosen)


async def test_a_voice_is_added_chosen_and_removed(browser: Browser, tmp_path: Path, voices_dir: Path) -> None:
    model = (voices_dir / "tiny-vi.onnx").read_bytes()
    config = (voices_dir / "tiny-vi.onnx.json").read_bytes()
    async with opened(browser, tmp_path) as studio:
        await studio.go("Voices")
        await studio.unlock()

        await send(studio, files("hong", b"no net at all", config))
        await expect(studio.page.locator(".drop .problem")).to_contain_text("it is no ONNX model")

        await send(studio, files("moi", model, config)[:1])
        await expect(studio.page.locator(".drop .problem")).to_have_text("The file moi.onnx.json is missing.")

        await send(studio, files("moi", model, config))
        await expect(studio.page.locator(".drop")).to_contain_text("moi is installed.")
        row = studio.page.locator(".voice-row", has_text="moi")
        await expect(row).to_contain_text("Vietnamese")

        await studio.page.get_by_role("button", name="Make moi the default voice").click()
        await expect(row.get_by_text("Default", exact=True)).to_be_visible()
        assert studio.server.speech.status().default_voice == "moi"

        await studio.go("Speak")
        await studio.speak("xin chào")
        await studio.state("Done.")
        assert (await studio.http.get("/activity")).json()["recent"][-1]["voice"] == "moi"

        await studio.go("Voices")
        await studio.page.get_by_role("button", name="Remove moi").click()
        await studio.page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
        await expect(row).to_be_visible()
        await studio.page.get_by_role("button", name="Remove moi").click()
        await studio.page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
        await expect(studio.page.get_by_text("moi was removed.")).to_be_visible()
        await expect(row).to_have_count(0)
    assert not (tmp_path / "data" / "voices" / "moi.onnx").exists()


async def test_without_the_token_nothing_can_be_changed_and_the_page_says_so(browser: Browser, tmp_path: Path) -> None:
    async with opened(browser, tmp_path) as studio:
        await studio.go("Voices")
        await expect(studio.page.get_by_role("button", name="Make duo the default voice")).to_have_count(0)
        await studio.page.get_by_label("Admin token").fill("a wrong one")
        await studio.page.get_by_role("button", name="Unlock changes").click()
        await expect(studio.page.get_by_role("alert")).to_have_text("This token is not the right one.")
        await studio.unlock()
        await studio.page.reload()
        await expect(studio.page.get_by_text("Changes are unlocked in this tab.")).to_be_visible()
        await studio.page.get_by_role("button", name="Lock again").click()
        await expect(studio.page.get_by_label("Admin token")).to_be_visible()


async def test_a_server_that_takes_no_changes_says_how_that_is_set(browser: Browser, tmp_path: Path) -> None:
    async with opened(browser, tmp_path, token=None) as studio:
        await studio.go("Voices")
        await expect(studio.page.get_by_text("http.admin-token")).to_be_visible()
        await expect(studio.page.get_by_label("Admin token")).to_have_count(0)


async def test_a_default_voice_of_the_settings_is_left_to_them(browser: Browser, tmp_path: Path) -> None:
    async with opened(browser, tmp_path, settings={"speech": {"default-voice": "mai"}}) as studio:
        await studio.go("Voices")
        await studio.unlock()
        await expect(studio.page.get_by_text("speech.default-voice")).to_be_visible()
        await expect(studio.page.get_by_role("button", name="Make duo the default voice")).to_have_count(0)


async def test_a_file_that_can_not_be_used_is_listed_with_the_reason(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "data" / "voices").mkdir(parents=True)
    (tmp_path / "data" / "voices" / "broken.onnx").write_bytes(b"x")
    async with opened(browser, tmp_path) as studio:
        await studio.go("Voices")
        await expect(studio.page.locator(".bad-list")).to_contain_text("broken.onnx")
        await expect(studio.page.locator(".bad-list")).to_contain_text("there is no broken.onnx.json beside it")
        await studio.unlock()
        await studio.page.get_by_role("button", name="Remove broken").click()
        await studio.page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
        await expect(studio.page.locator(".bad-list")).to_have_count(0)


async def test_a_voice_of_the_catalogue_is_downloaded_and_speaks(
    browser: Browser, tmp_path: Path, voices_dir: Path
) -> None:
    key = "vi_VN-tiny-low"
    with hosted() as host:
        host.add_voice(key, voices_dir / "tiny-vi.onnx")
        await update(host, tmp_path)
        catalogue = {"url": host.url, "revision": REVISION, "retry-wait-s": 0.01}
        async with opened(browser, tmp_path, settings={"catalogue": catalogue}) as studio:
            await studio.go("Voices")
            await studio.unlock()
            await studio.page.get_by_label("Search the catalogue").fill("tiny")
            await studio.page.get_by_role("button", name=f"Download {key}").click()
            row = studio.page.get_by_role("region", name="Catalogue").locator(".voice-row", has_text=key)
            await expect(row.get_by_text("Installed")).to_be_visible()
            await eventually(lambda: (tmp_path / "data" / "voices" / f"{key}.onnx").exists())
            await expect(studio.page.get_by_role("region", name="Installed voices")).to_contain_text(key)


async def test_a_word_is_mended_and_the_next_playback_says_it_so(browser: Browser, tmp_path: Path) -> None:
    async with opened(browser, tmp_path) as studio:
        await studio.speak("Mở Facebook đi")
        await studio.state("Done.")
        await studio.page.locator(".word", has_text="Facebook").click()
        await studio.page.get_by_role("button", name="Fix this word").click()
        dialog = studio.page.get_by_role("dialog")
        await dialog.get_by_label("Admin token").fill("let-me-in-please")
        await dialog.get_by_role("button", name="Unlock changes").click()
        await dialog.get_by_label("Say it like this").fill("phây búc")
        await dialog.get_by_role("button", name="Listen").click()
        await eventually(lambda: "phây búc" in studio.tones.spoken[-1].text)
        await dialog.get_by_role("button", name="Save").click()
        await expect(studio.page.get_by_text("“Facebook” is said like this from now on.")).to_be_visible()
        assert (await studio.http.get("/lexicon/vi/Facebook")).json()["say"] == "phây búc"

        await studio.page.get_by_role("button", name="Speak", exact=True).click()
        await studio.state("Done.")
        assert "phây búc" in studio.tones.spoken[-1].text
        assert await studio.page.locator(".words").text_content() == "Mở Facebook đi"

        await studio.page.locator(".word", has_text="Facebook").click()
        await studio.page.get_by_role("button", name="Fix this word").click()
        await expect(dialog.get_by_text("Now it is said: phây búc")).to_be_visible()
        await dialog.get_by_role("button", name="Forget it").click()
        await expect(dialog).to_have_count(0)
        assert (await studio.http.get("/lexicon/vi/Facebook")).status_code == 404
