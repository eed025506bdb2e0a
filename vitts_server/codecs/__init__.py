"""Compressed file formats through PyAV (the extra `codecs`): MP3, Opus, WebM, AAC, FLAC. A plugin on the public API.

Without PyAV there is nothing to register, and requests for these formats are told how to install it.
"""

from collections.abc import Sequence
from importlib.util import find_spec

from vitts_server import Config, Encoder, hookimpl


@hookimpl
def vitts_encoders(config: Config) -> Sequence[Encoder]:
    """`mp3`, `opus`, `webm`, `aac` and `flac`, if PyAV is there."""
    if find_spec("av") is None:
        return []
    from vitts_server.codecs.encoder import CompressedEncoder
    from vitts_server.codecs.kinds import KINDS

    return [CompressedEncoder(kind) for kind in KINDS]
