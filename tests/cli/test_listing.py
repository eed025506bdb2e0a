"""`vitts-server voices`, `plugins`, `config`, and the commands of plugins."""

import json
import tomllib
from pathlib import Path

import pytest

from tests.cli.kit import CommandLine, install_plugin
from vitts_server import __version__
from vitts_server.config import ServerSettings, SpeechSettings


def test_voices_lists_the_default_first_and_bad_files_with_their_reasons(vitts: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "broken.onnx").write_bytes(b"no voice")
    many = [f"s{number}" for number in range(10)]
    environment = {"TONE_VOICES": "beta,alpha", "TONE_SPEAKERS": ",".join(many)}
    options = ("--voices-dir", str(tmp_path), "--set", "speech.default-voice=beta")
    found = json.loads(vitts.run("voices", "--json", *options, environment=environment).stdout)
    assert [(voice["name"], voice["default"]) for voice in found["voices"][:2]] == [("beta", True), ("alpha", False)]
    assert found["voices"][0]["speakers"] == many
    assert [bad["path"] for bad in found["unusable"]] == [str(tmp_path / "broken.onnx")]
    assert found["unusable"][0]["reason"]

    table = vitts.run("voices", *options, environment=environment).stdout.decode()
    for word in ("beta", "alpha", "s4, s5 and 4 more", "vi-VN", "16000 Hz", "tones", "CC0-1.0", "broken.onnx"):
        assert word in table


def test_without_voices_it_says_what_to_do(vitts: CommandLine) -> None:
    ended = vitts.run("voices", environment={"TONE_VOICES": ""})
    assert ended.returncode == 0
    assert "--voices-dir" in ended.stdout.decode()


def test_plugins_tells_built_in_ones_from_installed_ones(vitts: CommandLine) -> None:
    rows = {row["name"]: row for row in json.loads(vitts.run("plugins", "--json").stdout)}
    assert rows["tones"] == {
        "name": "tones",
        "distribution": "tone_plugin 1.0",
        "hooks": ["vitts_engines", "vitts_voices"],
    }
    assert rows["wyoming"]["distribution"] == ""
    table = vitts.run("plugins").stdout.decode()
    assert "tone_plugin 1.0" in table
    assert "built in" in table


def test_config_says_where_each_value_came_from(vitts: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('[speech]\nthreads = 1\nlanguage = "en"\nmax-requests = 5\n[voices]\ndir = ["/from/file"]\n')
    environment = {"VITTS_SPEECH__LANGUAGE": "vi", "VITTS_SPEECH__MAX_REQUESTS": "6"}
    arguments = ("config", "--config", str(file), "--set", "speech.max-requests=7")
    shown = json.loads(vitts.run(*arguments, "--json", environment=environment).stdout)
    assert shown["speech"]["threads"] == {"value": 1, "origin": str(file)}
    assert shown["speech"]["language"] == {"value": "vi", "origin": "environment VITTS_SPEECH__LANGUAGE"}
    assert shown["speech"]["max-requests"] == {"value": 7, "origin": "command line"}
    assert shown["speech"]["max-ahead-s"]["origin"] == "default"
    assert shown["voices"]["dir"]["value"] == ["/from/file"]
    table = vitts.run(*arguments, environment=environment).stdout.decode()
    assert "environment VITTS_SPEECH__LANGUAGE" in table


def test_config_as_toml_is_a_settings_file_that_means_the_same(vitts: CommandLine, tmp_path: Path) -> None:
    changed = ("--set", "speech.threads=3", "--set", 'voices.dir=["/a b", "/c"]')
    written = vitts.run("config", "--toml", *changed).stdout
    file = tmp_path / "all.toml"
    file.write_bytes(written)
    values = tomllib.loads(written.decode())
    assert values["speech"]["threads"] == 3
    assert values["voices"]["dir"] == ["/a b", "/c"]
    assert {name for name, field in SpeechSettings.model_fields.items() if field.get_default() is not None} <= {
        name.replace("-", "_") for name in values["speech"]
    }
    again = vitts.run("config", "--toml", "--config", str(file)).stdout
    assert again == written


def test_config_tells_no_secret_and_writes_no_stars_into_a_file(vitts: CommandLine) -> None:
    environment = {"HF_TOKEN": "geheim-42", "VITTS_HTTP__ADMIN_TOKEN": "geheim-43"}
    for form in ((), ("--json",), ("--toml",)):
        shown = vitts.run("config", *form, environment=environment).stdout.decode()
        assert "geheim" not in shown
    assert "# token is set, and a secret" in shown
    assert "*" not in str(tomllib.loads(shown)["catalogue"])


def test_the_settings_file_may_come_from_the_environment(vitts: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('[server]\nlog-level = "debug"\ndisabled-plugins = ["tones", "espeak", "shipped"]\n')
    environment = {"VITTS_CONFIG": str(file), "VITTS_SERVER__DISABLED_PLUGINS": ""}
    shown = json.loads(vitts.run("config", "--json", environment=environment).stdout)
    assert shown["server"]["log-level"] == {"value": "debug", "origin": str(file)}
    assert ServerSettings.section in shown


def test_version(vitts: CommandLine) -> None:
    assert vitts.run("--version").stdout.decode() == f"vitts-server {__version__}\n"


def test_commands_of_plugins_run_and_are_listed(vitts: CommandLine) -> None:
    assert vitts.run("greet", "Mai").stdout == b"hello Mai\n"
    listed = vitts.run("--help").stdout.decode()
    assert "Greet somebody." in listed
    assert "doctor" in listed


def test_a_plugin_can_not_take_over_a_built_in_command(vitts: CommandLine, tmp_path: Path) -> None:
    hook = "from vitts_server import hookimpl\n@hookimpl\ndef vitts_commands(cli):\n    cli.command('serve')(print)\n"
    install_plugin(tmp_path, "greedy", hook)
    ended = vitts.run("no-such-command", environment={"PYTHONPATH": str(tmp_path)})
    assert ended.returncode == 2
    assert "'serve'" in ended.stderr.decode()


@pytest.mark.parametrize("command", ["sreve", "serve --nonsense"])
def test_a_mistyped_command_line_ends_with_2(vitts: CommandLine, command: str) -> None:
    ended = vitts.run(*command.split())
    assert ended.returncode == 2
    assert b"Traceback" not in ended.stderr
