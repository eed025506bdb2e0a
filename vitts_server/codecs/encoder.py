"""The formats as encoders. PyAV is imported with the first file: most servers never write one."""

from vitts_server import EncoderStream, at_rate
from vitts_server.codecs.kinds import Kind


class CompressedEncoder:
    """One format."""

    def __init__(self, kind: Kind) -> None:
        self.name = kind.name
        self.media_type = kind.media_type
        self.suffix = kind.suffix
        self._kind = kind

    def open(self, sample_rate_hz: int, /) -> EncoderStream:
        """A new file; samples at a rate that the codec does not know are resampled."""
        rate_hz = self._kind.rate_hz(sample_rate_hz)
        if rate_hz != sample_rate_hz:
            return at_rate(self, rate_hz).open(sample_rate_hz)
        from vitts_server.codecs.stream import CompressedStream

        return CompressedStream(self._kind, sample_rate_hz)
