"""The hooks: everything that a plugin can add, the reference for plugin authors.

Hooks run at start (and, where said, on reload) and return plain objects; none is async and none sits on a request's
way. A plugin is a module or an object in the entry point group `vitts` whose methods carry `@hookimpl`; a hook may
take fewer arguments than are listed here. Return an empty list, or leave the hook out, if there is nothing to add.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pluggy

from vitts_server.config import Config, Section
from vitts_server.ports import (
    Adapter,
    Backend,
    Effect,
    Encoder,
    Engine,
    Extensions,
    Markup,
    Normalizer,
    Phonemizer,
    SpeechService,
)
from vitts_server.preset import Preset
from vitts_server.values import BadVoice, SpeechReport, SynthesisRequest, VoiceInfo

PROJECT = "vitts"
"""Name of the entry point group and of the pluggy project."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
"""Marks a plugin's function as the implementation of the hook of the same name."""


@hookspec
def vitts_hookspecs() -> Sequence[object]:
    """Modules or classes with further hook specifications, for plugins that can be extended themselves."""
    raise AssertionError


@hookspec
def vitts_settings() -> Sequence[type[Section]]:
    """Settings sections of this plugin; the validated values come back through `config.section(YourSection)`."""
    raise AssertionError


@hookspec
def vitts_backends(config: Config) -> Sequence[Backend]:
    """Backends, which run the neural nets of VITS voices."""
    raise AssertionError


@hookspec
def vitts_engines(config: Config, backends: Sequence[Backend]) -> Sequence[Engine]:
    """Engines, which load the voices that name them. `backends` are those of all plugins."""
    raise AssertionError


@hookspec
def vitts_voices(config: Config) -> Sequence[VoiceInfo | BadVoice]:
    """Voices that are installed, and files that should be voices and are not. Called at start and on reload."""
    raise AssertionError


@hookspec
def vitts_presets(config: Config) -> Sequence[Preset]:
    """Voices of the operator's own, made of installed ones. Called at start and on reload."""
    raise AssertionError


@hookspec(firstresult=True)
def vitts_default_voice(config: Config) -> str | None:
    """Name of the voice that speaks when nobody is named. Called at start and on reload.

    `speech.default-voice` of the settings wins; a name that is not installed is as good as none.
    """


@hookspec
def vitts_markups(config: Config) -> Sequence[Markup]:
    """Text formats, read before sentences are cut: one for each `text_format` of requests."""
    raise AssertionError


@hookspec
def vitts_normalizers(config: Config) -> Sequence[Normalizer]:
    """Text rules, applied to each sentence before it is phonemised."""
    raise AssertionError


@hookspec
def vitts_phonemizers(config: Config) -> Sequence[Phonemizer]:
    """Phonemizers, named by the voices that want phonemes."""
    raise AssertionError


@hookspec
def vitts_effects(config: Config) -> Sequence[Effect]:
    """Changes of the finished samples, in the order of registration."""
    raise AssertionError


@hookspec
def vitts_encoders(config: Config) -> Sequence[Encoder]:
    """File formats."""
    raise AssertionError


@hookspec
def vitts_adapters(config: Config, extensions: Extensions) -> Sequence[Adapter]:
    """Protocol adapters. `extensions` calls the hooks that this plugin declared with `vitts_hookspecs`.

    The clients of an adapter that is a `CountsConnections` as well are among the metrics.
    """
    raise AssertionError


@hookspec
def vitts_commands(cli: Any, settings: Callable[[Path | None, Sequence[str]], Config]) -> None:
    """Add commands to `cli`, the `typer.Typer` application of `vitts-server`.

    A command that needs the settings calls `settings` with what its options `--config` and `--set` were given. Errors
    of the public interface that a command raises become one line and an exit code.
    """


@hookspec
def vitts_lifespan(config: Config, speech: SpeechService) -> Sequence[AbstractAsyncContextManager[object]]:
    """Context managers that are open while the server runs; entered before the adapters, left after them."""
    raise AssertionError


@hookspec(firstresult=True)
def vitts_choose_voice(request: SynthesisRequest, voices: Sequence[VoiceInfo]) -> VoiceInfo | None:
    """Who speaks when the request names no voice; `voices` is never empty, the default one first.

    The first plugin that returns a voice decides; None leaves the choice to the next. The built-in rule takes the
    best voice of the request's language, else the default voice.
    """


@hookspec
def vitts_spoken(report: SpeechReport) -> None:
    """Told after each request, on the event loop: be quick. An exception is logged and dropped."""
