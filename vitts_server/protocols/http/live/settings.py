"""The `[live]` section."""

from typing import ClassVar

from pydantic import Field

from vitts_server import Section


class LiveSettings(Section):
    """Live text over WebSocket."""

    section: ClassVar[str] = "live"

    max_connections: int = Field(256, ge=1, description="WebSockets at a time; further ones are answered 503.")
    max_message_bytes: int = Field(
        65_536, ge=1024, description="Longest message of a client; a longer one ends the connection."
    )
    max_waiting_utterances: int = Field(
        16, ge=1, description="Utterances that may wait on one connection for those before them to be spoken."
    )
    max_waiting_chars: int = Field(
        100_000, ge=1, description="Characters that all utterances waiting on one connection may have together."
    )
    idle_s: float = Field(
        300.0, gt=0, description="A connection without a message or speech for this many seconds is closed."
    )
    ping_s: float = Field(
        20.0, ge=0, description="Seconds between two pings; who does not answer by the next is hung up on. 0: no pings."
    )
