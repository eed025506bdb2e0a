"""The default voice, downloaded at the start where the settings ask for it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from vitts_server import Config, SpeechService, SpeechSettings, UnknownVoice, VittsError, VoiceInfo, VoicesSettings
from vitts_server.downloads.jobs import Downloads
from vitts_server.voices.catalogue import CatalogueVoice, Index, is_spoken

logger = logging.getLogger(__name__)

_QUALITIES = ("x_low", "low", "medium", "high")
_ENGINE = "piper"


@asynccontextmanager
async def downloading(config: Config, speech: SpeechService, downloads: Downloads) -> AsyncIterator[None]:
    """Downloads end with the server; what `voices.download-missing` asks for begins with it, and nobody waits."""
    async with downloads.open(), asyncio.TaskGroup() as group:
        task = group.create_task(_download_missing(config, speech, downloads))
        try:
            yield
        finally:
            task.cancel()


async def _download_missing(config: Config, speech: SpeechService, downloads: Downloads) -> None:
    if not config.section(VoicesSettings).download_missing:
        return
    try:
        index = await asyncio.to_thread(downloads.catalogue.index)
        name = missing_voice(config.section(SpeechSettings), speech.voices(), index)
        if name is not None:
            downloads.start(await downloads.catalogue.find(name))
    except (VittsError, OSError) as error:
        logger.warning("the default voice can't be downloaded: %s", error)


def missing_voice(settings: SpeechSettings, installed: Sequence[VoiceInfo], index: Index) -> str | None:
    """The catalogue's name of the voice that is missing; None if none is. Raises `UnknownVoice`."""
    wanted = settings.default_voice
    if wanted is not None:
        return None if any(voice.name == wanted for voice in installed) else wanted
    if any(voice.engine == _ENGINE and is_spoken(settings.language, voice.languages[0]) for voice in installed):
        return None
    best = max(index.speaking(settings.language), key=_quality, default=None)
    if best is None:
        raise UnknownVoice(f"the catalogue lists none for the language {settings.language}")
    return best.key


def _quality(voice: CatalogueVoice) -> int:
    return _QUALITIES.index(voice.quality) if voice.quality in _QUALITIES else -1
