"""Values of `output_format`: format, rate and, for compressed ones, bit rate, such as `mp3_44100_128`."""

from collections.abc import Sequence

from vitts_server import BadRequest, Encoder, at_rate, encoder_named, how_to_install

DEFAULT_FORMAT = "mp3_44100_128"
_RATES_HZ = (8000, 16000, 22050, 24000, 32000, 44100, 48000)
_MP3 = ("22050_32", "24000_48", "44100_32", "44100_64", "44100_96", "44100_128", "44100_192")
_OPUS = ("48000_32", "48000_64", "48000_96", "48000_128", "48000_192")
FORMATS = (
    *(f"mp3_{rates}" for rates in _MP3),
    *(f"opus_{rates}" for rates in _OPUS),
    *(f"{kind}_{rate_hz}" for kind in ("pcm", "wav") for rate_hz in _RATES_HZ),
)


def encoder_of(output_format: str, encoders: Sequence[Encoder]) -> Encoder:
    """The encoder at the rate of the name. Raises `BadRequest`, which lists what there is."""
    kind, _, rates = output_format.partition("_")
    installed = {encoder.name for encoder in encoders}
    if output_format not in FORMATS or kind not in installed:
        there = ", ".join(name for name in FORMATS if name.partition("_")[0] in installed)
        raise BadRequest(
            f"there is no output_format {output_format!r}; there are: {there}{how_to_install(kind)}",
            field="output_format",
        )
    return at_rate(encoder_named(encoders, kind), int(rates.partition("_")[0]))
