"""What README.md and the other pages tell people to run and to read exists."""

import re
from pathlib import Path

import pytest
import typer

from vitts_server import Config
from vitts_server.app import load_registry, load_settings
from vitts_server.cli.application import application

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "NOTICE.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
README = (ROOT / "README.md").read_text(encoding="utf-8")
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]


@pytest.mark.parametrize("name", NAMES)
def test_every_make_command_exists(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    told = set(re.findall(r"(?:^|`)make ([a-z-]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
    assert told <= targets


@pytest.mark.parametrize("name", NAMES)
def test_every_command_of_vitts_server_exists(name: str) -> None:
    commands = typer.main.get_command(application())
    known = set(commands.list_commands(typer.Context(commands)))  # type: ignore[attr-defined]
    text = (ROOT / name).read_text(encoding="utf-8")
    told = set(re.findall(r"(?:^|`|/bin/)vitts-server ([a-z]+)", text, re.MULTILINE))
    assert told <= known


@pytest.mark.parametrize("name", NAMES)
def test_every_link_to_a_file_leads_to_one(name: str) -> None:
    page = ROOT / name
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_readme_starts_and_tests_with_one_command_each() -> None:
    assert "```sh\nmake run\n```" in README
    assert "```sh\nmake test\n```" in README


def test_the_readme_names_every_folder_that_it_explains() -> None:
    folders = re.findall(r"^\| `([\w/.]+)/` \|", README, re.MULTILINE)
    assert "vitts_server" in folders
    assert [folder for folder in folders if not (ROOT / folder).is_dir()] == []


def test_the_readmes_addresses_are_the_default_ones(config: Config) -> None:
    listens = {kind.section: values.listen for kind, values in config.sections.items() if hasattr(values, "listen")}
    assert [address.rpartition(":")[2] for address in listens["http"]] == ["8888"]
    assert [address.rpartition(":")[2] for address in listens["wyoming"]] == ["10200"]
    assert set(re.findall(r"http://127\.0\.0\.1:(\d+)", README)) == {"8888"}
    assert "port: `10200`" in README


@pytest.fixture
def config(monkeypatch: pytest.MonkeyPatch) -> Config:
    """Nothing but defaults."""
    monkeypatch.delenv("SERVER_PORT", raising=False)
    return load_settings(load_registry())
