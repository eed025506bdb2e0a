"""The plugin with PyAV and without."""

import sys
from pathlib import Path

import httpx
import pytest

from vitts_server import Config
from vitts_server.codecs import vitts_encoders
from vitts_server.testing import TonePlugin, address, open_server


def test_each_format_has_a_name_a_type_and_an_ending() -> None:
    found = [(encoder.name, encoder.media_type, encoder.suffix) for encoder in vitts_encoders(Config({}, {}))]
    assert found == [
        ("mp3", "audio/mpeg", "mp3"),
        ("opus", "audio/ogg", "opus"),
        ("webm", "audio/webm", "webm"),
        ("aac", "audio/aac", "aac"),
        ("flac", "audio/flac", "flac"),
    ]


@pytest.fixture
def without_av(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "av", None)


@pytest.mark.usefixtures("without_av")
def test_without_pyav_nothing_is_registered() -> None:
    assert vitts_encoders(Config({}, {})) == []


@pytest.mark.usefixtures("without_av")
async def test_without_pyav_a_client_is_told_what_there_is_and_how_to_have_more(tmp_path: Path) -> None:
    async with open_server(tmp_path, {"tones": TonePlugin()}) as server, httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{address(server, 'http')}/tts/stream", params={"text": "a", "format": "mp3"})
    assert answer.status_code == 400
    assert answer.json()["error"] == (
        "there is no format 'mp3'; there are: wav, pcm (to have mp3: pip install 'vitts-server[codecs]')"
    )
