"""One client on its two streams of bytes: reads on while it speaks, and never waits for anybody without a limit.

On a socket the end of the client's input is a hang-up, and its speech stops at once. On standard input it only means
that nothing more will be asked for.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress

from wyoming.event import Event

from vitts_server import BadRequest, SpeechService
from vitts_server.protocols.wyoming.session import Action, Close, DropStream, Send, SendInfo, Session
from vitts_server.protocols.wyoming.settings import WyomingSettings
from vitts_server.protocols.wyoming.speaker import ClientGone, Speaker
from vitts_server.protocols.wyoming.wire import FrameReader, encode

logger = logging.getLogger(__name__)

READ_BYTES = 16_384
"""Read at a time, and held unread: little enough that a flood of tiny events leaves room for other clients."""
_WRITE_BYTES = 16_384
"""What may wait for the client to take it, before its speech waits too; an `info` in between has little ahead of it."""
_LINGER_S = 1.0
"""A client that is still sending gets to read why it is hung up on."""
_FLUSH_S = 2.0


class Connection:
    """One client from its first byte to its last."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        speech: SpeechService,
        settings: WyomingSettings,
        info: Callable[[], bytes],
        *,
        speaks_after_eof: bool,
    ) -> None:
        """`info` makes the answer to `describe`; `speaks_after_eof`: the end of the input is no hang-up."""
        self._reader = reader
        self._writer = writer
        self._settings = settings
        self._info = info
        self._speaks_after_eof = speaks_after_eof
        self._frames = FrameReader(settings.wire_limits())
        self._session = Session()
        self._speaker = Speaker(
            speech,
            self._send,
            max_waiting_requests=settings.max_waiting_requests,
            max_waiting_bytes=settings.max_data_bytes,
        )
        self._due_s = asyncio.get_running_loop().time() + settings.handshake_s
        self._is_hanging_up = False
        writer.transport.set_write_buffer_limits(_WRITE_BYTES)

    async def serve(self) -> None:
        """Returns when the client has left or was hung up on, and its speech has been freed."""
        try:
            async with asyncio.TaskGroup() as tasks:
                speaking = tasks.create_task(self._speaker.run())
                if await self._listen():
                    await self._speaker.finish()
                else:
                    speaking.cancel()
        except* ClientGone as gone:
            logger.debug("client gone", extra={"reason": str(gone.exceptions[0])})
        finally:
            await self._close()

    async def _listen(self) -> bool:
        """Take what the client says until it has nothing more to say; whether it still wants its answers."""
        try:
            while data := await self._read():
                for frame in self._frames.feed(data):
                    self._due_s = self._next_due_s()
                    if not await self._carry_out(self._session.feed(frame)):
                        self._is_hanging_up = True
                        return False
        except TimeoutError:
            error = BadRequest(f"no event came for {self._settings.idle_s:g} s")
            return await self._carry_out([DropStream(error)])
        return self._speaks_after_eof and await self._finish()

    async def _finish(self) -> bool:
        for frame in self._frames.finish():
            await self._carry_out(self._session.feed(frame))
        return await self._carry_out(self._session.finish())

    async def _read(self) -> bytes:
        """The next bytes, empty at the end. Raises `TimeoutError` when the client owed an event and sent none."""
        while True:
            try:
                async with asyncio.timeout_at(self._due_s):
                    return await self._reader.read(READ_BYTES)
            except TimeoutError:
                if not self._speaker.awaits_client:
                    self._due_s = self._next_due_s()
                elif asyncio.get_running_loop().time() >= self._due_s:
                    raise
            except OSError as error:
                raise ClientGone(str(error)) from None

    async def _carry_out(self, actions: Iterable[Action]) -> bool:
        """Whether the conversation goes on."""
        for action in actions:
            match action:
                case Send(event):
                    await self._send(event)
                case SendInfo():
                    await self._write(self._info())
                case Close():
                    return False
                case _:
                    await self._speaker.do(action)
        return True

    async def _send(self, event: Event) -> None:
        await self._write(encode(event))

    async def _write(self, data: bytes) -> None:
        """Raises `ClientGone` for a client that has left or takes nothing."""
        try:
            self._writer.write(data)
            async with asyncio.timeout(self._settings.write_s):
                await self._writer.drain()
                await asyncio.sleep(0)  # a drain that has nothing to wait for would keep everybody else waiting
        except TimeoutError:
            raise ClientGone(f"it took nothing for {self._settings.write_s:g} s") from None
        except OSError as error:
            raise ClientGone(str(error)) from None
        self._due_s = self._next_due_s()

    def _next_due_s(self) -> float:
        return asyncio.get_running_loop().time() + self._settings.idle_s

    async def _close(self) -> None:
        if self._is_hanging_up:
            await self._linger()
        self._writer.close()
        try:
            async with asyncio.timeout(_FLUSH_S):
                await self._writer.wait_closed()
        except (TimeoutError, asyncio.CancelledError) as error:
            self._writer.transport.abort()
            if isinstance(error, asyncio.CancelledError):
                raise
        except OSError as error:
            logger.debug("client gone", extra={"reason": str(error)})

    async def _linger(self) -> None:
        """Closing while bytes are still coming in would reset the connection and lose the error event."""
        with suppress(OSError):
            async with asyncio.timeout(_LINGER_S):
                self._writer.write_eof()
                while await self._reader.read(READ_BYTES):
                    pass
