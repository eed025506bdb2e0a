"""Who speaks a request: voice by name, by a plugin's rule, by language, else the default. Pure functions."""

from collections.abc import Sequence

from vitts_server.errors import NoVoice, UnknownVoice
from vitts_server.languages import match
from vitts_server.values import Choice, SynthesisRequest, VoiceInfo

_MOST_DIGITS = 9


def order_voices(voices: Sequence[VoiceInfo], default: str | None, language: str) -> list[VoiceInfo]:
    """The default voice first: the one named, else the best of `language`, else the best of all; the rest by name."""

    def merit(voice: VoiceInfo) -> tuple[bool, int, int]:
        return (voice.name == default, match(language, voice.languages), voice.rank)

    rest = sorted(voices, key=lambda voice: voice.name)
    best = max(rest, key=merit, default=None)
    return [best, *(voice for voice in rest if voice is not best)] if best is not None else []


def choose(request: SynthesisRequest, voices: Sequence[VoiceInfo], preferred: VoiceInfo | None) -> Choice:
    """The voice and the speaker of a request.

    `voices` in the order of `order_voices`; `preferred` is a plugin's choice for requests that name no voice.
    Raises `NoVoice` or `UnknownVoice`.
    """
    if not voices:
        raise NoVoice("no voice is installed")
    warnings: list[str] = []
    if request.voice is not None:
        voice = _by_name(request.voice, voices)
    elif preferred is not None:
        voice = preferred
    else:
        voice = _by_language(request.language, voices, warnings)
    return Choice(voice=voice, speaker=_speaker(request.speaker, voice), warnings=tuple(warnings))


def _by_name(name: str, voices: Sequence[VoiceInfo]) -> VoiceInfo:
    for voice in voices:
        if voice.name == name:
            return voice
    for voice in voices:
        if voice.name.casefold() == name.casefold():
            return voice
    raise UnknownVoice(f"there is no voice {name[:100]!r}; installed are: {_listed(voices)}", field="voice")


def _listed(voices: Sequence[VoiceInfo], most: int = 20) -> str:
    names = [voice.name for voice in voices[:most]]
    return ", ".join(names) + (f" and {len(voices) - most} more" if len(voices) > most else "")


def _by_language(language: str | None, voices: Sequence[VoiceInfo], warnings: list[str]) -> VoiceInfo:
    default = voices[0]
    if not language:
        return default
    best = max(voices, key=lambda voice: (match(language, voice.languages), voice is default, voice.rank))
    if match(language, best.languages):
        return best
    warnings.append(f"no voice speaks {language!r}; the default voice {default.name} does")
    return default


def _speaker(speaker: str | None, voice: VoiceInfo) -> int | None:
    """The speaker's number; a voice of one speaker also answers to "0"."""
    if speaker is None or speaker == "":
        return voice.default_speaker if voice.speakers else None
    names = [name.casefold() for name in voice.speakers]
    if speaker.casefold() in names:
        return names.index(speaker.casefold())
    is_number = speaker.isascii() and speaker.isdigit() and len(speaker) <= _MOST_DIGITS
    if is_number and int(speaker) < max(1, len(names)):
        return int(speaker) if names else None
    allowed = f"0 to {len(names) - 1} or {', '.join(voice.speakers[:20])}" if names else "none, it has only one"
    raise UnknownVoice(f"voice {voice.name} has no speaker {speaker[:50]!r}; allowed: {allowed}", field="speaker")
