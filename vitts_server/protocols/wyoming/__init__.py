"""Speech over Wyoming, the protocol of Home Assistant's voice services. A built-in plugin on the public API."""

from collections.abc import Sequence

from vitts_server import Adapter, Config, Section, hookimpl
from vitts_server.protocols.wyoming.adapter import WyomingAdapter
from vitts_server.protocols.wyoming.settings import WyomingSettings

__all__ = ["WyomingAdapter", "WyomingSettings"]


@hookimpl
def vitts_settings() -> Sequence[type[Section]]:
    """The section [wyoming]."""
    return [WyomingSettings]


@hookimpl
def vitts_adapters(config: Config) -> Sequence[Adapter]:
    """The adapter that listens where the settings say."""
    return [WyomingAdapter(config.section(WyomingSettings))]
