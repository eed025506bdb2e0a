"""How options become settings."""

from pathlib import Path

import pytest

from vitts_server import ConfigError, SpeechSettings, VoicesSettings
from vitts_server.cli.options import disabled_plugins, open_settings


@pytest.fixture(autouse=True)
def _nothing_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)


def test_an_option_of_its_own_wins_over_set() -> None:
    _, config = open_settings(None, ["speech.default-voice=a"], {"speech.default-voice": "b"})
    assert config.section(SpeechSettings).default_voice == "b"


def test_options_that_were_not_given_leave_the_setting_alone() -> None:
    _, config = open_settings(None, ["voices.dir=/a:/b"], {"voices.dir": None, "speech.default-voice": None})
    assert config.section(VoicesSettings).dir == (Path("/a"), Path("/b"))


def test_a_list_may_be_written_as_in_toml() -> None:
    _, config = open_settings(None, ['voices.dir=["/a:b"]'], {})
    assert config.section(VoicesSettings).dir == (Path("/a:b"),)


@pytest.mark.parametrize("assignment", ["threads=2", "speech.threads", "speech.=2", "=2", "voices.dir=[1"])
def test_an_assignment_that_is_none_says_how_to_write_it(assignment: str) -> None:
    with pytest.raises(ConfigError, match="--set"):
        open_settings(None, [assignment], {})


def test_a_value_that_is_not_allowed_names_the_command_line() -> None:
    with pytest.raises(ConfigError, match=r"speech\.threads \(command line\)"):
        open_settings(None, ["speech.threads=many"], {})


def test_the_users_own_file_is_read_if_it_exists(tmp_path: Path) -> None:
    file = tmp_path / ".config/vitts-server/vitts-server.toml"
    file.parent.mkdir(parents=True)
    file.write_text("[speech]\nthreads = 3\n")
    _, config = open_settings(None, None, {})
    assert config.section(SpeechSettings).threads == 3


def test_disabled_plugins_are_known_before_any_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('[server]\ndisabled-plugins = ["a"]\n')
    assert disabled_plugins(None, {}) == []
    assert disabled_plugins(file, {}) == ["a"]
    monkeypatch.setenv("VITTS_SERVER__DISABLED_PLUGINS", "b, c")
    assert disabled_plugins(file, {}) == ["b", "c"]
    assert disabled_plugins(file, {"server": {"disabled-plugins": ["d"]}}) == ["d"]


def test_a_disabled_plugin_brings_no_settings() -> None:
    registry, _ = open_settings(None, ["server.disabled-plugins=piper,espeak"], {})
    assert "piper" not in registry.names()
    with pytest.raises(ConfigError, match="piper"):
        open_settings(None, ["server.disabled-plugins=piper", "piper.backend=auto"], {})
