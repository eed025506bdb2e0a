"""The plugin: what vitts-server finds under its entry point `openvino`."""

from collections.abc import Sequence

from vitts_openvino.backend import OpenVino
from vitts_openvino.settings import OpenVinoSettings
from vitts_server import Backend, Config, Section, hookimpl


@hookimpl
def vitts_settings() -> Sequence[type[Section]]:
    """The section `[openvino]`."""
    return [OpenVinoSettings]


@hookimpl
def vitts_backends(config: Config) -> Sequence[Backend]:
    """The backend `openvino`."""
    return [OpenVino(config.section(OpenVinoSettings).precision)]
