"""Nothing leaves this machine: a whole life of the server with every connection watched."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import asyncio, os, socket, sys
from pathlib import Path

contacts = []

def watch(event, arguments):
    if event == "socket.connect":
        contacts.append(arguments[1])
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        contacts.append(arguments[0])

sys.addaudithook(watch)
from vitts_server import SynthesisRequest
from vitts_server.testing import open_server

async def main(folder, voices):
    settings = {"voices": {"dir": [voices]}}
    async with open_server(Path(folder), settings=settings) as server:
        for voice in ("tiny-vi", "tiny_multi"):
            request = SynthesisRequest(text="Xin chào.", voice=voice)
            assert [chunk async for chunk in server.speech.synthesize(request)]

asyncio.run(main(sys.argv[1], sys.argv[2]))
assert os.environ["ORT_DISABLE_TELEMETRY"] == "1"
print([contact for contact in contacts if "127.0.0.1" not in str(contact) and contact != "localhost"])
"""


def test_starting_speaking_and_stopping_contacts_nothing(tmp_path: Path, voices_dir: Path) -> None:
    """Seen through Python's audit events, which every socket of Python's own passes."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path), str(voices_dir)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_native_libraries_open_no_connection_either(tmp_path: Path, voices_dir: Path) -> None:
    """strace sees every connect() of the process, whoever calls it."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    log = tmp_path / "strace.log"
    command = ["strace", "-f", "-qq", "-e", "trace=connect,sendto", "-o", str(log), sys.executable, "-c", PROGRAM]
    done = subprocess.run(
        [*command, str(tmp_path), str(voices_dir)], capture_output=True, text=True, timeout=240, check=False
    )
    if "ptrace" in done.stderr.lower():
        pytest.skip("this machine does not allow tracing")
    assert done.returncode == 0, done.stderr
    lines = [line for line in log.read_text().splitlines() if "AF_INET" in line and "127.0.0.1" not in line]
    assert lines == []
