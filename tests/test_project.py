"""The shape of the project: sizes, imports, words, and what is built from it."""

import os
import re
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from vitts_server import __version__

ROOT = Path(__file__).parent.parent
FOLDERS = ("vitts_server", "web", "tests", "plugins", "training", "benchmarks", "docs", ".ci", "requirements")
TEXT_SUFFIXES = {".py", ".md", ".toml", ".yaml", ".yml", ".html", ".ts", ".tsx", ".js", ".css", ".txt", ".in", ""}
MADE = {"__pycache__", "node_modules", "dist", "build", "built"}
MOST_LINES = 400
BUILD_TIMEOUT_S = 120


def files() -> Iterator[Path]:
    """What people wrote; not what was built or fetched."""
    yield from (path for path in ROOT.iterdir() if path.is_file() and path.name not in (".git", ".gitignore"))
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            below = path.relative_to(ROOT / folder).parts
            if path.is_file() and not any(part.startswith(".") or part in MADE for part in below):
                yield path


def texts() -> Iterator[tuple[Path, str]]:
    for path in files():
        if path.suffix in TEXT_SUFFIXES and path != Path(__file__):
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8")


def test_no_source_file_is_longer_than_a_few_screens() -> None:
    lengths = {path: text.count("\n") for path, text in texts() if path.suffix in {".py", ".ts", ".tsx"}}
    assert len(lengths) > 50
    assert {path: length for path, length in lengths.items() if length > MOST_LINES} == {}


@pytest.mark.parametrize("heavy", ["tornado", "onnxruntime", "onnx", "wyoming", "structlog", "typer"])
def test_importing_the_public_interface_loads_nothing_heavy(
    heavy: str, loaded_by_the_public_interface: set[str]
) -> None:
    assert "vitts_server" in loaded_by_the_public_interface
    assert heavy not in loaded_by_the_public_interface


@pytest.fixture(scope="module")
def loaded_by_the_public_interface() -> set[str]:
    program = "import sys, vitts_server; print(*sys.modules)"
    return set(
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    )


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (r"\b(TODO|FIXME|XXX|HACK)\b", "unfinished work"),
        (r"/(?:work|root|home/\w+)/", "a path of somebody's machine"),
        (r"pythonhosted|pypi\.org/simple|--index-url|--extra-index|find-links +/[^w]", "a package registry"),
        (r"(?i)\bissue #?\d+|\bPR #?\d+", "a number that only a tracker knows"),
    ],
)
def test_nothing_is_written_that_does_not_belong(pattern: str, reason: str) -> None:
    found = [f"{path}: {match[0]}" for path, text in texts() for match in re.finditer(pattern, text)]
    assert not found, reason


def test_locks_pin_every_package_with_hashes() -> None:
    for name in ("lock.txt", "lock-dev.txt"):
        entries = re.split(r"\n(?=\S)", (ROOT / "requirements" / name).read_text(encoding="utf-8"))
        pins = [entry for entry in entries if not entry.startswith("#")]
        assert len(pins) > 20
        assert [pin for pin in pins if not re.match(r"[\w.-]+==[\w.]+.*--hash=sha256:", pin, re.DOTALL)] == []


def test_both_locks_agree() -> None:
    run, dev = (
        dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements" / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("lock.txt", "lock-dev.txt")
    )
    assert {name: dev.get(name) for name in run} == run


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source archive and the wheel that was made out of it."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=BUILD_TIMEOUT_S, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_a_wheel_and_a_source_archive_are_built(built: Path) -> None:
    assert sorted(path.name for path in built.iterdir()) == [
        f"vitts_server-{__version__}-py3-none-any.whl",
        f"vitts_server-{__version__}.tar.gz",
    ]


def test_the_wheel_runs_in_a_fresh_environment(built: Path, tmp_path: Path) -> None:
    """What it needs is lent by this environment; the package itself must come out of the wheel."""
    venv.create(tmp_path / "venv", with_pip=False)
    python = tmp_path / "venv" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    (wheel,) = built.glob("*.whl")
    subprocess.run([*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)], check=True, env=_plain())
    (site,) = (tmp_path / "venv").glob("lib/python*/site-packages")
    (site / "lent.pth").write_text(sysconfig.get_paths()["purelib"])

    def run(*command: str) -> str:
        done = subprocess.run(command, capture_output=True, text=True, env=_plain(), cwd=tmp_path, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    program = str(python.parent / "vitts-server")
    assert run(program, "--version") == f"vitts-server {__version__}\n"
    listed = run(program, "voices", "--json")
    assert '"en_US-kathleen-small"' in listed
    assert '"vi_VN-kathleen-small"' in listed
    assert "http-page" in run(program, "plugins")
    parts = site / "vitts_server" / "protocols" / "http" / "page" / "built" / "assets"
    assert {path.suffix for path in parts.iterdir()} == {".js", ".css", ".svg"}
    where = run(str(python), "-c", "import vitts_server; print(vitts_server.__file__)")
    assert Path(where.strip()).is_relative_to(site)


def _plain() -> dict[str, str]:
    """Plugins of this environment are left out: their code is linked into it in a way that can't be lent."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VITTS_", "PIP_", "PYTHON"))}
    return {**kept, "VITTS_SERVER__DISABLED_PLUGINS": "espeak,openvino"}
