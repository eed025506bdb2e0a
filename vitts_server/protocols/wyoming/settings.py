"""The settings of the Wyoming adapter: where it listens, and how much one client may ask for."""

from ipaddress import IPv4Address, IPv6Address
from typing import ClassVar

from pydantic import Field, field_validator

from vitts_server import NameList, Section
from vitts_server.protocols.wyoming.addresses import DEFAULT_PORT, StdioAddress, parse_address
from vitts_server.protocols.wyoming.wire import WireLimits


class WyomingSettings(Section):
    """The Wyoming protocol, which Home Assistant speaks."""

    section: ClassVar[str] = "wyoming"

    listen: NameList = Field(
        (f"tcp://0.0.0.0:{DEFAULT_PORT}",),
        description="Where to listen: tcp://host:port, unix:///path and stdio://, several of them; none: not at all.",
    )
    max_connections: int = Field(512, ge=1, description="Connections at a time; more are answered busy.")
    max_connections_per_address: int = Field(
        256, ge=1, description="Connections at a time from one network address; more are answered busy."
    )
    max_waiting_requests: int = Field(
        16, ge=1, description="Requests that wait on one connection; then no more is read from it."
    )
    max_header_bytes: int = Field(65_536, ge=256, description="Longest header line of an event, in bytes.")
    max_data_bytes: int = Field(
        1_048_576,
        ge=65_536,
        description="Longest data of an event, and text that waits on one connection for its turn, in bytes.",
    )
    max_payload_bytes: int = Field(
        1_048_576, ge=0, description="Longest payload of an event, in bytes; it is skipped, never held."
    )
    max_depth: int = Field(32, ge=4, le=200, description="How deep the JSON of an event may be nested.")
    handshake_s: float = Field(10.0, gt=0, description="Seconds within which a client's first event is due.")
    idle_s: float = Field(
        300.0, gt=0, description="Seconds without an event after which a connection that waits for one is closed."
    )
    write_s: float = Field(
        60.0, gt=0, description="Seconds a client may take nothing of its answer before it is hung up on."
    )
    zeroconf: bool = Field(
        False, description="Announce the first TCP address on the local network (needs the extra zeroconf)."
    )
    zeroconf_name: str | None = Field(
        None, min_length=1, max_length=63, description="Name to announce; unset: vitts-server and the host's name."
    )
    zeroconf_address: IPv4Address | IPv6Address | None = Field(
        None, description="IP address to announce, for containers; unset: the one this machine is reached by."
    )

    @field_validator("listen")
    @classmethod
    def _check_listen(cls, uris: tuple[str, ...]) -> tuple[str, ...]:
        addresses = [parse_address(uri) for uri in uris]
        if addresses.count(StdioAddress()) > 1:
            raise ValueError("stdio:// can be there only once")
        return uris

    def wire_limits(self) -> WireLimits:
        """The bounds of one event."""
        return WireLimits(
            header_bytes=self.max_header_bytes,
            data_bytes=self.max_data_bytes,
            payload_bytes=self.max_payload_bytes,
            depth=self.max_depth,
        )
