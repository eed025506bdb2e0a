"""`/normalize` and `vitts-server normalize` show how a text is read, and point into the text as it was sent."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from vitts_server.cli.application import application
from vitts_server.testing import TonePlugin, address, open_server

TEXT = "Chào  😀 bạn.\n\nHẹn gặp lại!"


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """A command that runs in this process sets up logging for good."""
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    yield
    root.setLevel(level)
    root.handlers[:] = handlers
    logging.captureWarnings(capture=False)


async def asked(folder: Path, **parameters: str) -> httpx.Response:
    settings = {"voices": {"preload": False}}
    disabled = ("espeak", "shipped", "openvino")
    async with open_server(folder, {"tones": TonePlugin()}, settings, disabled=disabled) as server:
        async with httpx.AsyncClient(base_url=address(server, "http")) as client:
            return await client.post("/normalize", json=parameters)


async def test_sentences_words_and_changes_come_with_their_places(tmp_path: Path) -> None:
    answer = (await asked(tmp_path, text=TEXT, language="vi")).json()
    assert answer["text"] == "Chào bạn. Hẹn gặp lại!"
    first, second = answer["sentences"]
    assert [TEXT[slice(*word["span"])] for word in first["words"]] == ["Chào", "bạn."]
    assert [word["text"] for word in second["words"]] == ["Hẹn", "gặp", "lại!"]
    assert "😀" in [TEXT[slice(*change["span"])] for change in first["changes"]]


async def test_ssml_is_read_as_it_would_be_spoken(tmp_path: Path) -> None:
    answer = (await asked(tmp_path, text='<speak><sub alias="Việt Nam">VN</sub> đẹp</speak>')).json()
    assert answer["text"] == "Việt Nam đẹp"


async def test_bad_markup_is_refused_with_its_place(tmp_path: Path) -> None:
    answer = await asked(tmp_path, text="<speak>a")
    assert answer.status_code == 400
    assert "line 1" in answer.json()["error"]


def test_the_command_prints_one_line_and_explains(tmp_path: Path) -> None:
    ran = CliRunner().invoke(application(), ["normalize", TEXT, "--data-dir", str(tmp_path), "--explain"])
    assert ran.exit_code == 0, ran.output
    line, *table = ran.output.splitlines()
    assert line == "Chào bạn. Hẹn gặp lại!"
    assert any("plain" in row and "😀" in row for row in table)


def test_the_command_speaks_json(tmp_path: Path) -> None:
    ran = CliRunner().invoke(application(), ["normalize", "-", "--json", "--data-dir", str(tmp_path)], input=TEXT)
    assert [reading["text"] for reading in json.loads(ran.output)] == ["Chào bạn.", "Hẹn gặp lại!"]


async def test_what_markup_left_out_is_said(tmp_path: Path) -> None:
    text = "**Chào** &amp; [bạn](http://a.vn)"
    (sentence,) = (await asked(tmp_path, text=text)).json()["sentences"]
    changes = [change for change in sentence["changes"] if change["stage"] == "markup"]
    left_out = {change["before"]: change["after"] for change in changes}
    assert left_out == {"**": "", "&amp;": "&", "[": "", "](http://a.vn)": ""}
    assert all(text[slice(*change["span"])] == change["before"] for change in changes)


async def test_a_request_can_do_without_rules(tmp_path: Path) -> None:
    tones = TonePlugin()
    settings = {"voices": {"preload": False}}
    async with open_server(tmp_path, {"tones": tones}, settings, disabled=("espeak", "shipped", "openvino")) as server:
        async with httpx.AsyncClient(base_url=address(server, "http")) as client:
            links = [
                (await client.get("/tts", params={"text": "*a* 😀 b", "normalize": normalize})).json()["audio_url"]
                for normalize in ("true", "false")
            ]
    assert [utterance.text for utterance in tones.spoken] == ["a b", "*a* 😀 b"]
    assert len(set(links)) == 2
