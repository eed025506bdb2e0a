"""The examples on the pages of OpenAI's and ElevenLabs' interfaces run as they stand."""

import asyncio
import re
import sys
from pathlib import Path

import httpx
import pytest

PAGES = Path(__file__).parents[3] / "docs" / "protocols"


@pytest.mark.parametrize(("page", "file"), [("openai.md", "hello.wav"), ("elevenlabs.md", "hello.pcm")])
async def test_the_example_writes_a_file(http: httpx.AsyncClient, tmp_path: Path, page: str, file: str) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", (PAGES / page).read_text(encoding="utf-8"), re.DOTALL)
    assert "http://127.0.0.1:8888" in program
    here = f"http://{http.base_url.host}:{http.base_url.port}"
    command = [sys.executable, "-c", program.replace("http://127.0.0.1:8888", here)]
    done = await asyncio.create_subprocess_exec(*command, cwd=tmp_path, env={"NO_PROXY": "*"})
    assert await done.wait() == 0
    assert (tmp_path / file).stat().st_size > 10_000
