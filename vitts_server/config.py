"""Settings: defaults < TOML file < environment (`VITTS_SECTION__NAME`) < command line.

Each section is a pydantic model; plugins add theirs with `vitts_settings`. A setting is written once, here or in its
plugin; the command line, the environment, the file and the documentation come from that one place.
"""

import difflib
import os
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, TypeVar

import platformdirs
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, create_model
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from vitts_server.errors import ConfigError

ENV_PREFIX = "VITTS_"


def _as_it_is(value: str) -> object:
    return value


@dataclass(frozen=True, slots=True)
class Inherited:
    """The setting that a variable of another program stands for, and how its values read here."""

    setting: str
    read: Callable[[str], object] = _as_it_is
    """What it does not understand is passed on as it is, for the setting to refuse."""


class Section(BaseModel):
    """Base of every settings section. `section` is its name in the file and in the environment."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=lambda name: name.replace("_", "-"),
        populate_by_name=True,
    )
    section: ClassVar[str]
    names_are_free: ClassVar[bool] = False
    """Whether the section holds tables under names of the user's own, rather than settings."""
    environment: ClassVar[Mapping[str, str | Inherited]] = {}
    """Environment variables of programs this one replaces, each with the setting it stands for."""

    @classmethod
    def inherited(cls) -> Mapping[str, Inherited]:
        """`environment` in one shape."""
        return {
            variable: Inherited(setting) if isinstance(setting, str) else setting
            for variable, setting in cls.environment.items()
        }


def _split_paths(value: object) -> object:
    return [part for part in value.split(os.pathsep) if part] if isinstance(value, str) else value


def _split_names(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _split_pairs(value: object) -> object:
    if not isinstance(value, str):
        return value
    pairs = [pair.partition("=") for pair in value.split(",") if pair.strip()]
    if any("" in (name.strip(), sign, other.strip()) for name, sign, other in pairs):
        raise ValueError("write name=other,name=other")
    return {name.strip(): other.strip() for name, _, other in pairs}


def _log_level(value: str) -> str:
    """Names that Python's and other programs' levels have besides ours."""
    return {"warn": "warning", "critical": "error", "fatal": "error", "trace": "debug"}.get(value.lower(), value)


def _minutes(value: str) -> object:
    try:
        return float(value) * 60
    except ValueError:
        return value


def _without_tilde(path: Path) -> Path:
    return path.expanduser()


Folder = Annotated[Path, AfterValidator(_without_tilde)]
"""A path that may begin with `~`."""
PathList = Annotated[tuple[Folder, ...], BeforeValidator(_split_paths)]
"""Several paths; in the environment separated by colons."""
NameList = Annotated[tuple[str, ...], BeforeValidator(_split_names)]
"""Several names; in the environment separated by commas."""
NameMap = Annotated[Mapping[str, str], BeforeValidator(_split_pairs)]
"""Names, each with what it stands for; in the environment `name=other,name=other`."""


class ServerSettings(Section):
    """Where the server keeps things and how it ends."""

    section: ClassVar[str] = "server"
    environment: ClassVar[Mapping[str, str | Inherited]] = {
        "LOG_LEVEL": Inherited("log-level", _log_level),
        "TTS_LOG_LEVEL": Inherited("log-level", _log_level),
    }

    data_dir: Folder = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("vitts-server")),
        description="Folder for voices that were added and audio that was made.",
    )
    cache_dir: Folder = Field(
        default_factory=lambda: Path(platformdirs.user_cache_dir("vitts-server")),
        description="Folder for what can be made again, such as prepared voices. May be deleted at any time.",
    )
    drain_s: float = Field(10.0, ge=0, description="How long running speech may go on after SIGTERM.")
    log_level: str = Field(
        "info", pattern="^(?i:debug|info|warning|error)$", description="debug, info, warning or error."
    )
    log_format: str = Field(
        "auto", pattern="^(auto|human|json)$", description="human, json, or auto: human on a terminal."
    )
    disabled_plugins: NameList = Field((), description="Names of plugins that are not loaded.")


