"""Who a name of a speaker stands for. Pure functions; a name that nobody has is no error here."""

from collections.abc import Iterator, Mapping, Sequence

from vitts_server import VoiceInfo
from vitts_server.naming import Speaks, names, speaks

_MOST_DIGITS = 9


def find_speaker(wanted: Sequence[str], voices: Sequence[VoiceInfo], aliases: Mapping[str, str]) -> Speaks | None:
    """The first of the `wanted` names that somebody has: an alias, a voice, `voice:speaker`, or a speaker alone."""
    for name in wanted:
        meant = speaks(name, voices, aliases)
        for candidate in (meant, *_by_speaker_alone(meant, voices)):
            if found := _installed(candidate, voices):
                return found
    return None


def listed(voices: Sequence[VoiceInfo], aliases: Mapping[str, str]) -> Iterator[tuple[str, Speaks, VoiceInfo]]:
    """Every name that is worth choosing, the default voice first, aliases last."""
    known = {voice.name: voice for voice in voices}
    offered = [name for name, _ in names(voices)]
    for name in (*offered, *(alias for alias in aliases if alias not in offered)):
        if found := find_speaker([name], voices, aliases):
            yield name, found, known[found.voice]


def speaker_id(voice: VoiceInfo, speaker: int | None) -> str:
    """The name under which the list has this voice and speaker."""
    return voice.name if speaker is None or not voice.speakers else f"{voice.name}:{voice.speakers[speaker]}"


def _by_speaker_alone(meant: Speaks, voices: Sequence[VoiceInfo]) -> Iterator[Speaks]:
    name = meant.voice.casefold()
    for voice in voices:
        yield from (Speaks(voice.name, speaker) for speaker in voice.speakers if speaker.casefold() == name)


def _installed(meant: Speaks, voices: Sequence[VoiceInfo]) -> Speaks | None:
    """The same with the voice's name as it is spelt, if there is such a voice and speaker."""
    voice = next((voice for voice in voices if voice.name.casefold() == meant.voice.casefold()), None)
    return Speaks(voice.name, meant.speaker) if voice is not None and _has(voice, meant.speaker) else None


def _has(voice: VoiceInfo, speaker: str | None) -> bool:
    if speaker is None or speaker.casefold() in [name.casefold() for name in voice.speakers]:
        return True
    is_number = speaker.isascii() and speaker.isdigit() and len(speaker) <= _MOST_DIGITS
    return is_number and int(speaker) < max(1, len(voice.speakers))
