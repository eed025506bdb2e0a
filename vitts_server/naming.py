"""Names by which clients call who speaks: a voice, a voice and its speaker, or a well-known name. Pure functions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from vitts_server import languages
from vitts_server.values import VoiceInfo
from vitts_server.well_known import PLACES, XTTS_SPEAKERS


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


def stand_in(name: str, language: str | None, voices: Sequence[VoiceInfo]) -> Speaks | None:
    """Who speaks for a well-known name: they are spread over what is installed, always in the same way.

    None for any other name. `voices`: the default one first.
    """
    place = PLACES.get(name.casefold())
    if not voices or place is None:
        return None
    company = _company([voice for voice in voices if voice.base is None] or voices, language)
    return company[place % len(company)]


def _company(voices: Sequence[VoiceInfo], language: str | None) -> list[Speaks]:
    """Voices and speakers of one language and one kind, the best first, then a speaker of each in turn."""

    def merit(voice: VoiceInfo) -> tuple[int, bool, int]:
        return (languages.match(language or "", voice.languages), voice is voices[0], voice.rank)

    leader = max(voices, key=merit) if language else voices[0]
    tag = leader.languages[0]
    alike = [voice for voice in voices if voice.engine == leader.engine and languages.match(tag, voice.languages)]
    alike.sort(key=lambda voice: voice is not leader)
    more = [
        (turn, Speaks(voice.name, speaker))
        for voice in alike
        for turn, speaker in enumerate(_others(voice)[: len(XTTS_SPEAKERS)])
    ]
    more.sort(key=lambda pair: pair[0])
    return [*(Speaks(voice.name) for voice in alike), *(speaker for _, speaker in more)]


def _others(voice: VoiceInfo) -> list[str]:
    """Speakers besides the default one."""
    return [name for number, name in enumerate(voice.speakers) if number != voice.default_speaker]
