"""Who speaks for OpenAI's voices: they are spread over what is installed, always in the same way. Pure functions."""

from collections.abc import Mapping, Sequence

from vitts_server import VoiceInfo, languages
from vitts_server.protocols.http.names import Speaks, names, speaks

OPENAI_VOICES = (
    "alloy", "ash", "ballad", "coral", "echo", "fable", "nova", "onyx", "sage", "shimmer", "verse", "marin", "cedar",
)  # fmt: skip


def who_speaks(
    name: str | None, language: str | None, voices: Sequence[VoiceInfo], aliases: Mapping[str, str]
) -> Speaks | None:
    """The voice that a client's name stands for; None leaves the choice to the core.

    What the settings say comes first, then what is installed, then OpenAI's names. `voices`: the default one first.
    """
    if not name:
        return None
    folded = name.casefold()
    is_known = folded in {other.casefold() for other in aliases} | {listed.casefold() for listed, _ in names(voices)}
    if not is_known and folded in OPENAI_VOICES and voices:
        company = _company(voices, language)
        return company[OPENAI_VOICES.index(folded) % len(company)]
    return speaks(name, voices, aliases)


def _company(voices: Sequence[VoiceInfo], language: str | None) -> list[Speaks]:
    """Voices and speakers of one language and one kind, the best first, then a speaker of each in turn."""
    leader = max(voices, key=lambda voice: languages.match(language, voice.languages)) if language else voices[0]
    tag = leader.languages[0]
    alike = [voice for voice in voices if voice.engine == leader.engine and languages.match(tag, voice.languages)]
    alike.sort(key=lambda voice: voice is not leader)
    more = [
        (turn, Speaks(voice.name, speaker))
        for voice in alike
        for turn, speaker in enumerate(_others(voice)[: len(OPENAI_VOICES)])
    ]
    more.sort(key=lambda pair: pair[0])
    return [*(Speaks(voice.name) for voice in alike), *(speaker for _, speaker in more)]


def _others(voice: VoiceInfo) -> list[str]:
    """Speakers besides the default one."""
    return [name for number, name in enumerate(voice.speakers) if number != voice.default_speaker]
