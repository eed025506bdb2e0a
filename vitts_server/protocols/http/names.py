"""Voices for interfaces that know no speakers: both under one name, `voice:speaker`. Pure functions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from vitts_server import VoiceInfo


@dataclass(frozen=True, slots=True)
class Speaks:
    """A voice and one of its speakers; None is the voice's default one."""

    voice: str
    speaker: str | None = None


def speaks(name: str, voices: Sequence[VoiceInfo], aliases: Mapping[str, str] | None = None) -> Speaks:
    """Who `name` stands for: an alias, a voice, or a voice and a speaker. Whether they exist is for the core to say.

    The names of voices and of speakers may hold colons themselves, so what is installed decides where to cut.
    """
    meant = {alias.casefold(): other for alias, other in (aliases or {}).items()}.get(name.casefold(), name)
    whole = [voice.name for voice in voices if meant.casefold() == voice.name.casefold()]
    within = [] if whole else [voice.name for voice in voices if _begins(meant, voice.name)]
    if within:
        voice = max(within, key=len)
        return Speaks(voice, meant[len(voice) + 1 :])
    return Speaks(meant)


def _begins(name: str, voice: str) -> bool:
    return name[: len(voice)].casefold() == voice.casefold() and name[len(voice) : len(voice) + 1] == ":"


def names(voices: Sequence[VoiceInfo]) -> Iterator[tuple[str, VoiceInfo]]:
    """Every name that `speaks` understands without aliases, in the order of the voices."""
    for voice in voices:
        yield voice.name, voice
        yield from ((f"{voice.name}:{speaker}", voice) for speaker in voice.speakers)
