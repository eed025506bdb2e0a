"""What is shipped is what `web/` builds, and neither holds anything of the place where it was built."""

import os
import re
import subprocess
from pathlib import Path

from tests.web.browser import NODE, ROOT, WEB, need_node_modules

SHIPPED = ROOT / "vitts_server" / "protocols" / "http" / "page" / "built"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_shipped_page_is_what_the_sources_build(tmp_path: Path) -> None:
    """`make web` builds it anew."""
    need_node_modules()
    vite = WEB / "node_modules" / "vite" / "bin" / "vite.js"
    command = [str(NODE), str(vite), "build", "--outDir", str(tmp_path / "built"), "--logLevel", "warn"]
    environment = {**os.environ, "PATH": f"{NODE.parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(command, cwd=WEB, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    fresh, shipped = contents(tmp_path / "built"), contents(SHIPPED)
    assert fresh.keys() == shipped.keys()
    assert [name for name in fresh if fresh[name] != shipped[name]] == []


def test_the_shipped_page_asks_nobody_else() -> None:
    """React's own links in its messages are read by people and never fetched; drawings need the names of their kind."""
    known = re.compile(rb"https?://(react\.dev/|www\.w3\.org/|127\.0\.0\.1|\$\{)")
    for name, content in contents(SHIPPED).items():
        others = [found for found in re.findall(rb"https?://[^\s\"'`]*", content) if not known.match(found)]
        assert others == [], name


def test_the_lock_of_the_page_names_no_registry() -> None:
    lock = (WEB / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert '"integrity"' in lock
