"""Presets, voices of the operator's own: in the settings, over HTTP, kept in a file. A built-in plugin."""

from collections.abc import Sequence

from vitts_server import Config, Preset, Section, ServerSettings, SpeechService, hookimpl
from vitts_server.presets.http import preset_routes
from vitts_server.presets.kept import KeptPresets
from vitts_server.presets.settings import PresetsSettings
from vitts_server.protocols.http import Route

__all__ = ["PresetsPlugin"]

_FILE = "presets.json"


class PresetsPlugin:
    """Those of the settings, then those of the file that have other names."""

    @hookimpl
    def vitts_settings(self) -> Sequence[type[Section]]:
        """The section [presets]."""
        return [PresetsSettings]

    @hookimpl
    def vitts_presets(self, config: Config) -> Sequence[Preset]:
        """All of them."""
        return _kept(config).everything()

    @hookimpl(optionalhook=True)  # without the HTTP adapter nobody asks for routes
    def vitts_http_routes(self, config: Config, speech: SpeechService) -> Sequence[Route]:
        """The presets over HTTP."""
        return preset_routes(_kept(config), speech)


def _kept(config: Config) -> KeptPresets:
    file = config.section(ServerSettings).data_dir / _FILE
    return KeptPresets(file, config.section(PresetsSettings).presets)
