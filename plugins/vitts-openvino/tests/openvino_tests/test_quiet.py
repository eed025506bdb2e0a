"""Nothing leaves the machine: OpenVINO's own reports are off, and it leaves nothing in the user's folder."""

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys

contacts = []

def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "subprocess.Popen", "os.fork"):
        contacts.append((event, arguments))

sys.addaudithook(watch)
from vitts_openvino.backend import OpenVino

assert OpenVino("auto").suits()
assert "openvino" in sys.modules
assert sys.modules.get("openvino_telemetry") is None
import openvino.tools.ovc  # somebody else may want it: it still works, and is quiet
assert not contacts, contacts
"""


def test_importing_it_tells_nobody(tmp_path: Path) -> None:
    no_continuous_integration = {name: value for name, value in os.environ.items() if name in ("PATH", "PYTHONPATH")}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**no_continuous_integration, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []
