"""The formats: which codec in which container, and the options that let bytes leave early. Values only."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

_MPEG_RATES_HZ = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
_OPUS_RATES_HZ = (8000, 12000, 16000, 24000, 48000)


def _mpeg_bit_rate(sample_rate_hz: int) -> int:
    """Enough for one voice. Frames of AAC can't hold more than six bits for each sample."""
    return min(96_000 if sample_rate_hz > 24_000 else 64_000, 6 * sample_rate_hz)


def _opus_bit_rate(sample_rate_hz: int) -> int:
    return 48_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One format; `container` and `codec` are FFmpeg's names."""

    name: str
    media_type: str
    suffix: str
    container: str
    codec: str
    sample_format: Literal["s16", "fltp"]
    rates_hz: Sequence[int] = ()
    """Rates that the codec takes, rising; empty for any."""
    bit_rate: Callable[[int], int] | None = None
    """From the rate; None for a codec without loss."""
    options: Mapping[str, str] = field(default_factory=dict)
    """Of the container: small pages and clusters, for those who listen while it is made."""

    def rate_hz(self, sample_rate_hz: int) -> int:
        """The rate of the file: that of the samples, or the next higher one that the codec takes."""
        if not self.rates_hz:
            return sample_rate_hz
        return next((rate for rate in self.rates_hz if rate >= sample_rate_hz), self.rates_hz[-1])


KINDS: Sequence[Kind] = (
    Kind(
        name="mp3",
        media_type="audio/mpeg",
        suffix="mp3",
        container="mp3",
        codec="libmp3lame",
        sample_format="fltp",
        rates_hz=_MPEG_RATES_HZ,
        bit_rate=_mpeg_bit_rate,
        options={"id3v2_version": "0", "write_xing": "0"},  # a tag before the sound would have to know its length
    ),
    Kind(
        name="opus",
        media_type="audio/ogg",
        suffix="opus",
        container="ogg",
        codec="libopus",
        sample_format="s16",
        rates_hz=_OPUS_RATES_HZ,
        bit_rate=_opus_bit_rate,
        options={"page_duration": "60000"},
    ),
    Kind(
        name="webm",
        media_type="audio/webm",
        suffix="webm",
        container="webm",
        codec="libopus",
        sample_format="s16",
        rates_hz=_OPUS_RATES_HZ,
        bit_rate=_opus_bit_rate,
        options={"cluster_time_limit": "60"},
    ),
    Kind(
        name="aac",
        media_type="audio/aac",
        suffix="aac",
        container="adts",
        codec="aac",
        sample_format="fltp",
        rates_hz=_MPEG_RATES_HZ,
        bit_rate=_mpeg_bit_rate,
    ),
    Kind(
        name="flac",
        media_type="audio/flac",
        suffix="flac",
        container="flac",
        codec="flac",
        sample_format="s16",
        options={"metadata_header_padding": "0"},
    ),
)
