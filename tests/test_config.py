"""Settings: every source, its rank, where each value came from, and errors that name the right key."""

from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import Field

from vitts_server import ConfigError, NameMap, Section, ServerSettings, SpeechSettings, VoicesSettings
from vitts_server.config import CORE_SECTIONS, load_config


class PluginSettings(Section):
    section: ClassVar[str] = "my-plugin"

    how_many: int = Field(1, description="A number.")
    names: NameMap = Field({}, description="Names.")


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_section_with_a_dash_is_set_from_every_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sections: list[type[Section]] = [*CORE_SECTIONS, PluginSettings]
    file = write(tmp_path / "a.toml", "[my-plugin]\nhow-many = 2\n")
    assert load_config(sections, file=file).section(PluginSettings).how_many == 2
    monkeypatch.setenv("VITTS_MY_PLUGIN__HOW_MANY", "3")
    config = load_config(sections, file=file)
    assert config.section(PluginSettings).how_many == 3
    assert config.origins == {"my-plugin.how-many": "environment VITTS_MY_PLUGIN__HOW_MANY"}
    assert load_config(sections, overrides={"my-plugin": {"how-many": 4}}).section(PluginSettings).how_many == 4


def test_the_command_line_beats_the_environment_beats_the_file_beats_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path / "a.toml", '[speech]\nlanguage = "en"\nthreads = 1\nmax-text-chars = 5\n')
    monkeypatch.setenv("VITTS_SPEECH__LANGUAGE", "fr")
    monkeypatch.setenv("VITTS_SPEECH__THREADS", "2")
    config = load_config(file=file, overrides={"speech": {"threads": 3}})
    speech = config.section(SpeechSettings)
    assert (speech.language, speech.threads, speech.max_text_chars, speech.max_sentence_chars) == ("fr", 3, 5, 300)
    assert config.origins == {
        "speech.language": "environment VITTS_SPEECH__LANGUAGE",
        "speech.threads": "command line",
        "speech.max-text-chars": str(file),
    }


def test_a_plugins_section_is_read_like_any_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path / "a.toml", "[my-plugin]\nhow-many = 3\n")
    sections: list[type[Section]] = [*CORE_SECTIONS, PluginSettings]
    assert load_config(sections, file=file).section(PluginSettings).how_many == 3
    monkeypatch.setenv("VITTS_MY-PLUGIN__HOW_MANY", "4")
    assert load_config(sections, file=file).section(PluginSettings).how_many == 4
    with pytest.raises(ConfigError, match="my-plugin"):
        load_config(file=None).section(PluginSettings)


def test_lists_may_be_written_in_one_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITTS_VOICES__DIR", "/a:/b")
    monkeypatch.setenv("VITTS_SERVER__DISABLED_PLUGINS", "http, espeak")
    config = load_config()
    assert config.section(VoicesSettings).dir == (Path("/a"), Path("/b"))


def test_names_for_other_names_are_a_table_or_pairs_in_one_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sections: list[type[Section]] = [*CORE_SECTIONS, PluginSettings]
    file = write(tmp_path / "a.toml", '[my-plugin.names]\na = "x:1"\n')
    assert load_config(sections, file=file).section(PluginSettings).names == {"a": "x:1"}
    monkeypatch.setenv("VITTS_MY-PLUGIN__NAMES", "a=x, b = y=z,")
    assert load_config(sections, file=file).section(PluginSettings).names == {"a": "x", "b": "y=z"}
    for wrong in ("a", "a=", "=x", "a=x,b"):
        monkeypatch.setenv("VITTS_MY-PLUGIN__NAMES", wrong)
        with pytest.raises(ConfigError, match=r"my-plugin\.names .*write name=other"):
            load_config(sections)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[speech]\nmax-text-char = 5\n", "did you mean 'max-text-chars'"),
        ("[speach]\nthreads = 5\n", "did you mean 'speech'"),
        ("[speech]\nthreads = -1\n", "speech.threads"),
        ('[speech]\nthreads = "many"\n', "'many'"),
        ("speech = 1\n", r"written \[speech\]"),
        ("[speech\n", "not valid TOML"),
    ],
)
def test_a_wrong_file_says_what_and_where(tmp_path: Path, content: str, message: str) -> None:
    file = write(tmp_path / "a.toml", content)
    with pytest.raises(ConfigError, match=message) as refused:
        load_config(file=file)
    assert "a.toml" in str(refused.value)


@pytest.mark.parametrize(
    ("variable", "message"),
    [
        ("VITTS_SPEECH__MAX_TEXT_CHAR", "did you mean 'max-text-chars'"),
        ("VITTS_SPEACH__THREADS", "did you mean 'speech'"),
    ],
)
def test_a_misspelt_variable_is_an_error_with_the_nearest_name(
    monkeypatch: pytest.MonkeyPatch, variable: str, message: str
) -> None:
    monkeypatch.setenv(variable, "5")
    with pytest.raises(ConfigError, match=message):
        load_config()


def test_variables_of_the_program_that_is_replaced_are_honoured_below_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    assert load_config().section(ServerSettings).log_level == "DEBUG"
    assert load_config().origins == {"server.log-level": "environment LOG_LEVEL"}
    monkeypatch.setenv("VITTS_SERVER__LOG_LEVEL", "error")
    assert load_config().section(ServerSettings).log_level == "error"