class SpeechSettings(Section):
    """Limits and defaults of speech, the same at every door."""

    section: ClassVar[str] = "speech"

    language: str = Field("vi", description="Language of the default voice when none is named.")
    default_voice: str | None = Field(None, description="Voice for requests that name none; unset: the best one.")
    threads: int = Field(0, ge=0, description="Worker threads; 0: one for each core this process may use.")
    max_text_chars: int = Field(100_000, ge=1, description="Longest text of one request, in characters.")
    max_sentence_chars: int = Field(
        300, ge=20, description="Longer sentences are cut at a clause or a word, in characters."
    )
    stream_wait_s: float = Field(
        0.8,
        gt=0,
        description="Arriving text without punctuation is spoken once it pauses this long, in seconds.",
    )
    sentence_pause_s: float = Field(0.2, ge=0, le=10, description="Silence between two sentences, in seconds.")
    paragraph_pause_s: float = Field(0.5, ge=0, le=10, description="Silence between two paragraphs, in seconds.")
    normalizers: NameList = Field(
        (), description="Text rules to apply, in this order; unset: all that plugins bring, in their own order."
    )
    max_requests: int = Field(256, ge=1, description="Requests at a time; more are answered Busy.")
    max_waiting_requests: int = Field(64, ge=1, description="Requests that may wait for their first audio.")
    max_ahead_s: float = Field(
        10.0,
        gt=0,
        description="Seconds of audio made ahead of what the client has taken; then its work pauses.",
    )
    request_timeout_s: float = Field(
        600.0, gt=0, description="Longest time without progress before a request is given up, in seconds."
    )

    @property
    def cores(self) -> int:
        """How many worker threads there are: as set, else one for each core this process may use."""
        if self.threads:
            return self.threads
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class VoicesSettings(Section):
    """Which voices there are and how many stay in memory."""

    section: ClassVar[str] = "voices"
    environment: ClassVar[Mapping[str, str]] = {}

    dir: PathList = Field((), description="More folders with voices; in the environment separated by colons.")
    watch: bool = Field(
        True, description="Voices that come, change or go in the folders while the server runs are seen within seconds."
    )
    max_loaded: int = Field(4, ge=1, description="Voices in memory at a time; the least recently used one goes.")
    memory_budget_mb: int = Field(2048, ge=1, description="Memory all loaded voices may take, in megabytes.")
    idle_timeout_s: float | None = Field(
        None, gt=0, description="A voice that nobody used this long is unloaded, in seconds; unset: none is for that."
    )
    pinned: NameList = Field(
        (), description="Voices that are loaded at the start and never unloaded; they count towards the limits."
    )
    download_missing: bool = Field(
        False,
        description="At the start, download the default voice if it is missing: the one that `speech.default-voice` "
        "names, else the catalogue's best one if no Piper voice speaks `speech.language`.",
    )
    preload: bool = Field(True, description="Load the default voice at start, so that the first request is quick.")


class StoreSettings(Section):
    """Finished audio files."""

    section: ClassVar[str] = "store"
    environment: ClassVar[Mapping[str, str | Inherited]] = {
        "TTS_AUDIO_OUTPUT_DIR": "dir",
        "TTS_STORAGE_DIR": "dir",
        "TTS_CLEANUP_INTERVAL_MINUTES": Inherited("sweep-s", _minutes),
    }

    dir: Folder | None = Field(None, description="Folder of finished audio; unset: `audio` in the data folder.")
    max_mb: int = Field(1024, ge=1, description="Size all files may have together, in megabytes.")
    expiry_h: float = Field(24.0, gt=0, description="Hours a file is kept after it was last handed out.")
    keep_s: float = Field(
        600.0,
        ge=0,
        description="A file handed out this many seconds ago or less is never removed to make room.",
    )
    sweep_s: float = Field(60.0, gt=0, description="Seconds between two looks for expired files.")


CORE_SECTIONS: tuple[type[Section], ...] = (ServerSettings, SpeechSettings, VoicesSettings, StoreSettings)

S = TypeVar("S", bound=Section)


@dataclass(frozen=True, slots=True)
class Config:
    """The settings in force. Plugins ask for their own section by its class."""

    sections: Mapping[type[Section], Section]
    origins: Mapping[str, str]
    """Dotted name of each setting that is not a default -> where its value came from."""

    def section(self, kind: type[S]) -> S:
        """The section `kind`; raises `ConfigError` if no plugin registered it."""
        found = self.sections.get(kind)
        if not isinstance(found, kind):
            raise ConfigError(f"no plugin registered the settings section [{kind.section}]")
        return found


def default_config_file() -> Path:
    """Where the settings file lies unless told otherwise."""
    return Path(platformdirs.user_config_dir("vitts-server")) / "vitts-server.toml"


