"""The facts in Dockerfile and compose.yaml: no engine builds them here, so each is compared with what it relies on."""

import json
import re
import shlex
import tomllib
from fnmatch import fnmatch
from pathlib import Path

from vitts_server.app import load_registry, load_settings

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")
INSTRUCTIONS = [line.split(maxsplit=1) for line in DOCKERFILE.splitlines() if line and not line.startswith("#")]
FINAL = INSTRUCTIONS[[name for name, _ in INSTRUCTIONS].index("FROM", 2) :]


def of(kind: str, instructions: list[list[str]] = FINAL) -> list[str]:
    return [value for name, value in instructions if name == kind]


def environment() -> dict[str, str]:
    return dict(part.split("=", 1) for value in of("ENV") for part in shlex.split(value))


def test_the_ports_are_those_that_the_server_listens_on() -> None:
    config = load_settings(load_registry())
    listens = {kind.section: values.listen for kind, values in config.sections.items() if hasattr(values, "listen")}
    ports = [address.rpartition(":")[2] for section in ("http", "wyoming") for address in listens[section]]
    assert all("0.0.0.0:" in address for addresses in listens.values() for address in addresses)
    assert of("EXPOSE") == [" ".join(ports)]
    assert re.findall(r'"(\d+):(\d+)"', COMPOSE) == [(port, port) for port in ports]
    assert f"http://127.0.0.1:{ports[0]}/health" in of("HEALTHCHECK")[0]


def test_its_settings_are_settings_and_its_volumes_are_theirs() -> None:
    overrides: dict[str, dict[str, str]] = {}
    for variable, value in environment().items():
        section, _, name = variable.removeprefix("VITTS_").lower().partition("__")
        overrides.setdefault(section, {})[name.replace("_", "-")] = value
    load_settings(load_registry(), overrides=overrides)
    volumes = json.loads(of("VOLUME")[0])
    assert volumes == [overrides["voices"]["dir"], overrides["server"]["data-dir"]]
    assert [path for path in volumes if f":{path}" not in COMPOSE] == []
    assert overrides["server"]["cache-dir"].startswith(volumes[1])


def test_speech_ends_before_docker_kills() -> None:
    assert float(environment()["VITTS_SERVER__DRAIN_S"]) < 10


def test_it_runs_as_a_user_without_rights_who_owns_the_volumes() -> None:
    (user,) = of("USER")
    set_up = " ".join(of("RUN"))
    assert f"useradd --uid 10001 --create-home {user}" in set_up
    assert f"--owner {user} --group {user} {' '.join(json.loads(of('VOLUME')[0]))}" in set_up


def test_the_entry_point_is_a_command_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    program, command = json.loads(of("ENTRYPOINT")[0])
    assert project["scripts"][program] == "vitts_server.cli:main"
    assert command == "serve"
    (extras,) = re.findall(r"vitts-server\[([\w,]+)\]", " ".join(of("RUN")))
    assert set(extras.split(",")) <= set(project["optional-dependencies"])


def test_nothing_is_compiled_in_the_image_that_ships() -> None:
    assert not re.search(r"apt-get|gcc|build-essential|requirements/", " ".join(of("RUN")))
    assert "--no-index" in of("RUN")[0]


def test_what_is_copied_exists_and_is_not_ignored() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    kept = [line.removeprefix("!") for line in lines if line.startswith("!")]
    assert [path for path in kept if not (ROOT / path).exists()] == []
    for needed in ("pyproject.toml", "README.md", "LICENSE", "requirements/lock.txt", "vitts_server/app.py"):
        assert any(needed == path or fnmatch(needed, f"{path}/*") for path in kept), needed
    for plugin in re.findall(r"\./(plugins/[\w-]+)", DOCKERFILE):
        assert plugin in kept
