"""`vitts-server say`: into files, pipes and players, from arguments and from standard input."""

import os
import subprocess
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import pytest

from tests.cli.kit import TIMEOUT_S, CommandLine
from vitts_server.testing import SECONDS_PER_CHARACTER

TEXT = "một hai ba bốn năm"
LENGTH_S = len(TEXT) * SECONDS_PER_CHARACTER
RATE_HZ = 16000


def test_a_file_is_a_whole_wav_with_its_true_length(vitts: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "hello.wav"
    ended = vitts.run("say", TEXT, "-o", str(file), "--speaker", "nam", "--speed", "2")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")
    with wave.open(str(file)) as sound:
        assert sound.getframerate() == RATE_HZ
        assert sound.getnframes() == pytest.approx(LENGTH_S / 2 * RATE_HZ, abs=RATE_HZ / 2)
        assert len(sound.readframes(sound.getnframes())) == sound.getnframes() * 2
    assert file.stat().st_size == 44 + sound.getnframes() * 2
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("suffix", ["mp3", "opus", "webm", "aac", "flac"])
def test_the_ending_of_the_file_names_the_format(vitts: CommandLine, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"hello.{suffix}"
    assert vitts.run("say", TEXT, "-o", str(file)).returncode == 0
    with av.open(str(file), "r") as sound:
        frames = list(sound.decode(audio=0))
    assert sum(frame.samples for frame in frames) / frames[0].sample_rate == pytest.approx(LENGTH_S, abs=0.4)


def test_a_format_that_is_missing_comes_with_what_to_install(vitts: CommandLine, tmp_path: Path) -> None:
    ended = vitts.run("say", TEXT, "-o", str(tmp_path / "a.mp3"), "--set", "server.disabled-plugins=codecs")
    assert ended.returncode == 2
    assert "there are .pcm, .wav (to have mp3: pip install 'vitts-server[codecs]')" in ended.stderr.decode()


def test_a_pipe_gets_wav_and_with_raw_bare_samples(vitts: CommandLine) -> None:
    wav = vitts.run("say", TEXT).stdout
    raw = vitts.run("say", TEXT, "--raw").stdout
    assert wav[:4] + wav[8:12] + wav[36:40] == b"RIFFWAVEdata"
    assert wav[40:44] == b"\xff\xff\xff\xff"
    assert wav[44:] == raw
    assert len(raw) / 2 >= LENGTH_S * RATE_HZ


def test_text_from_a_pipe_is_spoken_while_more_arrives(vitts: CommandLine) -> None:
    with vitts.start("say", "--raw", stdin=subprocess.PIPE) as speaking:
        assert speaking.stdin is not None
        assert speaking.stdout is not None
        speaking.stdin.write("Câu đầu tiên đã xong. Câu th".encode()[:-1])
        speaking.stdin.flush()
        first = os.read(speaking.stdout.fileno(), 2)  # would wait for ever if the end of the text were needed
        speaking.stdin.write("Câu th".encode()[-1:] + "ứ hai.".encode())
        speaking.stdin.close()
        rest = speaking.stdout.read()
        assert speaking.wait(TIMEOUT_S) == 0
    samples = (len(first) + len(rest)) / 2
    assert samples >= len("Câu đầu tiên đã xong.Câu thứ hai.") * SECONDS_PER_CHARACTER * RATE_HZ


def test_text_that_is_not_utf_8_is_refused(vitts: CommandLine) -> None:
    ended = vitts.run("say", "-", text=b"caf\xe9 ")
    assert ended.returncode == 2
    assert "UTF-8" in ended.stderr.decode()


def test_a_reader_that_leaves_is_no_error(vitts: CommandLine) -> None:
    with vitts.start("say", TEXT * 40, environment={"TONE_STEP_S": "0.01"}) as speaking:
        assert speaking.stdout is not None
        assert speaking.stdout.read(44)
        speaking.stdout.close()
        assert speaking.wait(TIMEOUT_S) == 0
        assert speaking.stderr is not None
        assert speaking.stderr.read() == b""


@pytest.mark.parametrize(
    ("arguments", "code", "hint"),
    [
        ((TEXT, "--voice", "nobody"), 3, "nobody"),
        ((TEXT, "--speed", "99"), 2, "speed"),
        ((TEXT, "-o", "hello.exe"), 2, ".wav"),
        ((TEXT, "-o", "/no/such/folder/hello.wav"), 1, "/no/such/folder/hello.wav"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    vitts: CommandLine, arguments: tuple[str, ...], code: int, hint: str
) -> None:
    ended = vitts.run("say", *arguments)
    assert ended.returncode == code
    assert ended.stdout == b""
    assert len(ended.stderr.decode().splitlines()) == 1
    assert hint in ended.stderr.decode()


def test_without_any_voice_it_says_so(vitts: CommandLine) -> None:
    ended = vitts.run("say", TEXT, environment={"TONE_VOICES": ""})
    assert ended.returncode == 4
    assert "no voice" in ended.stderr.decode()


def test_ctrl_c_leaves_no_half_file(vitts: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "hello.wav"
    with vitts.start("say", "-", "-o", str(file), stdin=subprocess.PIPE) as speaking:
        while not list(tmp_path.iterdir()):
            assert speaking.poll() is None
        speaking.send_signal(2)
        assert speaking.wait(TIMEOUT_S) == 130
        assert speaking.stderr is not None
        assert b"Traceback" not in speaking.stderr.read()
    assert list(tmp_path.iterdir()) == []


@contextmanager
def on_a_terminal(vitts: CommandLine, path: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Standard output is a terminal, and only the programs in `path` are found."""
    ours, theirs = os.openpty()
    try:
        with vitts.start(*arguments, stdout=theirs, environment={"PATH": str(path)}) as process:
            yield process
    finally:
        os.close(ours)
        os.close(theirs)


def make_player(folder: Path, script: str) -> None:
    player = folder / "aplay"
    player.write_text(f"#!/bin/sh\n{script}\n")
    player.chmod(0o755)


def test_on_a_terminal_it_plays_through_a_player(vitts: CommandLine, tmp_path: Path) -> None:
    make_player(tmp_path, f'echo "$@" > {tmp_path}/arguments; /bin/cat > {tmp_path}/heard')
    with on_a_terminal(vitts, tmp_path, "say", TEXT) as speaking:
        assert speaking.wait(TIMEOUT_S) == 0
    assert (tmp_path / "heard").read_bytes() == vitts.run("say", TEXT, "--raw").stdout
    assert f"-r {RATE_HZ}" in (tmp_path / "arguments").read_text()


def test_a_player_that_fails_is_named(vitts: CommandLine, tmp_path: Path) -> None:
    make_player(tmp_path, "exit 1")
    with on_a_terminal(vitts, tmp_path, "say", TEXT * 40) as speaking:
        assert speaking.stderr is not None
        said = speaking.stderr.read().decode()
        assert speaking.wait(TIMEOUT_S) == 1
    assert len(said.splitlines()) == 1
    assert "aplay" in said


def test_without_a_player_it_says_how_to_write_a_file(vitts: CommandLine, tmp_path: Path) -> None:
    with on_a_terminal(vitts, tmp_path, "say", TEXT) as speaking:
        assert speaking.stderr is not None
        assert "-o hello.wav" in speaking.stderr.read().decode()
        assert speaking.wait(TIMEOUT_S) == 2
