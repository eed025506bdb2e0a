"""A voice's speakers by name and by number. Pure functions."""

from vitts_server.errors import UnknownVoice
from vitts_server.values import VoiceInfo

_MOST_DIGITS = 9


def speaker_number(speaker: str | None, voice: VoiceInfo) -> int | None:
    """The speaker's number; a voice of one speaker also answers to "0". Raises `UnknownVoice`."""
    if speaker is None or speaker == "":
        return voice.default_speaker if voice.speakers or _is_fixed(voice) else None
    names = [name.casefold() for name in voice.speakers]
    if speaker.casefold() in names:
        return names.index(speaker.casefold())
    is_number = speaker.isascii() and speaker.isdigit() and len(speaker) <= _MOST_DIGITS
    if is_number and names and int(speaker) < len(names):
        return int(speaker)
    if is_number and not names and int(speaker) in (0, voice.default_speaker):
        return speaker_number(None, voice)
    allowed = f"0 to {len(names) - 1} or {', '.join(voice.speakers[:20])}" if names else "none, it has only one"
    raise UnknownVoice(f"voice {voice.name} has no speaker {speaker[:50]!r}; allowed: {allowed}", field="speaker")


def _is_fixed(voice: VoiceInfo) -> bool:
    """Whether it is a preset of one speaker among several."""
    return voice.base is not None and bool(voice.base.speakers)
