"""The list of a catalogue on this machine: the one that was fetched last, else the one that came along. Blocking."""

import hashlib
import time
from datetime import date
from pathlib import Path

from vitts_server.voices.catalogue.entries import BadIndex, Index, parse_index
from vitts_server.voices.catalogue.settings import PIPER_REVISION, PIPER_URL, CatalogueSettings

SHIPPED_ON = date(2026, 11, 21)
"""When the list that comes along was written."""
_SHIPPED = Path(__file__).with_name("voices.json")
_DAY_S = 86_400


def list_path(settings: CatalogueSettings, folder: Path) -> Path:
    """Where the list of this catalogue is kept: each has its own."""
    key = hashlib.sha256(f"{settings.url}@{settings.revision}".encode()).hexdigest()[:12]
    return folder / f"voices-{key}.json"


def load_index(settings: CatalogueSettings, folder: Path) -> Index:
    """Never from the network; empty for a catalogue whose list was never fetched."""
    path = list_path(settings, folder)
    try:
        age_s = max(0.0, time.time() - path.stat().st_mtime)
        return parse_index(path.read_bytes(), f"fetched {_ago(age_s)} from {settings.url}")
    except (FileNotFoundError, BadIndex):
        pass  # a list that is damaged is as good as none: the next update replaces it
    if (settings.url, settings.revision) == (PIPER_URL, PIPER_REVISION):
        days = max(0, (date.today() - SHIPPED_ON).days)  # noqa: DTZ011 - a day more or less is all the same here
        age = "today" if days == 0 else f"{days} day{'s' if days > 1 else ''} ago"
        return parse_index(_SHIPPED.read_bytes(), f"shipped with this version, written {age} ({SHIPPED_ON})")
    return Index((), f"never fetched from {settings.url}; `vitts-server voices update` does it")


def _ago(age_s: float) -> str:
    for unit, seconds in (("day", _DAY_S), ("hour", 3600), ("minute", 60)):
        count = int(age_s // seconds)
        if count:
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now"