def load_config(
    sections: Sequence[type[Section]] = CORE_SECTIONS,
    *,
    file: Path | None = None,
    overrides: Mapping[str, Mapping[str, Any]] | None = None,
) -> Config:
    """Read all sources. `overrides` are the command line's: section -> name -> value. Raises `ConfigError`."""
    by_name = {kind.section: kind for kind in sections}
    schema = _schema(sections)
    merged: dict[str, dict[str, Any]] = {}
    origins: dict[str, str] = {}
    for origin, layer in _layers(schema, by_name, file, overrides or {}):
        for name, values in layer.items():
            if name not in by_name:
                raise ConfigError(f"{origin}: {_unknown('section', name, by_name)}", field=name)
            if not isinstance(values, Mapping):
                raise ConfigError(f"{origin}: {name} must be a section, written [{name}]", field=name)
            for key, value in values.items():
                dashed = key if by_name[name].names_are_free else key.replace("_", "-")
                merged.setdefault(name, {})[dashed] = value
                origins[f"{name}.{dashed}"] = origin
    validated = {kind: _validate(kind, merged.get(name, {}), origins) for name, kind in by_name.items()}
    return Config(validated, origins)


def _schema(sections: Sequence[type[Section]]) -> type[BaseSettings]:
    class Base(BaseSettings):
        model_config = SettingsConfigDict(
            env_prefix=ENV_PREFIX,
            env_nested_delimiter="__",
            enable_decoding=False,
            env_ignore_empty=True,
            extra="allow",
        )

    names = {name: kind for kind in sections for name in (kind.section, _variable(kind.section))}
    fields: dict[str, Any] = {name: (kind | None, None) for name, kind in names.items()}
    return create_model("Settings", __base__=Base, **fields)


def _variable(name: str) -> str:
    """As a shell has it, where names have no dashes."""
    return name.replace("-", "_")


def _layers(
    schema: type[BaseSettings],
    known: Mapping[str, type[Section]],
    file: Path | None,
    overrides: Mapping[str, Mapping[str, Any]],
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every source's values with a name for it, the weakest first."""
    if file is not None:
        yield str(file), _from_file(schema, file)
    for kind in known.values():
        for variable, inherited in kind.inherited().items():
            if value := os.environ.get(variable):
                yield f"environment {variable}", {kind.section: {inherited.setting: inherited.read(value)}}
    sections = {spelling: name for name in known for spelling in (name, _variable(name))}
    for name, values in _call(EnvSettingsSource(schema)).items():
        if not isinstance(values, Mapping):
            raise ConfigError(f"{ENV_PREFIX}{name.upper()} names a section; write {ENV_PREFIX}{name.upper()}__SETTING")
        for key, value in values.items():
            variable = f"{ENV_PREFIX}{name}__{key}".upper()
            yield f"environment {variable}", {sections.get(name, name): {key: value}}
    _refuse_unknown_variables(sections)
    yield "command line", _call(InitSettingsSource(schema, dict(overrides)))


def _call(source: PydanticBaseSettingsSource) -> dict[str, Any]:
    return source()


def _from_file(schema: type[BaseSettings], file: Path) -> dict[str, Any]:
    if not file.is_file():
        raise ConfigError(f"there is no settings file {file}")
    try:
        return _call(TomlConfigSettingsSource(schema, file))
    except OSError as error:
        raise ConfigError(f"the settings file {file} can't be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigError(f"the settings file {file} is not valid TOML: {error}") from error


def _refuse_unknown_variables(known: Iterable[str]) -> None:
    """A misspelt section in the environment must not pass in silence."""
    for variable in os.environ:
        name, delimiter, _ = variable.removeprefix(ENV_PREFIX).lower().partition("__")
        if variable.startswith(ENV_PREFIX) and delimiter and name not in known:
            raise ConfigError(f"{variable}: {_unknown('section', name, known)}", field=name)


def _validate(kind: type[Section], values: Mapping[str, Any], origins: Mapping[str, str]) -> Section:
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        key = str(first["loc"][0]) if first["loc"] else ""
        within = [str(part) for part in first["loc"][1:]] if kind.names_are_free else []
        setting = f"{kind.section}.{key}"
        field = ".".join([setting, *within])
        where = f" ({origins[setting]})" if setting in origins else ""
        if first["type"] == "extra_forbidden" and not within:
            names = [name.replace("_", "-") for name in kind.model_fields]
            problem = _unknown("setting", key, names)
        else:
            problem = f"{first['msg']}, not {first['input']!r}"
        raise ConfigError(f"{field}{where}: {problem}", field=field) from error


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(names)}"
    return f"unknown {what} {name!r}; {hint}"
