"""Sample arithmetic: PCM, WAV headers, silence. Pure functions, no input or output."""

import struct

import numpy as np

from vitts_server.values import Samples

UNKNOWN_SIZE = 0xFFFFFFFF
"""What a streamed WAV carries for its sizes: players then read to the end, where zeros would mean "empty"."""

_WAV_HEADER_BYTES = 44


def pcm16(samples: Samples) -> bytes:
    """Signed 16-bit little-endian PCM; what lies outside -1 and 1 is clipped. As the Piper programs do it."""
    scaled = np.clip(samples * np.float32(32767.0), -32767.0, 32767.0)
    return bytes(scaled.astype("<i2").tobytes())


def silence(duration_s: float, sample_rate_hz: int) -> Samples:
    """A whole number of zero samples, the nearest to `duration_s`."""
    return np.zeros(max(0, round(duration_s * sample_rate_hz)), dtype=np.float32)


def wav_header(sample_rate_hz: int, data_bytes: int | None = None) -> bytes:
    """The 44 bytes before 16-bit mono PCM (RIFF/WAVE). `data_bytes` None means that the length is not known yet."""
    riff_bytes = UNKNOWN_SIZE if data_bytes is None else data_bytes + _WAV_HEADER_BYTES - 8
    return b"".join(
        (
            struct.pack("<4sI4s", b"RIFF", riff_bytes, b"WAVE"),
            struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, sample_rate_hz, sample_rate_hz * 2, 2, 16),
            struct.pack("<4sI", b"data", UNKNOWN_SIZE if data_bytes is None else data_bytes),
        )
    )


def seconds(samples: Samples, sample_rate_hz: int) -> float:
    """How long the samples last."""
    return len(samples) / sample_rate_hz
