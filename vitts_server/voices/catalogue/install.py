"""A whole voice: its files in the right order, once for all processes, and never half of it."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from vitts_server.voices.catalogue.errors import DownloadFailed
from vitts_server.voices.catalogue.fetch import Fetcher, Remote
from vitts_server.voices.catalogue.files import VoiceFiles, check_space, is_same, publish
from vitts_server.voices.catalogue.lock import locked
from vitts_server.voices.catalogue.part import PartFile
from vitts_server.voices.catalogue.progress import Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteVoice:
    """A voice that can be fetched."""

    name: str
    model: Remote
    config: Remote
    card: Remote | None = None
    """Welcome, but a voice speaks without."""


async def install(
    voice: RemoteVoice, files: VoiceFiles, locks: Path, fetcher: Fetcher, tally: Tally, *, is_forced: bool = False
) -> None:
    """Fetch what is not there yet. Raises `DownloadFailed` and `OSError`."""
    await asyncio.to_thread(files.folder.mkdir, parents=True, exist_ok=True)
    async with locked(locks / f"{voice.name}.lock", lambda: tally.state("waiting")):
        if not is_forced and await asyncio.to_thread(_is_installed, voice, files):
            return
        await asyncio.to_thread(check_space, files.folder, _missing_bytes(voice, files))
        for path, remote in ((files.config, voice.config), (files.model, voice.model)):
            tally.expect(path.name, remote.size_bytes)
        config = await _fetch(voice.config, files.config, fetcher, tally)
        card = await _fetch_card(voice.card, files.card, fetcher, tally) if voice.card else None
        model = await _fetch(voice.model, files.model, fetcher, tally)
        tally.state("checking")
        await asyncio.to_thread(publish, files, model, config, card)


def _is_installed(voice: RemoteVoice, files: VoiceFiles) -> bool:
    pairs = ((files.model, voice.model), (files.config, voice.config))
    return all(is_same(path, remote.size_bytes, remote.digests) for path, remote in pairs)


def _missing_bytes(voice: RemoteVoice, files: VoiceFiles) -> int:
    needed = (voice.model.size_bytes or 0) + (voice.config.size_bytes or 0)
    return max(0, needed - PartFile(files.model).kept_bytes())


async def _fetch(remote: Remote, path: Path, fetcher: Fetcher, tally: Tally) -> PartFile:
    def report(received_bytes: int, total_bytes: int | None) -> None:
        tally.received(path.name, received_bytes, total_bytes)

    return await fetcher.fetch(remote, path, report)


async def _fetch_card(remote: Remote, path: Path, fetcher: Fetcher, tally: Tally) -> PartFile | None:
    try:
        return await _fetch(remote, path, fetcher, tally)
    except DownloadFailed:
        return None
