"""Sends a stored file: tags, dates, ranges. The disk is read on threads, part by part, as the client takes them."""

import asyncio
import os
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from io import BufferedReader

from tornado.web import HTTPError

from vitts_server import StoredAudio
from vitts_server.protocols.http.handler import Handler
from vitts_server.protocols.http.ranges import Unsatisfiable, parse_range

_PART_BYTES = 262_144


async def send_file(handler: Handler, stored: StoredAudio | None) -> None:
    """Answer with the file, a part of it, or "not modified". Raises `HTTPError` 404 where there is none."""
    if stored is None:
        raise not_found()
    _set_headers(handler, stored)
    if _is_not_modified(handler, stored):
        handler.set_status(HTTPStatus.NOT_MODIFIED)
        return
    try:
        part = _part(handler, stored)
    except Unsatisfiable:
        _refuse_range(handler, stored)
        return
    if part is not None:
        handler.set_status(HTTPStatus.PARTIAL_CONTENT)
        handler.set_header("Content-Range", f"bytes {part.start}-{part.stop - 1}/{stored.size_bytes}")
    await _send_bytes(handler, stored, part if part is not None else range(stored.size_bytes))


def _set_headers(handler: Handler, stored: StoredAudio) -> None:
    handler.set_header("Content-Type", stored.media_type)
    handler.set_header("Accept-Ranges", "bytes")
    handler.set_header("Etag", _tag(stored))
    handler.set_header("Last-Modified", _created(stored))
    # Kept by browsers, but asked for each time: after its expiry the same address may carry other audio.
    handler.set_header("Cache-Control", "no-cache")


def _tag(stored: StoredAudio) -> str:
    return f'"{stored.id}-{round(stored.created_at_s * 1_000_000):x}"'


def _created(stored: StoredAudio) -> datetime:
    return datetime.fromtimestamp(int(stored.created_at_s), UTC)


def _is_not_modified(handler: Handler, stored: StoredAudio) -> bool:
    if "If-None-Match" in handler.request.headers:
        return handler.check_etag_header()
    since = _date(handler.request.headers.get("If-Modified-Since"))
    return since is not None and _created(stored) <= since


def _date(header: str | None) -> datetime | None:
    try:
        date = parsedate_to_datetime(header) if header else None
    except ValueError:
        return None
    return date.replace(tzinfo=UTC) if date is not None and date.tzinfo is None else date


def _part(handler: Handler, stored: StoredAudio) -> range | None:
    """The range asked for, if it still is one of the same file. Raises `Unsatisfiable`."""
    headers = handler.request.headers
    condition = headers.get("If-Range")
    if handler.request.method != "GET" or (
        condition not in (None, _tag(stored)) and _date(condition) != _created(stored)
    ):
        return None
    return parse_range(headers.get("Range"), stored.size_bytes)


def _refuse_range(handler: Handler, stored: StoredAudio) -> None:
    status = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
    handler.set_header("Content-Range", f"bytes */{stored.size_bytes}")
    handler.send_json(handler.error_body(status, f"The file has {stored.size_bytes} bytes."), status)


async def _send_bytes(handler: Handler, stored: StoredAudio, part: range) -> None:
    handler.set_header("Content-Length", len(part))
    if handler.request.method == "HEAD":
        return
    try:
        file = await asyncio.to_thread(stored.path.open, "rb")
    except FileNotFoundError:
        raise not_found() from None
    try:
        for start in range(part.start, part.stop, _PART_BYTES):
            handler.write(await asyncio.to_thread(_read, file, start, min(_PART_BYTES, part.stop - start)))
            await handler.send()
    finally:
        await asyncio.to_thread(file.close)


def _read(file: BufferedReader, start: int, size_bytes: int) -> bytes:
    file.seek(start, os.SEEK_SET)
    data = file.read(size_bytes)
    if len(data) < size_bytes:
        raise OSError(f"{file.name} became shorter while it was sent")
    return data


def not_found() -> HTTPError:
    """For a file that is not there, or not any more."""
    return HTTPError(HTTPStatus.NOT_FOUND, reason="There is no such audio, or it has expired")
