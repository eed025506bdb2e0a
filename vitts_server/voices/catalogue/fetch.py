"""One file over HTTP: resumed, tried again with patience, and checked while it arrives."""

import asyncio
import email.utils
import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import httpx

from vitts_server.voices.catalogue.errors import DownloadFailed
from vitts_server.voices.catalogue.part import UNKNOWN, Digests, PartFile
from vitts_server.voices.catalogue.reply import Reply

logger = logging.getLogger(__name__)

_WRITE_BYTES = 1 << 18
_LONGEST_WAIT_S = 60.0
_LONGEST_ASKED_WAIT_S = 300.0
_TRANSIENT = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}

OnBytes = Callable[[int, int | None], None]
"""How many bytes are there, of how many if that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """A file that can be fetched, and what is known of its content."""

    url: str
    most_bytes: int
    size_bytes: int | None = None
    digests: Digests = UNKNOWN


class _Again(Exception):
    """This attempt failed and another one may not; the message says why."""

    def __init__(self, message: str, wait_s: float | None = None) -> None:
        """`wait_s`: when the server wants to be asked again."""
        super().__init__(message)
        self.wait_s = wait_s


class Fetcher:
    """Fetches files with the patience of the settings."""

    def __init__(self, client: httpx.AsyncClient, *, retries: int, retry_wait_s: float) -> None:
        self._client = client
        self._retries = retries
        self._retry_wait_s = retry_wait_s

    async def fetch(self, remote: Remote, path: Path, on_bytes: OnBytes) -> PartFile:
        """The whole, checked content as the part of `path`, for the caller to publish. Raises `DownloadFailed`.

        When it fails or is cancelled, what came stays for the next time, unless it is known to be wrong.
        """
        part = PartFile(path)
        failures = 0
        while True:
            before = await asyncio.to_thread(part.kept_bytes)
            try:
                await self._attempt(remote, part, on_bytes)
            except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
                raise DownloadFailed(f"{remote.url}: {error}") from error
            except (_Again, httpx.TransportError) as error:
                failures = 1 if await asyncio.to_thread(part.kept_bytes) > before else failures + 1
                if failures > self._retries:
                    raise DownloadFailed(
                        f"{remote.url}: {_reason(error)}; gave up after {failures} attempts"
                    ) from error
                wait_s = self._wait_s(failures, error)
                logger.info(
                    "a download is tried again: %s", _reason(error), extra={"url": remote.url, "wait_s": wait_s}
                )
                await asyncio.sleep(wait_s)
            except httpx.RequestError as error:  # too many redirects, content that can't be decoded
                raise DownloadFailed(f"{remote.url}: {error}") from error
            else:
                return part
            finally:
                part.close()

    def _wait_s(self, failures: int, error: Exception) -> float:
        if isinstance(error, _Again) and error.wait_s is not None:
            return error.wait_s
        wait_s: float = min(self._retry_wait_s * 2 ** (failures - 1), _LONGEST_WAIT_S)
        # Spread, so that many who failed together do not come back together.
        return wait_s * random.uniform(0.75, 1.25)  # noqa: S311 - nothing secret

    async def _attempt(self, remote: Remote, part: PartFile, on_bytes: OnBytes) -> None:
        kept = await asyncio.to_thread(part.kept_bytes)
        tag = await asyncio.to_thread(part.tag, remote.url)
        if kept and not (remote.digests or tag):
            kept = 0  # nothing would tell whether the rest belongs to this beginning
        if kept and kept == remote.size_bytes and remote.digests:
            await asyncio.to_thread(part.open, keep=True, url=remote.url, tag=tag)
            await self._check(remote, part, remote.digests, is_resumed=True)
            return
        headers = {"Accept-Encoding": "identity"}
        if kept:
            headers["Range"] = f"bytes={kept}-"
            if tag:
                headers["If-Range"] = tag
        async with self._client.stream("GET", remote.url, headers=headers) as response:
            await self._receive(remote, part, Reply(response), kept, on_bytes)

    async def _receive(self, remote: Remote, part: PartFile, reply: Reply, kept: int, on_bytes: OnBytes) -> None:
        if reply.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and kept:
            await asyncio.to_thread(part.discard)
            raise _Again("the server has nothing behind what was kept", 0.0)
        self._refuse(remote, reply)
        start = reply.start if reply.status == HTTPStatus.PARTIAL_CONTENT else 0
        if start not in (0, kept):
            await asyncio.to_thread(part.discard)
            raise _Again(f"the server sent what stands behind byte {start}, not {kept}", 0.0)
        total = reply.total_bytes
        if total is not None and remote.size_bytes is not None and total != remote.size_bytes:
            await asyncio.to_thread(part.discard)
            raise DownloadFailed(f"{remote.url}: it has {total} bytes, the catalogue says {remote.size_bytes}")
        total = remote.size_bytes if total is None else total
        most = remote.size_bytes if remote.size_bytes is not None else remote.most_bytes
        if (total or 0) > most:
            raise DownloadFailed(f"{remote.url}: it has {total} bytes; the most that is allowed is {most}")
        await asyncio.to_thread(part.open, keep=start > 0, url=remote.url, tag=reply.tag)
        on_bytes(part.size_bytes, total)
        async for data in reply.blocks(_WRITE_BYTES):
            if part.size_bytes + len(data) > most:
                await asyncio.to_thread(part.discard)
                raise DownloadFailed(f"{remote.url}: more than {most} bytes came")
            await asyncio.to_thread(part.write, data)
            on_bytes(part.size_bytes, total)
        if total is not None and part.size_bytes < total:
            raise _Again(f"only {part.size_bytes} of {total} bytes came")
        digests = Digests(remote.digests.md5, remote.digests.sha256 or reply.sha256)
        await self._check(remote, part, digests, is_resumed=start > 0)

    @staticmethod
    def _refuse(remote: Remote, reply: Reply) -> None:
        """Raises for every status that brings no content, and for content that anybody could have changed."""
        if reply.is_downgraded:
            raise DownloadFailed(f"{remote.url}: the server redirects from https to http")
        if reply.status in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
            return
        told = f"the server answered {reply.status} {reply.phrase}".rstrip()
        if reply.status in _TRANSIENT:
            wait_s = retry_after_s(reply.retry_after)
            if wait_s is not None and wait_s > _LONGEST_ASKED_WAIT_S:
                raise DownloadFailed(f"{remote.url}: {told} and wants to be asked again in {wait_s:.0f} s")
            raise _Again(told, wait_s)
        if reply.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            told += "; catalogue.token (HF_TOKEN) may be missing or wrong"
        raise DownloadFailed(f"{remote.url}: {told}")

    @staticmethod
    async def _check(remote: Remote, part: PartFile, digests: Digests, *, is_resumed: bool) -> None:
        """On the disk and what it should be."""
        complaint = part.complaint(digests)
        if complaint is None:
            await asyncio.to_thread(part.sync)
            return
        await asyncio.to_thread(part.discard)
        if is_resumed:  # the beginning may be of another content
            raise _Again(f"it is damaged: {complaint}", 0.0)
        raise DownloadFailed(f"{remote.url}: it is damaged: {complaint}")


def _reason(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "nothing came for too long"
    return str(error) or type(error).__name__


def retry_after_s(value: str | None) -> float | None:
    """Seconds of a `Retry-After` header, which has seconds or a date; None if it has neither."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, moment.timestamp() - time.time())
