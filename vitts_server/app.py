"""The composition root: names the built-in plugins, wires everything, drains on the way out.

The whole server is one `AsyncExitStack`: what is opened here is closed in reverse order, whatever happens.
"""

import asyncio
import logging
import pkgutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from vitts_server.config import (
    CORE_SECTIONS,
    Config,
    ServerSettings,
    SpeechSettings,
    StoreSettings,
    VoicesSettings,
    load_config,
)
from vitts_server.errors import ConfigError, VittsError, VoiceFailed, unwrapped
from vitts_server.ports import (
    Adapter,
    Backend,
    CountsConnections,
    Effect,
    Encoder,
    Engine,
    Markup,
    Normalizer,
    Phonemizer,
    SpeechService,
)
from vitts_server.preset import Preset
from vitts_server.registry import Registry
from vitts_server.speech.pool import VoicePool
from vitts_server.speech.render import Chain
from vitts_server.speech.scheduler import Scheduler
from vitts_server.speech.service import Service
from vitts_server.speech.store import Store
from vitts_server.values import BadVoice, SpeechReport, SynthesisRequest, VoiceInfo

logger = logging.getLogger(__name__)

BUILT_IN_PLUGINS: Mapping[str, str] = {
    "piper": "vitts_server.voices.piper:PiperPlugin",
    "shipped": "vitts_server.voices.shipped",
    "catalogue": "vitts_server.voices.catalogue",
    "downloads": "vitts_server.downloads:DownloadsPlugin",
    "text": "vitts_server.text",
    "lexicon": "vitts_server.lexicon:LexiconPlugin",
    "presets": "vitts_server.presets:PresetsPlugin",
    "management": "vitts_server.management:ManagementPlugin",
    "encoders": "vitts_server.speech.encoders",
    "codecs": "vitts_server.codecs",
    "wyoming": "vitts_server.protocols.wyoming",
    "http": "vitts_server.protocols.http",
    "http-tts": "vitts_server.protocols.http.tts",
    "http-voices": "vitts_server.protocols.http.voices",
    "http-health": "vitts_server.protocols.http.health",
    "http-probes": "vitts_server.protocols.http.probes",
    "http-normalize": "vitts_server.protocols.http.normalize",
    "http-live": "vitts_server.protocols.http.live",
    "http-activity": "vitts_server.protocols.http.activity:ActivityPlugin",
    "http-metrics": "vitts_server.protocols.http.metrics:MetricsPlugin",
    "http-openai": "vitts_server.protocols.http.openai",
    "http-elevenlabs": "vitts_server.protocols.http.elevenlabs",
    "http-marytts": "vitts_server.protocols.http.marytts",
    "http-models": "vitts_server.protocols.http.models",
    "http-xtts": "vitts_server.protocols.http.xtts",
    "http-page": "vitts_server.protocols.http.page",
    "http-openapi": "vitts_server.protocols.http.openapi",
}
"""Name -> module, or `module:class` for a plugin that has a state of its own in each server.

They use the public API alone, and any of them can be disabled.
"""

_OUR_FAULTS = frozenset({VittsError.code, VoiceFailed.code})
"""Errors that an operator should see; the others are the client's."""


def load_registry(disabled: Sequence[str] = (), extra: Mapping[str, object] | None = None) -> Registry:
    """The built-in plugins, those installed, and `extra` ones. Raises `PluginError`."""
    plugins: dict[str, object] = {
        name: _plugin(place) for name, place in BUILT_IN_PLUGINS.items() if name not in disabled
    }
    return Registry({**plugins, **(extra or {})}, disabled=disabled)


def _plugin(place: str) -> object:
    found = pkgutil.resolve_name(place)
    return found() if isinstance(found, type) else found


def load_settings(
    registry: Registry, file: Path | None = None, overrides: Mapping[str, Mapping[str, Any]] | None = None
) -> Config:
    """The settings of the core and of all plugins. Raises `ConfigError`."""
    return load_config([*CORE_SECTIONS, *registry.settings()], file=file, overrides=overrides)


@dataclass(frozen=True, slots=True)
class Server:
    """A server that is running."""

    speech: SpeechService
    addresses: Sequence[str]
    service: Service
    drain_s: float

    async def drain(self) -> None:
        """Refuse new work; returns when running speech has ended or has had its time."""
        await self.service.drain(self.drain_s)


@asynccontextmanager
async def running(config: Config, registry: Registry, *, adapters: bool = True) -> AsyncIterator[Server]:
    """A server from its set-up to its tear-down; without `adapters` it speaks, but has no door."""
    async with _errors_as_raised(), AsyncExitStack() as stack:
        service = await _open_speech(config, registry, stack)
        service.look = partial(_load_voices, config, registry, service)
        await service.look()
        lifespans = registry.items("vitts_lifespan", AbstractAsyncContextManager, config=config, speech=service)
        for name, lifespan in lifespans:
            logger.debug("lifespan of a plugin begins", extra={"plugin": name})
            await stack.enter_async_context(lifespan)
        service.ready()
        addresses: list[str] = []
        service.addresses = addresses
        doors = _adapters(config, registry) if adapters else []
        service.doors = [door for door in doors if isinstance(door, CountsConnections)]
        for adapter in doors:
            addresses.extend(await stack.enter_async_context(adapter.listen(service)))
        yield Server(service, tuple(addresses), service, config.section(ServerSettings).drain_s)


