"""Presets: voices of the operator's own at every door, over HTTP and in what is heard."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import numpy as np
import pytest
from wyoming.client import AsyncTcpClient
from wyoming.info import Describe, Info

from vitts_server import ConfigError, SynthesisRequest, VoiceInfo
from vitts_server.app import Server
from vitts_server.testing import TonePlugin, address, open_server, tone_voice

LIMIT_S = 30
ADMIN = {"Authorization": "Bearer a-secret-of-ours"}
SLOW = {"voice": "duo", "speaker": "lan", "speed": 0.5, "noise-scale": 0.1, "description": "Calm, for lessons"}


def tones() -> TonePlugin:
    return TonePlugin(
        voices=[tone_voice("mai", rank=501), tone_voice("duo", speakers=("an", "lan")), tone_voice("ann", "en-US")]
    )


@asynccontextmanager
async def opened(
    folder: Path, plugin: TonePlugin | None = None, presets: Mapping[str, object] | None = None, **speech: object
) -> AsyncIterator[tuple[Server, httpx.AsyncClient]]:
    settings = {
        "http": {"admin-token": "a-secret-of-ours"},
        "presets": presets or {},
        "speech": {"sentence-pause-s": 0, **speech},
        "voices": {"preload": False},
    }
    async with (
        open_server(folder, {"tones": plugin or tones()}, settings) as server,
        httpx.AsyncClient(base_url=address(server, "http"), timeout=LIMIT_S, trust_env=False, headers=ADMIN) as client,
    ):
        yield server, client


async def heard(server: Server, text: str, **request: object) -> np.ndarray:
    chunks = server.speech.synthesize(SynthesisRequest(text=text, **request))  # type: ignore[arg-type]
    return np.concatenate([chunk.samples async for chunk in chunks])


async def described(server: Server) -> Info:
    host, _, port = address(server, "tcp").removeprefix("tcp://").rpartition(":")
    async with AsyncTcpClient(host, int(port)) as client:
        await client.write_event(Describe().event())
        event = await client.read_event()
    assert event is not None
    return Info.from_event(event)


async def test_a_preset_speaks_in_its_manner_and_loads_nothing_of_its_own(tmp_path: Path) -> None:
    plugin = tones()
    async with opened(tmp_path, plugin, {"tutor_female": SLOW}) as (server, _):
        usual = await heard(server, "xin chào", voice="duo")
        slow = await heard(server, "xin chào", voice="Tutor_Female")
        assert len(slow) == 2 * len(usual)
        said = plugin.spoken[-1]
        assert (said.speaker, said.speed, said.noise_scale) == (1, 0.5, 0.1)
        await heard(server, "xin chào", voice="tutor_female", speed=2.0, noise_scale=0.7)
        assert (plugin.spoken[-1].speed, plugin.spoken[-1].noise_scale) == (1.0, 0.7), "requests have the last word"
        assert plugin.loads == ["duo"]


async def test_volume_and_pauses_are_part_of_the_manner(tmp_path: Path) -> None:
    presets = {"quiet": {"voice": "mai", "volume": 0.5}, "slow": {"voice": "mai", "sentence-pause-s": 1.0}}
    async with opened(tmp_path, presets=presets) as (server, _):
        usual = await heard(server, "Một câu. Hai câu.", voice="mai")
        assert np.allclose(await heard(server, "Một câu. Hai câu.", voice="quiet"), usual * 0.5, atol=1e-6)
        assert len(await heard(server, "Một câu. Hai câu.", voice="slow")) - len(usual) == 16000


async def test_every_door_shows_a_preset_as_a_voice_of_its_own(tmp_path: Path) -> None:
    hidden = {"voice": "ann", "listed": False}
    async with opened(tmp_path, presets={"Cô giáo": SLOW, "secret": hidden}) as (server, http):
        info = await described(server)
        wyoming = {voice.name: voice.description for program in info.tts for voice in program.voices}
        assert wyoming["Cô giáo"] == "Calm, for lessons"
        voices = {voice["name"]: voice for voice in (await http.get("/voices")).json()["voices"]}
        assert (voices["Cô giáo"]["preset_of"], voices["mai"]["preset_of"]) == ("duo", None)
        openai = [voice["id"] for voice in (await http.get("/v1/audio/voices")).json()["voices"]]
        elevenlabs = [voice["voice_id"] for voice in (await http.get("/v1/voices")).json()["voices"]]
        xtts = (await http.get("/api/tts/speakers")).json()["speakers"]
        marytts = (await http.get("/voices", headers={"Accept": "text/plain"})).text
        for names in (wyoming, voices, openai, elevenlabs, xtts, marytts):
            assert "Cô giáo" in names
            assert "secret" not in names


async def _doors(http: httpx.AsyncClient, name: str) -> list[httpx.Response]:
    """Sound in that voice from each door that has answers with headers."""
    return [
        await http.post("/tts/stream", json={"text": "xin chào", "voice": name}),
        await http.post("/v1/audio/speech", json={"input": "xin chào", "voice": name, "response_format": "wav"}),
        await http.post(f"/v1/text-to-speech/{name}", json={"text": "xin chào"}, params={"output_format": "wav_16000"}),
        await http.get(
            "/process",
            params={"INPUT_TEXT": "xin chào", "INPUT_TYPE": "TEXT", "OUTPUT_TYPE": "AUDIO", "VOICE": name},
        ),
        await http.post("/api/tts/synthesize", json={"text": "xin chào", "speaker": name}),
    ]


@pytest.mark.parametrize("is_listed", [True, False])
async def test_every_door_speaks_as_the_preset(tmp_path: Path, is_listed: bool) -> None:
    plugin = tones()
    async with opened(tmp_path, plugin, {"tutor": SLOW | {"listed": is_listed}}) as (_, http):
        for answer in await _doors(http, "tutor"):
            assert answer.status_code == 200, answer.text
            assert answer.headers["X-Voice"] == "tutor", answer.url
        assert all((said.speaker, said.speed) == (1, 0.5) for said in plugin.spoken)


async def test_without_its_voice_a_preset_says_so_and_the_default_speaks(tmp_path: Path) -> None:
    presets = {"tutor": {"voice": "gone"}, "other": {"voice": "duo", "speaker": "nobody"}}
    async with opened(tmp_path, presets=presets) as (_, http):
        bad = {entry["file"]: entry["reason"] for entry in (await http.get("/voices")).json()["bad"]}
        assert bad["tutor"] == "its voice 'gone' is not installed"
        assert "has no speaker 'nobody'; allowed: 0 to 1 or an, lan" in bad["other"]
        for answer in await _doors(http, "tutor"):
            assert answer.status_code == 200
            assert "the preset tutor can't speak: its voice 'gone' is not installed" in answer.headers["X-Warning"]
            assert answer.headers["X-Voice"] in ("mai", "ann")  # that of the language, where a door assumes one


async def test_a_voice_keeps_its_name(tmp_path: Path) -> None:
    async with opened(tmp_path, presets={"MAI": {"voice": "duo"}}) as (server, http):
        assert server.speech.choose(SynthesisRequest(voice="mai")).voice.base is None
        assert (await http.get("/voices")).json()["bad"] == [{"file": "MAI", "reason": "another voice has this name"}]


async def test_presets_are_put_changed_heard_kept_and_forgotten(tmp_path: Path) -> None:
    async with opened(tmp_path) as (server, http):
        fields = {"voice": "duo", "speaker": 1, "speed": 0.5}
        new = await http.put("/voices/presets/C%C3%B4%20gi%C3%A1o", json=fields)
        assert (new.status_code, new.json()["name"], new.json()["speaker"]) == (201, "Cô giáo", "1")
        slow = await heard(server, "xin chào", voice="Cô giáo")
        assert "Cô giáo" in {voice.name for program in (await described(server)).tts for voice in program.voices}
        changed = await http.put("/voices/presets/Cô giáo", json={**fields, "speed": 1})
        assert (changed.status_code, changed.json()["speed"]) == (200, 1.0)
        assert len(slow) == 2 * len(await heard(server, "xin chào", voice="Cô giáo"))
    async with opened(tmp_path) as (server, http):
        assert [preset["name"] for preset in (await http.get("/voices/presets")).json()["presets"]] == ["Cô giáo"]
        assert (await http.get("/voices/presets/Cô giáo")).json()["voice"] == "duo"
        assert (await http.delete("/voices/presets/cô giáo")).status_code == 204
        assert (await http.delete("/voices/presets/Cô giáo")).status_code == 404
        assert (await http.get("/voices/presets/Cô giáo")).status_code == 404
        assert (await http.post("/tts/stream", json={"text": "a", "voice": "Cô giáo"})).status_code == 400


async def test_many_who_put_at_once_lose_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as (server, http):
        puts = (http.put(f"/voices/presets/p{number}", json={"voice": "mai"}) for number in range(20))
        assert {answer.status_code for answer in await asyncio.gather(*puts)} == {201}
        assert {f"p{number}" for number in range(20)} <= {voice.name for voice in server.speech.voices()}


@pytest.mark.parametrize(
    ("name", "body", "message"),
    [
        ("tutor", {"speed": 9}, "The parameter speed is not valid"),
        ("tutor", {"pace": 1}, "The parameter pace is not valid"),
        ("a:b", {}, "The name 'a:b' is not valid: must be printable, without a colon"),
        ("fixed", {}, "The preset 'fixed' is in the settings file"),
    ],
)
async def test_what_is_wrong_is_named(tmp_path: Path, name: str, body: dict[str, object], message: str) -> None:
    async with opened(tmp_path, presets={"fixed": {"voice": "mai"}}) as (_, http):
        answer = await http.put(f"/voices/presets/{name}", json=body)
        assert answer.status_code == 400
        assert message in answer.json()["error"]


async def test_only_who_has_the_token_may_write(tmp_path: Path) -> None:
    async with opened(tmp_path) as (_, http):
        for method in ("PUT", "DELETE"):
            answer = await http.request(method, "/voices/presets/a", headers={"Authorization": "Bearer wrong"})
            assert answer.status_code == 401
        assert (await http.get("/voices/presets")).json() == {"presets": []}


async def test_a_broken_file_is_not_written_over_and_harms_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "data" / "presets.json"
    file.parent.mkdir()
    file.write_text('{"tutor": {"speed": 99}}')
    async with opened(tmp_path, presets={"fixed": {"voice": "mai"}}) as (server, http):
        answer = await http.put("/voices/presets/other", json={"voice": "mai"})
        assert (answer.status_code, "tutor.speed" in answer.json()["error"]) == (409, True)
        assert "fixed" in {voice.name for voice in server.speech.voices()}
    assert file.read_text() == '{"tutor": {"speed": 99}}'


async def test_stored_audio_is_made_anew_when_a_preset_changes(tmp_path: Path) -> None:
    async with opened(tmp_path) as (_, http):

        async def length() -> int:
            url = (await http.get("/tts", params={"text": "xin chào", "voice": "tutor"})).json()["audio_url"]
            return len((await http.get(url)).content)

        await http.put("/voices/presets/tutor", json={"voice": "mai"})
        usual = await length()
        await http.put("/voices/presets/tutor", json={"voice": "mai", "speed": 0.5})
        assert await length() > 1.9 * usual
        await http.put("/voices/presets/tutor", json={"voice": "mai", "description": "the same sound"})
        assert await length() == usual


async def test_a_preset_may_be_the_default_and_stand_in_markup(tmp_path: Path) -> None:
    plugin = tones()
    presets = {"calm": {"speed": 0.5}, "english": {"voice": "ann", "listed": False, "speed": 2}}
    async with opened(tmp_path, plugin, presets, **{"default-voice": "calm"}) as (server, _):
        default: VoiceInfo = server.speech.voices()[0]
        assert (default.name, default.installed.name) == ("calm", "mai")
        await heard(server, '<speak>xin chào <voice name="english">hello</voice></speak>')
        assert [said.speed for said in plugin.spoken] == [0.5, 2.0]


async def test_a_wrong_preset_in_the_settings_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"presets\.tutor\.speed"):
        async with opened(tmp_path, presets={"tutor": {"speed": "fast"}}):
            pass
    with pytest.raises(ConfigError, match="without a colon"):
        async with opened(tmp_path, presets={"a:b": {}}):
            pass
