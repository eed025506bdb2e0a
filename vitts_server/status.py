"""How the core is doing, as it tells adapters. Values alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedVoice:
    """A voice that is in memory now."""

    name: str
    size_bytes: int
    """Memory it takes, measured while it was loaded where that is possible."""
    leases: int
    """How many are speaking with it."""
    load_s: float
    device: str = "cpu"
    """What it runs on, such as `cuda`."""
    idle_s: float = 0.0
    """Seconds since somebody spoke with it; 0 while somebody does."""
    is_pinned: bool = False
    """Whether it stays in memory whatever happens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechStatus:
    """How the core is doing; cheap to ask for at any time."""

    state: Literal["starting", "ready", "draining"]
    running: int
    """Requests admitted and not finished."""
    waiting: int
    """Those of them that have text and no audio yet."""
    default_voice: str | None
    loaded: tuple[LoadedVoice, ...] = ()
    connections: Mapping[str, int] = field(default_factory=dict)
    """Protocol -> clients that are connected to it now, of the adapters that count them."""
    addresses: tuple[str, ...] = ()
    """Where the adapters listen, as URIs; empty before they do."""
