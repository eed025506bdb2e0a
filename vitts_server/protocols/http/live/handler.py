"""The WebSocket itself: who may open one, what comes in and goes out, and its end. Knows nothing of speech."""

import asyncio
import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from tornado.iostream import StreamClosedError
from tornado.web import HTTPError
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from vitts_server import BadRequest, Busy, SpeechService
from vitts_server.protocols.http.handler import Handler
from vitts_server.protocols.http.live import messages
from vitts_server.protocols.http.live.session import Session
from vitts_server.protocols.http.live.settings import LiveSettings
from vitts_server.protocols.http.live.speaker import Speaker
from vitts_server.protocols.http.live.utterance import ClientGone

logger = logging.getLogger(__name__)

_NORMAL, _GOING_AWAY = 1000, 1001


class LiveHandler(WebSocketHandler, Handler):
    """`/ws`."""

    def initialize(self, speech: SpeechService, live: LiveSettings) -> None:
        """One connection within the limits of `live`."""
        self.live = live
        self._session = Session()
        self._speaker = Speaker(speech, self._give, live, self.request_id)
        self._active_s = asyncio.get_running_loop().time()

    @property
    def ping_interval(self) -> float | None:
        """So that a client whose machine has vanished is noticed."""
        return self.live.ping_s or None

    @property
    def max_message_size(self) -> int:
        """Beyond it Tornado ends the connection with the code 1009."""
        return self.live.max_message_bytes

    def check_origin(self, origin: str) -> bool:
        """Whether a page of another origin may come in: as for all of HTTP."""
        allowed = self.application.http.cors_origin
        return "*" in allowed or origin in allowed or urlsplit(origin).netloc == self.request.host

    async def get(self, *args: Any, **kwargs: Any) -> None:
        """From the handshake until the client has left or was hung up on, and its speech has been freed."""
        self._check_handshake()
        async with asyncio.TaskGroup() as tasks:
            helpers = [tasks.create_task(self._speak()), tasks.create_task(self._watch())]
            try:
                await super().get(*args, **kwargs)
            finally:
                self.application.upgraded.discard(self)
                for helper in helpers:
                    helper.cancel()

    def open(self, *args: str, **kwargs: str) -> None:
        """The handshake is done."""
        self.application.upgraded.add(self)
        self.set_nodelay(True)

    async def on_message(self, message: str | bytes) -> None:
        """The client says something."""
        self._active_s = asyncio.get_running_loop().time()
        try:
            for action in self._session.feed(message):
                await self._speaker.do(action)
        except ClientGone:
            self._abort()

    def leave(self) -> None:
        """The server shuts down."""
        self.close(_GOING_AWAY, "the server is shutting down")

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Whoever did not ask for a WebSocket is told to."""
        if status_code == HTTPStatus.UPGRADE_REQUIRED:
            self.set_header("Upgrade", "websocket")
            self.set_header("Connection", "Upgrade")
        super().write_error(status_code, **kwargs)

    def _check_handshake(self) -> None:
        headers = self.request.headers
        if self.request.method != "GET" or headers.get("Upgrade", "").lower() != "websocket":
            raise HTTPError(HTTPStatus.UPGRADE_REQUIRED, reason="This path speaks WebSocket")
        if "Origin" in headers and not self.check_origin(headers["Origin"]):
            raise HTTPError(HTTPStatus.FORBIDDEN, reason="Pages of this origin may not use the server")
        there = sum(isinstance(connection, LiveHandler) for connection in self.application.upgraded)
        if there >= self.live.max_connections:
            raise Busy(f"all {self.live.max_connections} WebSockets are taken; try again in a moment")

    async def _speak(self) -> None:
        try:
            await self._speaker.run()
        except ClientGone:
            self._abort()

    async def _watch(self) -> None:
        """Hang up on a client that has nothing to say and nothing to hear."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(max(0.01, self._active_s + self.live.idle_s - loop.time()))
            if not self._speaker.awaits_client:
                self._active_s = loop.time()
            elif self.ws_connection is not None and loop.time() >= self._active_s + self.live.idle_s:
                await self._give_up()
                return

    async def _give_up(self) -> None:
        error = BadRequest(f"no message came for {self.live.idle_s:g} s")
        try:
            await self._give(messages.failed(None, error))
        except ClientGone:
            self._abort()
        else:
            self.close(_NORMAL, "idle")

    async def _give(self, message: Mapping[str, object] | bytes) -> None:
        """Send and wait until the client has taken it. Raises `ClientGone`."""
        is_audio = isinstance(message, bytes)
        data = message if isinstance(message, bytes) else json.dumps(message, ensure_ascii=False)
        try:
            async with asyncio.timeout(self.application.http.send_timeout_s):
                await self.write_message(data, binary=is_audio)
        except TimeoutError:
            logger.info("a client stopped taking its answer", extra=self._log_fields())
            raise ClientGone from None
        except (WebSocketClosedError, StreamClosedError):
            raise ClientGone from None
        self._active_s = asyncio.get_running_loop().time()

    def _abort(self) -> None:
        if self.ws_connection is not None:
            self.ws_connection.on_connection_close()
