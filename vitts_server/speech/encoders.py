"""The file formats that need no library: WAV and bare PCM, both 16 bits and mono. Written against the public API.

Not here: compressed formats, which are plugins of their own.
"""

from collections.abc import Sequence

from vitts_server import Config, Encoder, Samples, audio, hookimpl


@hookimpl
def vitts_encoders(config: Config) -> Sequence[Encoder]:
    """`wav` and `pcm`."""
    return [WavEncoder(), PcmEncoder()]


class WavEncoder:
    """RIFF/WAVE, 16-bit PCM."""

    name = "wav"
    is_quick = True
    media_type = "audio/wav"
    suffix = "wav"

    def open(self, sample_rate_hz: int, /) -> "WavStream":
        """A new file, whose length is not known yet."""
        return WavStream(sample_rate_hz)


class WavStream:
    """One WAV being written. Its header says "length unknown", for those who send while it is being made."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._sample_rate_hz = sample_rate_hz
        self._pending_header = audio.wav_header(sample_rate_hz)
        self._data_bytes = 0

    def feed(self, samples: Samples, /) -> bytes:
        """The next samples as bytes, the header before the first ones."""
        data = audio.pcm16(samples)
        self._data_bytes += len(data)
        return self._take_header() + data

    def finish(self) -> bytes:
        """Nothing, or the header of a file without any sound."""
        return self._take_header()

    def final_header(self) -> bytes:
        """What belongs over the beginning of the file once all samples were fed: the header with the true sizes."""
        return audio.wav_header(self._sample_rate_hz, self._data_bytes)

    def _take_header(self) -> bytes:
        header, self._pending_header = self._pending_header, b""
        return header


class PcmEncoder:
    """Samples without any header, little-endian."""

    name = "pcm"
    is_quick = True
    media_type = "audio/pcm"
    suffix = "pcm"

    def open(self, sample_rate_hz: int, /) -> "PcmStream":
        """The rate is for the client to know: the bytes do not carry it."""
        return PcmStream()


class PcmStream:
    """One run of samples."""

    def feed(self, samples: Samples, /) -> bytes:
        """The samples as bytes."""
        return audio.pcm16(samples)

    def finish(self) -> bytes:
        """Nothing is held back."""
        return b""
