"""`vitts-server voices ...` as people and programs use it."""

import json
import os
import pty
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.cli.kit import CommandLine
from tests.voices.catalogue.hosting import REVISION, Fault, Host, hosted

KEY = "vi_VN-tiny-low"
MODEL = Host.path("vi/vi_VN/tiny/low/vi_VN-tiny-low.onnx")

Voices = Callable[..., CompletedProcess[bytes]]


@pytest.fixture
def host(voices_dir: Path) -> Iterator[Host]:
    with hosted() as host:
        host.add_voice(KEY, voices_dir / "tiny-vi.onnx")
        host.add_voice("en_US-tiny-medium", voices_dir / "tiny.onnx")
        yield host


@pytest.fixture
def voices(vitts: CommandLine, host: Host, tmp_path: Path) -> Voices:
    """Runs a command with the host's catalogue and a data folder of its own."""
    options = ("--data-dir", str(tmp_path), "--set", f"catalogue.url={host.url}")
    more = ("--set", f"catalogue.revision={REVISION}", "--set", "catalogue.retry-wait-s=0.01")

    def run(*arguments: str) -> CompletedProcess[bytes]:
        return vitts.run("voices", *arguments, *options, *more, environment={"TONE_VOICES": "tone"})

    return run


def test_a_voice_is_found_downloaded_tried_and_removed(voices: Voices, host: Host, tmp_path: Path) -> None:
    assert b"2 voices, 2 of them new" in voices("update").stdout
    table = voices("list", "--available", "--language", "vi").stdout.decode()
    assert KEY in table
    assert "en_US-tiny-medium" not in table
    assert "fetched just now" in table

    done = voices("download", KEY)
    assert done.returncode == 0, done.stderr
    assert f"{KEY}: installed in {tmp_path}/voices" in done.stdout.decode()
    assert b" MB" in done.stderr

    available = json.loads(voices("list", "--available", "--json").stdout)
    assert {voice["name"]: voice["installed"] for voice in available["voices"]} == {
        KEY: True,
        "en_US-tiny-medium": False,
    }
    listed = json.loads(voices("list", "--json", "--language", "vi").stdout)["voices"]
    assert {voice["name"]: voice["license"] for voice in listed}[KEY] == "CC BY 4.0"

    tried = json.loads(voices("test", KEY, "--json", "-o", str(tmp_path / "hello.wav")).stdout)
    assert tried["text"].startswith("Xin chào")
    assert tried["audio_s"] > 0.2
    assert 0 < tried["first_audio_s"] <= tried["total_s"]
    assert tried["real_time_factor"] == pytest.approx(tried["total_s"] / tried["audio_s"])
    assert (tmp_path / "hello.wav").read_bytes().startswith(b"RIFF")

    assert voices("remove", KEY).returncode == 0
    assert list((tmp_path / "voices").iterdir()) == []
    again = voices("remove", KEY)
    assert again.returncode == 3
    assert b"there is no voice" in again.stderr


def test_several_voices_are_downloaded_at_once(voices: Voices, tmp_path: Path) -> None:
    assert voices("download", KEY, "en_US-tiny-medium").returncode == 0
    assert sorted(path.name for path in (tmp_path / "voices").glob("*.onnx")) == [
        "en_US-tiny-medium.onnx",
        f"{KEY}.onnx",
    ]


