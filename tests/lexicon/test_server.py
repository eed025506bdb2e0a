"""The lexicon of a running server: over HTTP, by hand in the file, and in what is spoken."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from vitts_server import SynthesisRequest
from vitts_server.app import Server
from vitts_server.testing import TonePlugin, address, open_server, tone_voice

TOKEN = "a-secret-of-ours"  # noqa: S105 - a test's own
LIMIT_S = 30
ADMIN = {"Authorization": f"Bearer {TOKEN}"}


@asynccontextmanager
async def opened(
    folder: Path, http: Mapping[str, str] = {"admin-token": TOKEN}, **lexicon: object
) -> AsyncIterator[tuple[Server, httpx.AsyncClient]]:
    tones = TonePlugin(voices=[tone_voice("mai", rank=501), tone_voice("lan")])
    async with (
        open_server(folder, {"tones": tones}, {"http": http, "lexicon": lexicon}) as server,
        httpx.AsyncClient(base_url=address(server, "http"), timeout=LIMIT_S, trust_env=False, headers=ADMIN) as client,
    ):
        yield server, client


async def read(server: Server, text: str, voice: str = "mai") -> str:
    """As it would be spoken."""
    readings = await server.speech.read(SynthesisRequest(text=text, voice=voice))
    return " ".join(reading.text for reading in readings)


async def test_a_word_is_put_heard_shown_and_forgotten(tmp_path: Path) -> None:
    async with opened(tmp_path) as (server, http):
        new = await http.put("/lexicon/vi/Zorbix", json={"say": "phây búc"})
        assert (new.status_code, new.json()) == (
            201,
            {"language": "vi", "word": "Zorbix", "say": "phây búc", "case": False, "voices": {}},
        )
        assert await read(server, "Trên zorbix nhé.") == "Trên phây búc nhé."
        own = await http.put("/lexicon/vi/zorbix", json={"say": "phết", "voice": "lan", "case": True})
        assert (own.status_code, own.json()["voices"]) == (200, {"lan": "phết"})
        assert await read(server, "Trên Zorbix nhé.", "lan") == "Trên phết nhé."
        everything = (await http.get("/lexicon")).json()
        assert everything["entries"] == [own.json()] == [(await http.get("/lexicon/vi/Zorbix")).json()]
        assert (await http.delete("/lexicon/vi/Zorbix?voice=lan")).status_code == 204
        gone = await http.delete("/lexicon/vi/Zorbix")
        assert (gone.status_code, gone.content) == (204, b"")
        assert (await http.delete("/lexicon/vi/Zorbix")).status_code == 404
        assert (await http.get("/lexicon/vi/Zorbix")).json() == {"error": "The lexicon has no 'Zorbix' for 'vi'."}
        assert await read(server, "Trên Zorbix nhé.") == "Trên Zorbix nhé."


async def test_words_of_all_kinds_have_a_path(tmp_path: Path) -> None:
    async with opened(tmp_path) as (server, http):
        for path, word in (("AC%2FDC", "AC/DC"), ("New%20York", "New York"), ("hoa%CC%80", "hoà"), ("C%23", "C#")):
            assert (await http.put(f"/lexicon/vi/{path}", json={"say": "x"})).json()["word"] == word
            assert (await http.get(f"/lexicon/vi/{path}")).json()["word"] == word
        assert await read(server, "AC/DC, New York, hòa, C#") == "x, x, x, x"


@pytest.mark.parametrize(
    ("headers", "status", "message"),
    [
        ({"Authorization": ""}, 401, "Changes need the header Authorization: Bearer with the admin token."),
        ({"Authorization": "Bearer wrong"}, 401, "Changes need the header"),
        ({"Authorization": f"Basic {TOKEN}"}, 401, "Changes need the header"),
        ({"Authorization": f"bearer {TOKEN}"}, 201, ""),
    ],
)
async def test_only_who_has_the_token_may_write(
    tmp_path: Path, headers: dict[str, str], status: int, message: str
) -> None:
    async with opened(tmp_path) as (_, http):
        answer = await http.put("/lexicon/vi/Mai", json={"say": "mai"}, headers=headers)
        assert answer.status_code == status
        assert answer.json().get("error", "").startswith(message)
        assert (status == 401) == (answer.headers.get("WWW-Authenticate") == "Bearer")
        if status == 401:
            assert (await http.delete("/lexicon/vi/Mai", headers=headers)).status_code == 401
            assert (await http.get("/lexicon")).json()["entries"] == []


async def test_without_a_token_nobody_may_write(tmp_path: Path) -> None:
    async with opened(tmp_path, http={}) as (_, http):
        for answer in (await http.put("/lexicon/vi/Mai", json={"say": "mai"}), await http.delete("/lexicon/vi/Mai")):
            assert answer.status_code == 403
            assert answer.json() == {"error": "Changes are refused: the server has no http.admin-token set."}
        assert (await http.get("/lexicon")).status_code == 200


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("vi/Mai", {}, "The parameter say is required"),
        ("vi/Mai", {"say": "x", "cases": True}, "The parameter cases is not valid"),
        ("vi/Mai", {"say": "[[x"}, "say must have its phonemes between"),
        ("vietnamese/Mai", {"say": "x"}, "language must be a tag such as vi"),
        ("vi/%20", {"say": "x"}, "word must be 1 to 100 printable characters"),
    ],
)
async def test_what_is_wrong_is_named(tmp_path: Path, path: str, body: dict[str, object], message: str) -> None:
    async with opened(tmp_path) as (_, http):
        answer = await http.put(f"/lexicon/{path}", json=body)
        assert answer.status_code == 400
        assert message in answer.json()["error"]


async def test_a_file_that_is_broken_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "words.toml"
    file.write_text("[vi]\nMai = mai\n")
    async with opened(tmp_path, file=file) as (_, http):
        for answer in (await http.put("/lexicon/vi/Lan", json={"say": "x"}), await http.delete("/lexicon/vi/Lan")):
            assert answer.status_code == 409
            assert "at line 2, column 7" in answer.json()["error"]
            assert str(tmp_path) not in answer.text
    assert file.read_text() == "[vi]\nMai = mai\n"


async def test_many_who_write_at_once_lose_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as (_, http):
        answers = await asyncio.gather(*(http.put(f"/lexicon/vi/w{n}", json={"say": "x"}) for n in range(30)))
        assert {answer.status_code for answer in answers} == {201}
        assert len((await http.get("/lexicon")).json()["entries"]) == 30
    assert (tmp_path / "data" / "lexicon.toml").read_text().count(" = ") >= 30


async def test_changes_by_hand_count_at_the_next_sentence(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "words" / "mine.toml"
    async with opened(tmp_path, file=file) as (server, _):
        assert await read(server, "Zorbix") == "Zorbix"
        for say in ("phây búc", "phết búc"):
            file.with_suffix(".new").write_text(f'[vi]\nZorbix = "{say}"\n', encoding="utf-8")
            file.with_suffix(".new").rename(file)  # as editors do
            await _until(server, say)
        file.write_text("[vi]\nZorbix = \n")
        await _eventually(lambda: "at line 2, column 10" in caplog.text)
        assert await read(server, "Zorbix") == "phết búc"
        file.write_text('[vi]\nZorbix = "phây"\n', encoding="utf-8")
        await _until(server, "phây")


async def test_a_change_behind_a_link_is_seen(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    target = tmp_path / "elsewhere" / "words.toml"
    (tmp_path / "lexicon.toml").symlink_to(target)
    async with opened(tmp_path, file=tmp_path / "lexicon.toml") as (server, _):
        assert await read(server, "Zorbix") == "Zorbix"
        target.write_text('[vi]\nZorbix = "phây"\n', encoding="utf-8")
        await _until(server, "phây")


async def _until(server: Server, said: str) -> None:
    async with asyncio.timeout(LIMIT_S):
        while await read(server, "Zorbix") != said:
            await asyncio.sleep(0.02)


async def _eventually(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(LIMIT_S):
        while not condition():
            await asyncio.sleep(0.02)


async def test_stored_audio_is_made_anew_when_a_word_changes(tmp_path: Path) -> None:
    async with opened(tmp_path) as (_, http):

        async def link() -> tuple[int, str]:
            url = (await http.get("/tts", params={"text": "Zorbix"})).json()["audio_url"]
            return len((await http.get(url)).content), url

        before = await link()
        assert await link() == before
        await http.put("/lexicon/vi/Zorbix", json={"say": "phây búc phây búc"})
        length, _ = await link()
        assert length > before[0]
        await http.delete("/lexicon/vi/Zorbix")
        assert (await link())[0] == before[0]


async def test_a_folder_that_can_not_be_watched_harms_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("")
    async with opened(tmp_path, file=tmp_path / "file" / "lexicon.toml") as (server, http):
        assert await read(server, "Zorbix") == "Zorbix"
        assert "the lexicon can't be used" in caplog.text
        assert (await http.put("/lexicon/vi/Mai", json={"say": "x"})).status_code == 500
        assert (await http.get("/health")).status_code == 200
