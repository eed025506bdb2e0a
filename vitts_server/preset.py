"""A voice that is an installed one in a manner of its own, as plugins give it to the core. A value."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A voice of the operator's own: an installed one under another name, in a manner of its own."""

    name: str
    voice: str | None = None
    """Name of the installed voice that speaks; None is the default one."""
    speaker: str | None = None
    """A speaker's name or number; None leaves it to the request."""
    speed: float = 1.0
    """Factor on the request's speed."""
    noise_scale: float | None = None
    """This and what follows hold where the request says nothing."""
    noise_w: float | None = None
    sentence_pause_s: float | None = None
    volume: float = 1.0
    """Factor on the request's volume."""
    pitch: float = 1.0
    """Factor on the request's pitch."""
    language: str | None = None
    """BCP 47 tag it is advertised with, and whose rules read its text; None: as its voice."""
    description: str = ""
    is_listed: bool = True
    """Whether it is among the voices that clients are shown; its name is understood either way."""
