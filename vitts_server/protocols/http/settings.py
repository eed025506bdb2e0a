"""The `[http]` section."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, SecretStr

from vitts_server import Inherited, NameList, Section
from vitts_server.protocols.http.addresses import EVERYWHERE, Address, parse_address
from vitts_server.protocols.http.speed import parse_speed

API_PORT = 11111
"""Where programs for XTTS-style backends look for one."""


def _addresses(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(parse_address(value)) for value in values)


def _host(value: str) -> str:
    return parse_address(str(Address(value, 0))).host


def _speed(value: str) -> str:
    return parse_speed(value).name


class HttpSettings(Section):
    """The HTTP door: where it listens, what it answers, what it puts up with."""

    section: ClassVar[str] = "http"
    environment: ClassVar[Mapping[str, str | Inherited]] = {
        "SERVER_PORT": "listen",
        "TTS_DEFAULT_SPEED": "default-speed",
        "API_HOST": "api-host",
        "API_PORT": "api-port",
    }

    listen: Annotated[NameList, AfterValidator(_addresses)] = Field(
        ("0.0.0.0:8888",),
        description="Addresses, each host:port, [ipv6]:port or a port alone; port 0 picks a free one.",
    )
    api_host: Annotated[str, AfterValidator(_host)] | None = Field(
        None, description="Host of one more address, for programs that have a host and a port; unset: every interface."
    )
    api_port: int | None = Field(
        None, ge=0, le=65535, description="Port of that address; unset: 11111 if a host is set, else there is none."
    )
    service_name: str = Field("vitts-server", description="What /health calls the service.")
    default_speed: Annotated[str, AfterValidator(_speed)] = Field(
        "normal", description="Speed of /tts and /tts/stream when the request names none: a word or a number."
    )
    cors_origin: NameList = Field(
        ("*",), description="Web origins whose pages may use the server; * is any, an empty list is none but our own."
    )
    admin_token: SecretStr | None = Field(
        None,
        min_length=8,
        description="Who sends this token may change the lexicon, voices and presets; unset: nobody may over HTTP.",
    )
    trust_proxy: bool = Field(
        False, description="Believe X-Forwarded-Proto, -Host and -For; only behind a proxy that sets them itself."
    )
    max_connections: int = Field(512, ge=1, description="Connections at a time; further ones are answered 503.")
    max_header_bytes: int = Field(
        262_144, ge=1024, description="Longest request line and headers together; a text in a query has to fit in."
    )
    max_body_bytes: int = Field(2_097_152, ge=1024, description="Longest body of a request.")
    idle_timeout_s: float = Field(
        120.0, gt=0, description="A connection that sends no complete request this long is closed, in seconds."
    )
    body_timeout_s: float = Field(60.0, gt=0, description="A request's body has to arrive within this many seconds.")
    send_timeout_s: float = Field(
        300.0, gt=0, description="A client that takes no more of its answer for this many seconds is hung up on."
    )

    @property
    def addresses(self) -> tuple[str, ...]:
        """All addresses to listen on."""
        if self.api_host is None and self.api_port is None:
            return self.listen
        host, port = self.api_host or EVERYWHERE, API_PORT if self.api_port is None else self.api_port
        return (*self.listen, str(Address(host, port)))
