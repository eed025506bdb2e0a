"""Settings, and the environment variables of the backends that this interface stands in for."""

import socket
from pathlib import Path

import httpx
import pytest

from tests.protocols.http.conftest import LIMIT_S
from vitts_server import Config, ConfigError, ServerSettings
from vitts_server.app import load_registry, load_settings
from vitts_server.config import StoreSettings
from vitts_server.protocols.http import HttpSettings
from vitts_server.protocols.http.addresses import EVERYWHERE
from vitts_server.protocols.http.xtts.settings import XttsSettings
from vitts_server.testing import TonePlugin, open_server
from vitts_server.voices.piper import PiperSettings


def settings() -> Config:
    return load_settings(load_registry(("espeak",)))


def test_without_variables_nothing_is_different() -> None:
    http = settings().section(HttpSettings)
    assert http.addresses == http.listen == ("0.0.0.0:8888",)
    assert settings().section(XttsSettings).default_expiry_h == 2


@pytest.mark.parametrize(
    ("host", "port", "address"),
    [
        ("127.0.0.1", "5000", "127.0.0.1:5000"),
        (EVERYWHERE, None, "0.0.0.0:11111"),
        (None, "11111", "0.0.0.0:11111"),
        ("::1", "7", "[::1]:7"),
        ("localhost", "0", "localhost:0"),
    ],
)
def test_host_and_port_are_one_more_address(
    monkeypatch: pytest.MonkeyPatch, host: str | None, port: str | None, address: str
) -> None:
    for variable, value in (("API_HOST", host), ("API_PORT", port)):
        if value is not None:
            monkeypatch.setenv(variable, value)
    assert settings().section(HttpSettings).addresses == ("0.0.0.0:8888", address)


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("API_PORT", "tcp://10.0.0.1:80", "http.api-port (environment API_PORT): "),
        ("API_PORT", "65536", "http.api-port (environment API_PORT): "),
        ("API_HOST", "a b", "http.api-host (environment API_HOST): "),
        ("TTS_DEFAULT_EXPIRY_HOURS", "0", "xtts.default-expiry-h (environment TTS_DEFAULT_EXPIRY_HOURS): "),
        ("TTS_CLEANUP_INTERVAL_MINUTES", "often", "store.sweep-s (environment TTS_CLEANUP_INTERVAL_MINUTES): "),
        ("TTS_CLEANUP_INTERVAL_MINUTES", "0", "store.sweep-s (environment TTS_CLEANUP_INTERVAL_MINUTES): "),
        ("TTS_LOG_LEVEL", "loud", "server.log-level (environment TTS_LOG_LEVEL): "),
    ],
)
def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch, variable: str, value: str, message: str) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigError) as raised:
        settings()
    assert raised.value.message.startswith(message)


def test_files_go_where_and_stay_as_long_as_the_variables_say(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TTS_STORAGE_DIR", str(tmp_path))
    monkeypatch.setenv("TTS_DEFAULT_EXPIRY_HOURS", "5")
    monkeypatch.setenv("TTS_CLEANUP_INTERVAL_MINUTES", "30")
    found = settings()
    store = found.section(StoreSettings)
    assert (store.dir, store.sweep_s, found.section(XttsSettings).default_expiry_h) == (tmp_path, 1800, 5)
    monkeypatch.setenv("VITTS_STORE__SWEEP_S", "7")
    assert settings().section(StoreSettings).sweep_s == 7, "our own variables weigh more"


@pytest.mark.parametrize(
    ("device", "backend"),
    [("cpu", "onnxruntime"), ("cuda", "cuda"), ("CUDA:0", "cuda"), ("gpu", "cuda"), ("auto", "auto")],
)
def test_the_device_is_a_backend(monkeypatch: pytest.MonkeyPatch, device: str, backend: str) -> None:
    monkeypatch.setenv("TTS_DEVICE", device)
    assert settings().section(PiperSettings).backend == backend


@pytest.mark.parametrize(
    ("given", "level"), [("warning", "warning"), ("WARN", "warning"), ("CRITICAL", "error"), ("debug", "debug")]
)
@pytest.mark.parametrize("variable", ["TTS_LOG_LEVEL", "LOG_LEVEL"])
def test_the_log_level(monkeypatch: pytest.MonkeyPatch, variable: str, given: str, level: str) -> None:
    monkeypatch.setenv(variable, given)
    assert settings().section(ServerSettings).log_level == level


async def test_it_listens_and_stores_where_the_variables_say(
    monkeypatch: pytest.MonkeyPatch, tones: TonePlugin, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder = tmp_path / "files"
    for variable, value in (("API_HOST", "127.0.0.1"), ("API_PORT", str(port)), ("TTS_STORAGE_DIR", str(folder))):
        monkeypatch.setenv(variable, value)
    async with open_server(tmp_path, {"tones": tones}) as server:
        uris = [uri for uri in server.addresses if uri.startswith("http://")]
        assert uris[-1] == f"http://127.0.0.1:{port}"
        assert len(uris) == 2
        for uri in uris:
            async with httpx.AsyncClient(base_url=uri, timeout=LIMIT_S, trust_env=False) as http:
                made = await http.post("/api/tts/synthesize", json={"text": "hello"})
                assert (folder / f"{made.headers['X-File-ID']}.wav").is_file()


async def test_without_the_plugin_there_are_no_such_paths(tones: TonePlugin, tmp_path: Path) -> None:
    async with open_server(tmp_path, {"tones": tones}, disabled=("espeak", "shipped", "http-xtts")) as server:
        uri = next(uri for uri in server.addresses if uri.startswith("http://"))
        async with httpx.AsyncClient(base_url=uri, timeout=LIMIT_S, trust_env=False) as http:
            assert (await http.get("/api/tts/health")).status_code == 404
