"""`vitts-server doctor` as a command: what it prints and its exit codes, at an address and for this installation."""

import socket
from pathlib import Path

import pytest

from tests.cli.kit import CommandLine
from vitts_server import VoiceFailed
from vitts_server.app import load_registry, load_settings
from vitts_server.cli.doctor.diagnosis import Diagnosis
from vitts_server.cli.doctor.local import examine_installation
from vitts_server.cli.exits import ExitCode
from vitts_server.testing import TonePlugin, address, open_server

NO_PORTS = ("--set", "http.listen=127.0.0.1:0", "--set", "wyoming.listen=tcp://127.0.0.1:0")


def test_an_address_where_nothing_listens(vitts: CommandLine) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        ended = vitts.run(
            "doctor", f"http://127.0.0.1:{bound.getsockname()[1]}", environment={"PYTHONWARNINGS": "error"}
        )
    assert ended.returncode == 10
    assert ended.stdout.startswith(b"problem  nothing listens on port")
    assert b"vitts-server serve" in ended.stdout
    assert ended.stderr == b""


def test_an_address_that_is_none(vitts: CommandLine) -> None:
    ended = vitts.run("doctor", "ftp://here")
    assert ended.returncode == 2
    assert b"http://HOST:PORT" in ended.stderr


def test_an_installation_that_is_well(vitts: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "broken.onnx").write_bytes(b"no voice")
    ended = vitts.run("doctor", *NO_PORTS, "--voices-dir", str(tmp_path))
    said = ended.stdout.decode()
    assert ended.returncode == 0
    assert "ok       tone speaks" in said
    assert f"note     {tmp_path / 'broken.onnx'} can't be used" in said
    assert "problem" not in said


def test_formats_that_are_missing_are_named_with_what_to_install(vitts: CommandLine) -> None:
    whole = vitts.run("doctor", *NO_PORTS).stdout.decode()
    assert "ok       audio formats: wav, pcm, mp3, opus, webm, aac, flac\n" in whole
    without = vitts.run("doctor", *NO_PORTS, "--set", "server.disabled-plugins=codecs")
    assert without.returncode == 0
    assert "note     audio formats: wav, pcm\n" in without.stdout.decode()
    assert "pip install 'vitts-server[codecs]'" in without.stdout.decode()


def test_an_installation_without_a_voice(vitts: CommandLine) -> None:
    ended = vitts.run("doctor", *NO_PORTS, environment={"TONE_VOICES": ""})
    assert ended.returncode == 4
    assert b"problem  no voice is installed" in ended.stdout


def test_settings_that_are_wrong(vitts: CommandLine) -> None:
    ended = vitts.run("doctor", "--set", "speech.threads=many")
    assert ended.returncode == 2
    assert b"speech.threads" in ended.stderr


async def installation(folder: Path, plugin: TonePlugin, http: str, wyoming: str) -> list[Diagnosis]:
    registry = load_registry(("espeak",), {"tones": plugin})
    overrides: dict[str, dict[str, object]] = {
        "server": {"data-dir": folder / "data", "cache-dir": folder / "cache"},
        "http": {"listen": [http]},
        "wyoming": {"listen": [wyoming, f"unix://{folder}/socket"]},
        "voices": {"preload": False},
    }
    config = load_settings(registry, overrides=overrides)
    return [found async for found in examine_installation(config, registry, timeout_s=10)]


async def test_ports_are_free_or_it_says_who_has_them(tmp_path: Path) -> None:
    async with open_server(tmp_path / "running", {"tones": TonePlugin()}) as server:
        with socket.socket() as bound:
            bound.bind(("127.0.0.1", 0))
            free = f"0.0.0.0:{bound.getsockname()[1]}"
            ours = address(server, "tcp")
            found = await installation(tmp_path, TonePlugin(), free, ours)
    assert [diagnosis.code for diagnosis in found] == [ExitCode.OK] * len(found)
    findings = [diagnosis.finding for diagnosis in found[-2:]]
    assert any(f"port {free.rpartition(':')[2]} is free" in finding for finding in findings)
    assert any(f"is up at {ours}" in finding for finding in findings)


async def test_the_address_of_other_programs_is_looked_at_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_server(tmp_path / "running", {"tones": TonePlugin()}) as server:
        host, _, port = address(server, "http").removeprefix("http://").partition(":")
        monkeypatch.setenv("API_HOST", host)
        monkeypatch.setenv("API_PORT", port)
        found = await installation(tmp_path, TonePlugin(), "127.0.0.1:0", "tcp://127.0.0.1:0")
    assert any(f"is up at http://{host}:{port}" in diagnosis.finding for diagnosis in found)


@pytest.mark.parametrize("fails_at", ["load", "speak"])
async def test_a_default_voice_that_does_not_speak(tmp_path: Path, fails_at: str) -> None:
    def fail(*_: object) -> None:
        raise VoiceFailed("the weights are damaged")

    plugin = TonePlugin(on_load=fail) if fails_at == "load" else TonePlugin(before_piece=fail)
    found = await installation(tmp_path, plugin, "127.0.0.1:0", "tcp://127.0.0.1:0")
    worst = max(found, key=lambda diagnosis: diagnosis.code)
    assert worst.code is ExitCode.VOICE_FAILED
    assert "the weights are damaged" in worst.finding
