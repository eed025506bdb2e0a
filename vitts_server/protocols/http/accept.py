"""What a client prefers, by its `Accept` header. Pure functions."""

from collections.abc import Iterator, Sequence

from vitts_server import Encoder

_OTHER_NAMES = {
    "audio/x-wav": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/vnd.wave": "audio/wav",
    "audio/mp3": "audio/mpeg",
    "audio/opus": "audio/ogg",
    "application/ogg": "audio/ogg",
    "audio/x-flac": "audio/flac",
    "audio/aacp": "audio/aac",
}


def preferred_format(accept: str | None, encoders: Sequence[Encoder], default: str) -> str:
    """Name of the format that the client likes best; `default` where it does not care or knows none of ours."""
    names = {encoder.media_type: encoder.name for encoder in reversed(encoders)}
    best, best_quality = default, 0.0
    for media_type, quality in _parsed(accept or ""):
        name = default if media_type in ("audio/*", "*/*") else names.get(_OTHER_NAMES.get(media_type, media_type))
        if name is not None and (quality > best_quality or (quality == best_quality and name == default)):
            best, best_quality = name, quality
    return best


def prefers(accept: str | None, media_type: str, usual: str) -> bool:
    """Whether the client names `media_type` and likes it better than `usual`, which it gets otherwise."""
    wanted = dict(_parsed(accept or ""))
    anything = wanted.get(f"{usual.partition('/')[0]}/*", wanted.get("*/*", 0.0))
    return wanted.get(media_type, 0.0) > wanted.get(usual, anything)


def _parsed(accept: str) -> Iterator[tuple[str, float]]:
    """Media types and how much each is wanted, 0 to 1; what can't be read counts as 0."""
    for part in accept.split(","):
        media_type, *parameters = part.split(";")
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "q":
                quality = _quality(value)
        yield media_type.strip().lower(), quality


def _quality(value: str) -> float:
    try:
        quality = float(value)
    except ValueError:
        return 0.0
    return quality if 0 <= quality <= 1 else 0.0


def accepts_gzip(accept_encoding: str | None) -> bool:
    """Whether the client can read what was compressed with gzip, by its `Accept-Encoding`."""
    wanted = dict(_parsed(accept_encoding or ""))
    return wanted.get("gzip", wanted.get("*", 0.0)) > 0
