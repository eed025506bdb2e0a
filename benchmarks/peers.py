"""The peers' own environment: their dependencies must not mix with ours."""

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path

REQUIREMENTS = (
    "wyoming-piper>=2.5,<3",
    "piper-tts[http]>=1.8,<2",
    "flask>=3,<4",
    "sherpa-onnx>=1.13,<2",  # from 2.0 on it leaves phonemes to others
)
_SHOWN = ("wyoming-piper", "piper-tts", "sherpa-onnx", "onnxruntime", "wyoming")


class CannotInstall(Exception):
    """The peers could not be installed; the message is what pip said."""


async def peers_python(folder: Path) -> Path:
    """The interpreter of the environment in `folder`, which is made unless it is there. Raises `CannotInstall`."""
    python = folder / "bin" / "python"
    complete = folder / "complete"
    if not complete.is_file():
        await _call(sys.executable, "-m", "venv", "--clear", str(folder))
        await _call(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *REQUIREMENTS)
        complete.touch()
    return python


async def versions(python: Path) -> dict[str, str]:
    """Of the peers and what they run on."""
    listed = json.loads(await _call(str(python), "-m", "pip", "--disable-pip-version-check", "list", "--format=json"))
    found = {package["name"].replace("_", "-").lower(): package["version"] for package in listed}
    return {name: found[name] for name in _SHOWN if name in found}


async def _call(*command: str) -> str:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe)
    output, errors = await process.communicate()
    if process.returncode:
        raise CannotInstall(f"{' '.join(_brief(command))} failed: {errors.decode(errors='replace')[-2000:]}")
    return output.decode()


def _brief(command: Sequence[str]) -> Sequence[str]:
    return [Path(command[0]).name, *command[1:5]]
