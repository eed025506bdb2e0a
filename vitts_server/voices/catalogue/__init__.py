"""Voices that can be downloaded: the public catalogue, any other with its layout, and single files.

A built-in plugin on the public API that adds the section [catalogue]; the command `voices` and the downloads over HTTP
use what is here.
"""

from collections.abc import Sequence

from vitts_server import Section, hookimpl
from vitts_server.voices.catalogue.catalogue import Catalogue, name_in
from vitts_server.voices.catalogue.entries import CatalogueVoice, Index, is_spoken
from vitts_server.voices.catalogue.errors import DownloadFailed
from vitts_server.voices.catalogue.files import VoiceFiles, licence_on
from vitts_server.voices.catalogue.progress import Progress, Report
from vitts_server.voices.catalogue.settings import CatalogueSettings

__all__ = [
    "Catalogue",
    "CatalogueSettings",
    "CatalogueVoice",
    "DownloadFailed",
    "Index",
    "Progress",
    "Report",
    "VoiceFiles",
    "is_spoken",
    "licence_on",
    "name_in",
]


@hookimpl
def vitts_settings() -> Sequence[type[Section]]:
    """The section [catalogue]."""
    return [CatalogueSettings]