@asynccontextmanager
async def _errors_as_raised() -> AsyncIterator[None]:
    """Task groups of lifespans wrap every error that passes them, also one that is none of theirs."""
    try:
        yield
    except BaseExceptionGroup as group:
        error = unwrapped(group)
        raise error from error.__cause__


async def _open_speech(config: Config, registry: Registry, stack: AsyncExitStack) -> Service:
    speech = config.section(SpeechSettings)
    backends = registry.collect("vitts_backends", Backend, lambda backend: backend.name, config=config)
    engines = registry.collect("vitts_engines", Engine, lambda engine: engine.name, config=config, backends=backends)
    pool = VoicePool({engine.name: engine for engine in engines}, config.section(VoicesSettings))
    stack.push_async_callback(pool.aclose)
    scheduler = await stack.enter_async_context(Scheduler(speech.cores, speech.max_ahead_s))
    encoders = registry.collect("vitts_encoders", Encoder, lambda encoder: encoder.name, config=config)

    def prefer(request: SynthesisRequest, voices: Sequence[VoiceInfo]) -> VoiceInfo | None:
        chosen = registry.first("vitts_choose_voice", request=request, voices=voices)
        return chosen if isinstance(chosen, VoiceInfo) else None

    def report(spoken: SpeechReport) -> None:
        _log(spoken)
        registry.tell("vitts_spoken", _plugin_failed, report=spoken)

    service = Service(speech, scheduler, pool, _chain(config, registry), encoders, prefer, report)
    settings = config.section(StoreSettings)
    folder = settings.dir or config.section(ServerSettings).data_dir / "audio"
    store = Store(settings, folder, service.synthesize, service.fingerprint, encoders, reused=service.reused)
    service.store = await stack.enter_async_context(store)
    return service


def _chain(config: Config, registry: Registry) -> Chain:
    markups = registry.collect("vitts_markups", Markup, lambda stage: stage.format, config=config)
    normalizers = registry.collect("vitts_normalizers", Normalizer, lambda stage: stage.name, config=config)
    phonemizers = registry.collect("vitts_phonemizers", Phonemizer, lambda stage: stage.name, config=config)
    effects = registry.collect("vitts_effects", Effect, lambda stage: stage.name, config=config)
    return Chain(
        markups={markup.format: markup for markup in markups},
        normalizers=_ordered(normalizers, config.section(SpeechSettings).normalizers),
        phonemizers={phonemizer.name: phonemizer for phonemizer in phonemizers},
        effects=effects,
    )


def _ordered(normalizers: Sequence[Normalizer], names: Sequence[str]) -> list[Normalizer]:
    """Those named in their order, or all by priority. Raises `ConfigError` for a name that is not there."""
    known = {normalizer.name: normalizer for normalizer in normalizers}
    for name in names:
        if name not in known:
            raise ConfigError(f"speech.normalizers: there is no {name!r}, only {', '.join(sorted(known))}")
    if names:
        return [known[name] for name in names]
    return sorted(normalizers, key=lambda stage: stage.priority)


async def _load_voices(config: Config, registry: Registry, service: Service) -> None:
    """Voices of all plugins; of two with one name the first wins, and the other is listed with the reason."""
    found = await asyncio.to_thread(registry.voices, config=config)
    presets = [preset for _, preset in await asyncio.to_thread(registry.items, "vitts_presets", Preset, config=config)]
    voices: dict[str, VoiceInfo] = {}
    bad: list[BadVoice] = []
    for voice in found:
        if isinstance(voice, BadVoice):
            bad.append(voice)
        elif not voice.languages:
            bad.append(BadVoice(path=voice.path or Path(voice.name), reason="it says no language"))
        elif voice.name in voices:
            reason = f"another voice has the name {voice.name}: {voices[voice.name].path}"
            bad.append(BadVoice(path=voice.path or Path(voice.name), reason=reason))
        else:
            voices[voice.name] = voice
    known = service.bad_voices()
    for faulty in bad:
        if faulty not in known:
            logger.warning("a voice can't be used", extra={"path": str(faulty.path), "reason": faulty.reason})
    default = await asyncio.to_thread(registry.first, "vitts_default_voice", config=config)
    service.set_voices(list(voices.values()), bad, presets, default=default if isinstance(default, str) else None)
    settings = config.section(VoicesSettings)
    for name in settings.pinned:
        if not service.knows(name):
            logger.warning("a pinned voice is not installed", extra={"voice": name})
    await service.warm(has_default=settings.preload)


def _adapters(config: Config, registry: Registry) -> list[Adapter]:
    return registry.collect("vitts_adapters", Adapter, lambda adapter: adapter.name, config=config, extensions=registry)


def _log(report: SpeechReport) -> None:
    fields = {
        name: round(value, 3) if isinstance(value, float) else value
        for name, value in asdict(report).items()
        if value is not None
    }
    level = logging.WARNING if report.error_code in _OUR_FAULTS else logging.INFO
    logger.log(level, "spoken", extra=fields)


def _plugin_failed(name: str, error: Exception) -> None:
    logger.error("a plugin failed when told of speech", extra={"plugin": name}, exc_info=error)
