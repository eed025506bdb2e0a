"""Interfaces come from plugins, settings from anywhere; what is wrong with either stops the start in plain words."""

import socket
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.protocols.http.conftest import OpenHttp
from vitts_server import ConfigError, PluginError, SpeechService, hookimpl
from vitts_server.app import load_registry, load_settings
from vitts_server.protocols.http import Handler, HttpSettings, Route
from vitts_server.testing import TonePlugin, open_server


class Echo(Handler):
    """An interface as somebody else would write it."""

    def initialize(self, speech: SpeechService) -> None:
        self.speech = speech

    def get(self, word: str) -> None:
        if word == "crash":
            raise ValueError("inside")
        self.send_json({"word": word, "voices": len(self.speech.voices())})

    def error_body(self, status: int, message: str) -> object:
        return {"detail": message}


class EchoPlugin:
    """Offers `routes`, or what a careless author returns instead."""

    def __init__(self, *routes: object) -> None:
        self._routes = routes

    @hookimpl
    def vitts_http_routes(self, speech: SpeechService) -> Sequence[object]:
        kwargs = {"speech": speech}
        return self._routes or [Route(pattern="/echo/(.*)", handler=Echo, kwargs=kwargs, name="echo")]


async def test_a_plugin_adds_an_interface(open_http: OpenHttp) -> None:
    async with open_http({"echo": EchoPlugin()}) as http:
        answer = await http.get("/echo/ch%C3%A0o")
        crash = await http.get("/echo/crash")
        wrong = await http.post("/echo/x")
    assert answer.json() == {"word": "chào", "voices": 2}
    assert (crash.status_code, crash.json()) == (500, {"detail": "The server failed; its log says why."})
    assert (wrong.status_code, wrong.json()) == (405, {"detail": "Method Not Allowed"})


@pytest.mark.parametrize(
    "route",
    [
        Route(pattern="/tts", handler=Echo, name="mine"),
        Route(pattern="/mine", handler=Echo, name="tts"),
    ],
)
async def test_two_plugins_with_one_path_or_name_stop_the_start(open_http: OpenHttp, route: Route) -> None:
    with pytest.raises(PluginError, match=r"plugins http-tts and echo both register|plugins echo and http-tts both"):
        async with open_http({"echo": EchoPlugin(route)}):
            pass


async def test_what_is_no_route_stops_the_start_and_names_the_plugin(open_http: OpenHttp) -> None:
    with pytest.raises(PluginError, match="plugin echo: vitts_http_routes must return a list of Route"):
        async with open_http({"echo": EchoPlugin("/tts")}):
            pass


async def test_an_interface_can_be_left_out(tmp_path: Path, tones: TonePlugin) -> None:
    disabled = ("espeak", "http-page", "http-tts", "http-voices", "http-health")
    async with open_server(tmp_path, {"tones": tones}, disabled=disabled) as server:
        assert any(uri.startswith("http://127.0.0.1:") for uri in server.addresses)


async def test_it_listens_on_every_address(tmp_path: Path, tones: TonePlugin) -> None:
    settings = {"http": {"listen": ["127.0.0.1:0", "127.0.0.1:0"]}}
    async with open_server(tmp_path, {"tones": tones}, settings) as server:
        uris = [uri for uri in server.addresses if uri.startswith("http://")]
        assert len(set(uris)) == 2
        for uri in uris:
            host, _, port = uri.removeprefix("http://").partition(":")
            socket.create_connection((host, int(port)), timeout=10).close()


async def test_without_an_address_it_does_not_listen(tmp_path: Path, tones: TonePlugin) -> None:
    async with open_server(tmp_path, {"tones": tones}, {"http": {"listen": []}}) as server:
        assert not [uri for uri in server.addresses if uri.startswith("http://")]


async def test_a_port_that_is_taken_is_named_and_nothing_stays_open(tmp_path: Path, tones: TonePlugin) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ConfigError, match=f"can't listen on {address}: Address already in use") as raised:
            async with open_server(tmp_path, {"tones": tones}, {"http": {"listen": ["127.0.0.1:0", address]}}):
                pass
    assert raised.value.field == "http.listen"


@pytest.mark.parametrize("address", ["nowhere.invalid:1", "192.0.2.1:1", f"{'a' * 70}.b:1"])
async def test_a_host_that_is_not_ours_is_named(tmp_path: Path, tones: TonePlugin, address: str) -> None:
    with pytest.raises(ConfigError, match=f"can't listen on {address}: "):
        async with open_server(tmp_path, {"tones": tones}, {"http": {"listen": [address]}}):
            pass


async def test_localhost_is_all_of_its_interfaces_on_one_port(tmp_path: Path, tones: TonePlugin) -> None:
    async with open_server(tmp_path, {"tones": tones}, {"http": {"listen": ["localhost:0"]}}) as server:
        uris = [uri for uri in server.addresses if uri.startswith("http://")]
    assert len({uri.rpartition(":")[2] for uri in uris}) == 1


def http_settings() -> HttpSettings:
    return load_settings(load_registry(("espeak",))).section(HttpSettings)


def test_the_defaults_are_those_of_the_first_service() -> None:
    settings = http_settings()
    assert (settings.listen, settings.cors_origin, settings.default_speed) == (("0.0.0.0:8888",), ("*",), "normal")


def test_the_first_services_environment_variables_still_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVER_PORT", "5004")
    monkeypatch.setenv("TTS_DEFAULT_SPEED", "fast")
    assert (http_settings().listen, http_settings().default_speed) == (("0.0.0.0:5004",), "fast")
    monkeypatch.setenv("VITTS_HTTP__LISTEN", "127.0.0.1:1, [::1]:2")
    assert http_settings().listen == ("127.0.0.1:1", "[::1]:2")


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("SERVER_PORT", "tcp://10.0.0.1:80", "http.listen (environment SERVER_PORT): "),
        ("TTS_DEFAULT_SPEED", "warp", "http.default-speed (environment TTS_DEFAULT_SPEED): "),
        ("VITTS_HTTP__MAX_CONNECTIONS", "0", "http.max-connections (environment VITTS_HTTP__MAX_CONNECTIONS): "),
    ],
)
def test_a_wrong_setting_is_named_with_where_it_came_from(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, message: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigError) as raised:
        http_settings()
    assert raised.value.message.startswith(message)
