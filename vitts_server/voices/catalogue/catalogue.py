"""Everything that can be asked of the catalogue: what there is, and to have it here."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx

from vitts_server import BadRequest, Config, ServerSettings, __version__
from vitts_server.voices.catalogue.entries import BadIndex, CatalogueVoice, Index, parse_index
from vitts_server.voices.catalogue.errors import DownloadFailed
from vitts_server.voices.catalogue.fetch import Fetcher, Remote
from vitts_server.voices.catalogue.files import VoiceFiles, copy_voice
from vitts_server.voices.catalogue.install import RemoteVoice, install
from vitts_server.voices.catalogue.listed import list_path, load_index
from vitts_server.voices.catalogue.lock import locked
from vitts_server.voices.catalogue.part import Digests, sync_folder
from vitts_server.voices.catalogue.progress import Report, Tally
from vitts_server.voices.catalogue.settings import CatalogueSettings
from vitts_server.voices.piper.folder import voice_name

_MOST_LIST_BYTES = 1 << 26
_MOST_CONFIG_BYTES = 1 << 24


class Catalogue:
    """The catalogue of the settings, and the folder of voices that were added."""

    def __init__(self, config: Config) -> None:
        self.settings = config.section(CatalogueSettings)
        data_dir = config.section(ServerSettings).data_dir
        self.folder = data_dir / "voices"
        self._own = data_dir / "catalogue"

    def index(self) -> Index:
        """The list as it is known here; nothing is fetched. Blocking."""
        return load_index(self.settings, self._own)

    def files(self, name: str) -> VoiceFiles:
        """Where a voice of this name lies, or would. Raises `BadRequest` for what can't be a name."""
        return VoiceFiles(self.folder, name)

    async def update(self) -> Index:
        """Fetch the list anew. Raises `DownloadFailed`."""
        url = self.settings.address("voices.json")
        path = list_path(self.settings, self._own)
        async with locked(self._own / "voices.json.lock", lambda: None), self._fetcher(url) as fetcher:
            remote = Remote(url=url, most_bytes=_MOST_LIST_BYTES)
            part = await fetcher.fetch(remote, path, lambda *_: None)
            try:
                await asyncio.to_thread(_checked_list, part.path, url)
            except DownloadFailed:
                await asyncio.to_thread(part.discard)
                raise
            await asyncio.to_thread(part.publish, path)
            await asyncio.to_thread(sync_folder, path.parent)
        return await asyncio.to_thread(self.index)

    async def find(self, name: str) -> CatalogueVoice:
        """A voice with all that a download needs to know; asks the catalogue where the list here says too little.

        Raises `UnknownVoice` and `DownloadFailed`.
        """
        found = (await asyncio.to_thread(self.index)).find(name)
        if found is not None and found.is_known:
            return found
        index = await self.update()
        found = index.find(name)
        if found is None:
            raise index.unknown(name)
        if found.model is None or found.config is None:
            raise DownloadFailed(f"the catalogue lists no model with a configuration for {found.key}")
        return found

    async def download(self, name: str, report: Report, *, is_forced: bool = False) -> str:
        """Install a voice of the catalogue; its name. Raises `UnknownVoice`, `DownloadFailed` and `OSError`."""
        found = await self.find(name)
        await self._install(self._remote(found), report, is_forced=is_forced)
        return found.key

    async def download_url(
        self,
        url: str,
        report: Report,
        *,
        config_url: str | None = None,
        name: str | None = None,
        is_forced: bool = False,
    ) -> str:
        """Install a voice from any address; its name. Raises `BadRequest`, `DownloadFailed` and `OSError`."""
        files = self.files(name or name_in(url))
        await asyncio.to_thread(_refuse_installed, files, is_forced=is_forced)
        config_url = config_url or str(httpx.URL(url).copy_with(path=f"{urlsplit(url).path}.json"))
        voice = RemoteVoice(
            name=files.name,
            model=Remote(url=url, most_bytes=self.settings.max_voice_mb * 1_000_000),
            config=Remote(url=config_url, most_bytes=_MOST_CONFIG_BYTES),
        )
        await self._install(voice, report, is_forced=is_forced)
        return files.name

    def copy(self, model: Path, *, config: Path | None = None, name: str | None = None, is_forced: bool = False) -> str:
        """Install a voice from files of this machine; its name. Blocking. Raises as `download_url` does."""
        files = self.files(name or voice_name(model))
        _refuse_installed(files, is_forced=is_forced)
        copy_voice(files, model, config)
        return files.name

    async def _install(self, voice: RemoteVoice, report: Report, *, is_forced: bool) -> None:
        tally = Tally(voice.name, report)
        async with self._fetcher(voice.model.url) as fetcher:
            await install(voice, self.files(voice.name), self._own / "locks", fetcher, tally, is_forced=is_forced)
        tally.state("done")

    def _remote(self, voice: CatalogueVoice) -> RemoteVoice:
        most_bytes = self.settings.max_voice_mb * 1_000_000

        def remote(path: str, most_bytes: int) -> Remote:
            file = voice.files[path]
            if (file.size_bytes or 0) > most_bytes:
                raise DownloadFailed(f"{voice.key} has {file.size_bytes} bytes; catalogue.max-voice-mb allows less")
            digests = Digests(file.md5_digest, file.sha256_digest)
            url = self.settings.address(path)
            return Remote(url=url, most_bytes=most_bytes, size_bytes=file.size_bytes, digests=digests)

        if voice.model is None or voice.config is None:
            raise DownloadFailed(f"the catalogue lists no model with a configuration for {voice.key}")
        return RemoteVoice(
            name=voice.key,
            model=remote(voice.model, most_bytes),
            config=remote(voice.config, _MOST_CONFIG_BYTES),
            card=remote(voice.card, _MOST_CONFIG_BYTES) if voice.card else None,
        )

    @asynccontextmanager
    async def _fetcher(self, url: str) -> AsyncIterator[Fetcher]:
        """The token goes to the catalogue's own host alone: httpx drops it where a redirect leads elsewhere."""
        settings = self.settings
        headers = {"User-Agent": f"vitts-server/{__version__}"}
        if settings.token is not None and _origin(url) == _origin(settings.url):
            headers["Authorization"] = f"Bearer {settings.token.get_secret_value()}"
        async with httpx.AsyncClient(headers=headers, timeout=settings.timeout_s, follow_redirects=True) as client:
            yield Fetcher(client, retries=settings.retries, retry_wait_s=settings.retry_wait_s)


def name_in(url: str) -> str:
    """The voice's name that an address ends with. Raises `BadRequest` unless that is a model."""
    file = unquote(urlsplit(url).path).rpartition("/")[2]
    if not file.endswith(".onnx"):
        raise BadRequest(f"{url} does not end with NAME.onnx", field="url")
    return file.removesuffix(".onnx")


def _refuse_installed(files: VoiceFiles, *, is_forced: bool) -> None:
    if not is_forced and files.is_there():
        raise BadRequest(f"a voice {files.name} is installed; --force replaces it, --name gives another name")


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = httpx.URL(url)
    return parts.scheme, parts.host, parts.port


def _checked_list(path: Path, url: str) -> None:
    try:
        parse_index(path.read_bytes(), url)
    except BadIndex as error:
        raise DownloadFailed(f"{url} is no list of voices: {error}") from error
