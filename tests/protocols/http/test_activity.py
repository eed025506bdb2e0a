"""`/activity`: what the server does and did lately."""

import httpx

from tests.protocols.http.conftest import OpenHttp, eventually
from vitts_server.app import Server
from vitts_server.testing import TonePlugin

TEXT = "một câu bí mật"


async def test_it_tells_what_was_spoken_and_never_the_text(http: httpx.AsyncClient, server: Server) -> None:
    await http.get("/tts/stream", params={"text": TEXT})
    await eventually(lambda: server.speech.status().running == 0)
    answer = await http.get("/activity")
    (spoken,) = answer.json()["recent"]
    assert (spoken["voice"], spoken["characters"], spoken["outcome"]) == ("mai", len(TEXT), "done")
    assert 0 < spoken["first_audio_s"] <= spoken["total_s"]
    assert spoken["audio_s"] > 0
    assert "bí mật" not in answer.text


async def test_it_tells_why_a_request_failed(http: httpx.AsyncClient) -> None:
    await http.get("/tts/stream", params={"text": "a", "voice": "nobody"})
    (spoken,) = (await http.get("/activity")).json()["recent"]
    assert (spoken["outcome"], spoken["error_code"]) == ("failed", "unknown-voice")


async def test_the_servers_own_trial_is_no_request(http: httpx.AsyncClient, tones: TonePlugin) -> None:
    assert tones.loads == ["mai"]
    assert (await http.get("/activity")).json()["recent"] == []


async def test_only_the_latest_requests_are_remembered(http: httpx.AsyncClient) -> None:
    for number in range(103):
        await http.get("/tts/stream", params={"text": "a", "voice": f"nobody-{number}"})
    recent = (await http.get("/activity")).json()["recent"]
    assert len(recent) == 100
    assert [request["ended_at_s"] for request in recent] == sorted(request["ended_at_s"] for request in recent)


async def test_it_tells_where_the_server_listens_and_what_it_offers(http: httpx.AsyncClient, server: Server) -> None:
    now = (await http.get("/activity")).json()
    assert now["addresses"] == list(server.addresses)
    assert {"http", "tcp"} == {address.partition("://")[0] for address in now["addresses"]}
    assert [loaded["name"] for loaded in now["loaded"]] == ["mai"]
    assert {"wav", "mp3", "opus", "flac"} <= {offered["name"] for offered in now["formats"]}
    assert (now["state"], now["default_voice"], now["running"]) == ("ready", "mai", 0)


async def test_it_tells_whether_changes_can_be_made_and_not_with_what(open_http: OpenHttp) -> None:
    async with open_http() as http:
        assert (await http.get("/activity")).json()["takes_changes"] is False
    async with open_http(admin_token="let-me-in-please") as http:  # noqa: S106 - of the tests
        answer = await http.get("/activity")
    assert answer.json()["takes_changes"] is True
    assert "let-me-in" not in answer.text
