"""The Wyoming adapter: opens the door, listens at every address, announces it; and the same backwards."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from vitts_server import SpeechService
from vitts_server.protocols.wyoming.addresses import Address, StdioAddress, TcpAddress, UnixAddress, parse_address
from vitts_server.protocols.wyoming.door import Door, open_door
from vitts_server.protocols.wyoming.listeners import listen_tcp, listen_unix
from vitts_server.protocols.wyoming.settings import WyomingSettings
from vitts_server.protocols.wyoming.stdio import open_stdio
from vitts_server.protocols.wyoming.zeroconf import announced


class WyomingAdapter:
    """Implements `Adapter`."""

    name = "wyoming"

    def __init__(self, settings: WyomingSettings) -> None:
        self._settings = settings
        self._door: Door | None = None

    def connections(self) -> Mapping[str, int]:
        """All clients, however they came."""
        return {self.name: self._door.connections if self._door is not None else 0}

    @asynccontextmanager
    async def listen(self, speech: SpeechService, /) -> AsyncIterator[Sequence[str]]:
        """Listens while it is open. Raises `ConfigError` for an address that can't be had."""
        async with AsyncExitStack() as stack:
            self._door = door = await stack.enter_async_context(open_door(self._settings, speech))
            uris: list[str] = []
            for address in map(parse_address, self._settings.listen):
                uris += await _open(address, door, stack)
            await self._announce(uris, stack)
            yield tuple(uris)

    async def _announce(self, uris: Sequence[str], stack: AsyncExitStack) -> None:
        """One server is announced once, at its first TCP address."""
        bound = [address for address in map(parse_address, uris) if isinstance(address, TcpAddress)]
        if self._settings.zeroconf and bound:
            await stack.enter_async_context(
                announced(bound[0], name=self._settings.zeroconf_name, address=self._settings.zeroconf_address)
            )


async def _open(address: Address, door: Door, stack: AsyncExitStack) -> list[str]:
    match address:
        case TcpAddress():
            return await stack.enter_async_context(listen_tcp(address, door.welcome))
        case UnixAddress():
            return await stack.enter_async_context(listen_unix(address, door.welcome))
        case StdioAddress():
            reader, writer = await stack.enter_async_context(open_stdio())
            door.welcome(reader, writer, speaks_after_eof=True)
            return [str(address)]
