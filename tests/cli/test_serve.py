"""`vitts-server serve`: from the first line it prints to the exit code it ends with."""

import http.client
import json
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.cli.kit import TIMEOUT_S, CommandLine, install_plugin
from vitts_server.testing import SECONDS_PER_CHARACTER

TEXT = "Bí mật của người dùng không bao giờ vào nhật ký. " * 4
FREE_PORTS = ("--http-listen", "127.0.0.1:0", "--wyoming-listen", "tcp://127.0.0.1:0")


class Served:
    """A server in a process of its own, whose log is read line by line."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.log: list[dict[str, Any]] = []
        self.start = self._until("the server is ready")

    def address(self, scheme: str) -> str:
        return next(str(address) for address in self.start["addresses"] if address.startswith(scheme))

    def speak(self, text: str) -> http.client.HTTPResponse:
        url = f"{self.address('http')}/tts/stream?speed=normal&text={quote(text)}"
        response: http.client.HTTPResponse = urllib.request.urlopen(url, timeout=TIMEOUT_S)  # noqa: S310
        return response

    def end(self, *signals: signal.Signals) -> int:
        for number in signals:
            self.process.send_signal(number)
        self.log += [json.loads(line) for line in self._stderr()]
        return self.process.wait(TIMEOUT_S)

    def wait_until_draining(self) -> None:
        self._until("shutting down: running speech may end, new work is refused")

    def _stderr(self) -> Iterator[bytes]:
        assert self.process.stderr is not None
        return iter(self.process.stderr)

    def _until(self, message: str) -> dict[str, Any]:
        for line in self._stderr():
            self.log.append(json.loads(line))
            if self.log[-1]["message"] == message:
                return self.log[-1]
        raise AssertionError(f"the server ended before it said {message!r}: {self.log}")


@contextmanager
def served(vitts: CommandLine, *options: str, environment: Mapping[str, str] | None = None) -> Iterator[Served]:
    with vitts.start("serve", *FREE_PORTS, *options, environment=environment) as process:
        yield Served(process)


def wav_seconds(data: bytes) -> float:
    return (len(data) - 44) / 2 / 16000


def test_it_says_where_it_listens_and_speaks_there(vitts: CommandLine) -> None:
    with served(vitts) as server:
        assert server.start["voices"][0] == "tone"
        wav = server.speak("một hai ba").read()
        host, port = server.address("tcp").removeprefix("tcp://").split(":")
        with socket.create_connection((host, int(port)), timeout=TIMEOUT_S) as wyoming:
            wyoming.sendall(b'{"type": "describe"}\n')
            assert b'"info"' in wyoming.recv(1000)
        assert server.end(signal.SIGTERM) == 0
    assert wav[:4] == b"RIFF"
    assert wav_seconds(wav) == pytest.approx(len("một hai ba") * SECONDS_PER_CHARACTER, abs=0.5)


def test_programs_of_other_backends_find_it_where_their_variables_say(vitts: CommandLine, tmp_path: Path) -> None:
    variables = {"API_HOST": "127.0.0.1", "API_PORT": "0", "TTS_STORAGE_DIR": str(tmp_path), "TTS_LOG_LEVEL": "INFO"}
    with served(vitts, "--http-listen", "127.0.0.1:0", environment=variables) as server:
        addresses = [address for address in server.start["addresses"] if address.startswith("http://")]
        for address in addresses:
            body = json.dumps({"text": TEXT, "return_audio": False}).encode()
            request = urllib.request.Request(  # noqa: S310
                f"{address}/api/tts/synthesize", body, {"Content-Type": "application/json"}
            )
            with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
                file_id = json.load(answer)["file_metadata"]["file_id"]
        assert server.end(signal.SIGTERM) == 0
    assert len(set(addresses)) == 3
    assert [path.stem for path in tmp_path.glob("*.wav")] == [file_id]


def test_sigterm_lets_running_speech_end_and_refuses_new_work(vitts: CommandLine) -> None:
    slow = {"TONE_STEP_S": "0.02"}
    with served(vitts, environment=slow) as server:
        speech = server.speak(TEXT)
        beginning = speech.read(44)
        server.process.send_signal(signal.SIGTERM)
        server.wait_until_draining()
        with pytest.raises(urllib.error.HTTPError) as refused:
            server.speak("không nữa")
        refused.value.close()
        rest = speech.read()
        code = server.end()
    assert refused.value.code == 503
    assert wav_seconds(beginning + rest) >= len(TEXT.strip()) * SECONDS_PER_CHARACTER
    assert code == 0


def test_speech_that_outlasts_the_drain_is_cut_off(vitts: CommandLine) -> None:
    with served(vitts, "--set", "server.drain-s=0.2", environment={"TONE_STEP_S": "0.2"}) as server:
        speech = server.speak(TEXT)
        assert server.end(signal.SIGTERM) == 0
        with pytest.raises(http.client.IncompleteRead):
            speech.read()


def test_a_second_signal_ends_at_once(vitts: CommandLine) -> None:
    endless = {"TONE_STEP_S": "0.5"}
    with served(vitts, "--set", "server.drain-s=600", environment=endless) as server:
        with server.speak(TEXT) as speech:
            speech.read(44)
            server.process.send_signal(signal.SIGINT)
            server.wait_until_draining()
            code = server.end(signal.SIGTERM)
    assert code == 128 + signal.SIGTERM


def test_each_request_is_one_line_of_json_without_its_text(vitts: CommandLine) -> None:
    with served(vitts) as server:
        server.speak(TEXT).read()
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{server.address('http')}/tts/stream?speed=bad&text={quote(TEXT)}")  # noqa: S310
        refused.value.close()
        assert server.end(signal.SIGTERM) == 0
    spoken = [line for line in server.log if line["message"] == "spoken" and line["request_id"] != "warm-up"]
    assert [(line["characters"], line["outcome"], line["level"]) for line in spoken] == [
        (len(TEXT.strip()), "done", "info")
    ]
    assert all("timestamp" in line and "logger" in line for line in server.log)
    written = json.dumps(server.log, ensure_ascii=False)
    assert "Bí mật" not in written
    assert quote("Bí mật") not in written


def test_a_terminal_gets_a_banner_and_a_line_to_try(vitts: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "broken.onnx").write_bytes(b"no voice")
    options = (*FREE_PORTS, "--voices-dir", str(tmp_path), "--log-level", "error", "--set", "server.log-format=human")
    with vitts.start("serve", *options) as process:
        assert process.stderr is not None
        lines: list[str] = []
        while not (lines and lines[-1].startswith("try ")):
            lines.append(process.stderr.readline().decode())
            assert lines[-1], lines
        process.send_signal(signal.SIGINT)
        assert process.wait(TIMEOUT_S) == 0
    banner = "".join(lines)
    assert "listens   http://127.0.0.1:" in banner
    assert "listens   tcp://127.0.0.1:" in banner
    assert "voice     tone (vi-VN, 16000 Hz, 2 speakers, the default)" in banner
    assert f"unusable  {tmp_path / 'broken.onnx'}: " in banner
    assert lines[-1].split()[1:4] == ["curl", "-G", banner.split("listens   ")[2].split()[0] + "/tts/stream"]


@pytest.mark.parametrize("option", ["--http-listen", "--wyoming-listen"])
def test_a_port_in_use_is_said_in_one_line(vitts: CommandLine, option: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        place = f"127.0.0.1:{port}" if option == "--http-listen" else f"tcp://127.0.0.1:{port}"
        others = [part for part in FREE_PORTS if part]
        others[others.index(option) + 1] = place
        ended = vitts.run("serve", *others, "--log-level", "error")
    lines = ended.stderr.decode().splitlines()
    assert ended.returncode == 1
    assert len(lines) == 1
    assert str(port) in lines[0]
    assert "in use" in lines[0]


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("--set", "speech.thread=2"), "threads"),
        (("--config", "nowhere.toml"), "nowhere.toml"),
    ],
)
def test_a_wrong_setting_is_said_in_one_line(vitts: CommandLine, arguments: tuple[str, ...], hint: str) -> None:
    ended = vitts.run("serve", *FREE_PORTS, *arguments)
    lines = ended.stderr.decode().splitlines()
    assert ended.returncode == 2
    assert len(lines) == 1
    assert hint in lines[0]


def test_a_plugin_that_breaks_the_rules_is_named_in_one_line(vitts: CommandLine, tmp_path: Path) -> None:
    install_plugin(tmp_path, "broken", "import no_such_module")
    ended = vitts.run("serve", *FREE_PORTS, environment={"PYTHONPATH": str(tmp_path)})
    lines = ended.stderr.decode().splitlines()
    assert ended.returncode == 2
    assert len(lines) == 1
    assert "no_such_module" in lines[0]
