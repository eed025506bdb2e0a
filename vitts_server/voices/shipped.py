"""The voices that come along, so that an empty disk speaks. A built-in plugin of its own: it can be disabled.

They are in Piper's format and loaded by that plugin. Whatever somebody installs for their language comes before them.
"""

from collections.abc import Sequence
from dataclasses import replace

from vitts_server import BadVoice, Config, VoiceInfo, hookimpl
from vitts_server.voices.piper import PiperSettings
from vitts_server.voices.piper.folder import describe, shipped_files

_RANK = 10
_LICENSE = "CC0-1.0"


@hookimpl
def vitts_voices(config: Config) -> Sequence[VoiceInfo | BadVoice]:
    """None if nobody can load them."""
    settings = config.sections.get(PiperSettings)
    if not isinstance(settings, PiperSettings):
        return []
    return [
        replace(settings.mark(voice), rank=_RANK, license=_LICENSE) if isinstance(voice, VoiceInfo) else voice
        for voice in map(describe, shipped_files())
    ]
