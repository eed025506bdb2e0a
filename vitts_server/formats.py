"""Choosing a file format by name, and giving it a rate of its own. What doors, commands and the store share."""

from collections.abc import Sequence

from vitts_server.errors import BadRequest
from vitts_server.ports import Encoder, EncoderStream
from vitts_server.resampling import Resampler
from vitts_server.values import Samples

COMPRESSED = ("mp3", "opus", "webm", "aac", "flac")
"""What the extra `codecs` adds."""
INSTALL_COMPRESSED = "pip install 'vitts-server[codecs]'"


def encoder_named(encoders: Sequence[Encoder], name: str) -> Encoder:
    """The encoder that requests call `name`. Raises `BadRequest`, which says what there is."""
    for encoder in encoders:
        if encoder.name == name:
            return encoder
    there = ", ".join(encoder.name for encoder in encoders)
    raise BadRequest(f"there is no format {name!r}; there are: {there}{how_to_install(name)}", field="format")


def how_to_install(name: str) -> str:
    """The end of a sentence about a format that is missing; empty if there is nothing to install for it."""
    return f" (to have {name}: {INSTALL_COMPRESSED})" if name in COMPRESSED else ""


def at_rate(encoder: Encoder, sample_rate_hz: int) -> Encoder:
    """The same format with files of one rate, whatever rate the voice has."""
    return _AtRate(encoder, sample_rate_hz)


class _AtRate:
    def __init__(self, encoder: Encoder, sample_rate_hz: int) -> None:
        self.name = encoder.name
        self.media_type = encoder.media_type
        self.suffix = encoder.suffix
        self._encoder = encoder
        self._sample_rate_hz = sample_rate_hz

    def open(self, sample_rate_hz: int, /) -> EncoderStream:
        stream = self._encoder.open(self._sample_rate_hz)
        if sample_rate_hz == self._sample_rate_hz:
            return stream
        return _ResampledStream(Resampler(sample_rate_hz, self._sample_rate_hz), stream, self._sample_rate_hz)


class _ResampledStream:
    def __init__(self, resampler: Resampler, stream: EncoderStream, sample_rate_hz: int) -> None:
        self.sample_rate_hz: int = getattr(stream, "sample_rate_hz", sample_rate_hz)
        self._resampler = resampler
        self._stream = stream

    def feed(self, samples: Samples, /) -> bytes:
        return self._stream.feed(self._resampler.feed(samples))

    def finish(self) -> bytes:
        return self._stream.feed(self._resampler.finish()) + self._stream.finish()

    def final_header(self) -> bytes:
        final_header = getattr(self._stream, "final_header", None)
        return final_header() if final_header is not None else b""
