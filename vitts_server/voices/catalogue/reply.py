"""What a server's answer says of the content it brings."""

import re
from collections.abc import AsyncIterator

import httpx

_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
_SHA256 = re.compile(r"^[0-9a-f]{64}$")


class Reply:
    """A response, redirects followed."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self.status = response.status_code
        self.phrase = response.reason_phrase
        self.retry_after: str | None = response.headers.get("Retry-After")

    @property
    def start(self) -> int:
        """Where a part of the content begins; -1 if the server does not say."""
        found = _CONTENT_RANGE.match(self._response.headers.get("Content-Range", ""))
        return int(found[1]) if found else -1

    @property
    def total_bytes(self) -> int | None:
        """Of the whole content; None if the server does not say."""
        headers = self._response.headers
        if "Content-Range" in headers:
            found = _CONTENT_RANGE.match(headers["Content-Range"])
            return int(found[2]) if found and found[2] != "*" else None
        length = headers.get("Content-Length", "")
        return int(length) if length.isdecimal() and not self._is_coded else None

    @property
    def tag(self) -> str | None:
        """By which the rest of the same content can be asked for."""
        tag: str | None = self._response.headers.get("ETag")
        return tag if tag and not tag.startswith("W/") and not self._is_coded else None

    @property
    def is_downgraded(self) -> bool:
        """Whether what was asked for in secret was sent to be fetched in the open."""
        was_secret = any(response.url.scheme == "https" for response in self._response.history)
        return was_secret and self._response.url.scheme != "https"

    @property
    def sha256(self) -> str | None:
        """Hugging Face's hosts say it on the way to the content."""
        for response in [*self._response.history, self._response]:
            tag = response.headers.get("X-Linked-ETag", "").strip('"').lower()
            if _SHA256.match(tag):
                return str(tag)
        return None

    async def blocks(self, size_bytes: int) -> AsyncIterator[bytes]:
        """The content in blocks of this size; the last one may be smaller, also when the connection breaks."""
        block = bytearray()
        try:
            async for data in self._response.aiter_bytes():
                block += data
                if len(block) >= size_bytes:
                    yield bytes(block)
                    block.clear()
        except httpx.TransportError:
            if block:
                yield bytes(block)
            raise
        if block:
            yield bytes(block)

    @property
    def _is_coded(self) -> bool:
        coding: str = self._response.headers.get("Content-Encoding", "identity")
        return coding != "identity"