def test_an_address_and_a_file_are_installed_too(voices: Voices, host: Host, voices_dir: Path, tmp_path: Path) -> None:
    by_address = voices("download", f"{host.url}{MODEL}", "--name", "mine")
    assert by_address.returncode == 0, by_address.stderr
    by_file = voices("download", str(voices_dir / "tiny.onnx"))
    assert by_file.returncode == 0, by_file.stderr
    configured = ("--voice-config", str(voices_dir / "tiny-vi.onnx.json"), "--name", "other")
    assert voices("download", str(voices_dir / "tiny.onnx"), *configured).returncode == 0
    assert (tmp_path / "voices" / "tiny.onnx").read_bytes() == (voices_dir / "tiny.onnx").read_bytes()
    listed = json.loads(voices("--json").stdout)
    assert {"mine", "tiny", "other"} <= {voice["name"] for voice in listed["voices"]}
    assert listed["unusable"] == []

    twice = voices("download", str(voices_dir / "tiny.onnx"))
    assert twice.returncode == 2
    assert b"--force" in twice.stderr
    assert voices("download", str(voices_dir / "tiny.onnx"), "--force").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("download", "vi_VN-tini-low"), 3, KEY),
        (("download", "/nowhere/a.onnx"), 2, "there is no file"),
        (("download", "https://example.com/a.bin"), 2, "NAME.onnx"),
        (("download", KEY, "--name", "x"), 2, "its own name"),
        (("remove", "../tiny"), 2, "can't be a voice's name"),
        (("info", "nobody"), 3, "no voice 'nobody'"),
        (("test", "nobody"), 3, "nobody"),
    ],
)
def test_what_can_not_be_done_is_said_in_one_line(
    voices: Voices, arguments: tuple[str, ...], code: int, words: str
) -> None:
    ended = voices(*arguments)
    assert ended.returncode == code, ended.stderr
    assert words in ended.stderr.decode()
    assert b"Traceback" not in ended.stderr


def test_a_download_that_fails_ends_with_1_and_installs_nothing(voices: Voices, host: Host, tmp_path: Path) -> None:
    host.faults[MODEL] = [Fault(status=404)]
    ended = voices("download", KEY)
    assert ended.returncode == 1
    assert b"404" in ended.stderr
    assert list((tmp_path / "voices").glob("*.onnx")) == []


def test_info_tells_of_installed_and_listed_voices(voices: Voices, host: Host) -> None:
    voices("update")
    listed = json.loads(voices("info", KEY, "--json").stdout)
    assert listed["installed"] is False
    assert listed["url"] == f"{host.url}{MODEL}"
    voices("download", KEY)
    found = json.loads(voices("info", KEY, "--json").stdout)
    assert found["installed"] is True
    assert found["license"] == "CC BY 4.0"
    table = voices("info", KEY).stdout.decode()
    assert "CC BY 4.0" in table
    assert KEY in table


def test_without_a_command_it_lists_and_fetches_nothing(voices: Voices, host: Host) -> None:
    assert b"tone" in voices().stdout
    assert json.loads(voices("--json").stdout)["voices"]
    assert b"never fetched" in voices("list", "--available").stdout
    assert host.asked == []


def test_what_ctrl_c_leaves_is_used_next_time_or_removed(
    vitts: CommandLine, voices: Voices, host: Host, tmp_path: Path
) -> None:
    host.faults[MODEL] = [Fault(after_bytes=300_000, is_silent=True)]
    options = (
        "--data-dir",
        str(tmp_path),
        "--set",
        f"catalogue.url={host.url}",
        "--set",
        f"catalogue.revision={REVISION}",
    )
    with vitts.start("voices", "download", KEY, *options) as process:
        assert process.stderr is not None
        while b"0.3 of" not in process.stderr.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
    assert list((tmp_path / "voices").glob("*.onnx")) == []
    assert voices("download", KEY).returncode == 0
    assert host.asked_for(MODEL)[-1]["Range"].startswith("bytes=2")

    host.faults[MODEL] = [Fault(status=404)]
    voices("remove", KEY)
    assert voices("download", KEY).returncode == 1
    assert voices("remove", KEY).returncode == 0
    assert list((tmp_path / "voices").iterdir()) == []


def test_a_terminal_shows_a_bar(vitts: CommandLine, host: Host, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    options = (
        "--data-dir",
        str(tmp_path),
        "--set",
        f"catalogue.url={host.url}",
        "--set",
        f"catalogue.revision={REVISION}",
    )
    command = vitts.command(["voices", "download", KEY, *options])
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs, env=dict(vitts.environment)) as process:
        os.close(theirs)
        shown = b""
        with suppress(OSError):  # the terminal is closed with the process
            while data := os.read(ours, 65_536):
                shown += data
        assert process.wait(timeout=60) == 0
    os.close(ours)
    assert "━".encode() in shown
    assert b"2.4/2.4 MB" in shown
