"""Who speaks a request: voice by name, by a plugin's rule, by language, else the default. Pure functions."""

from collections.abc import Sequence
from dataclasses import replace

from vitts_server.errors import NoVoice, UnknownVoice
from vitts_server.languages import match
from vitts_server.naming import speaks, stand_in
from vitts_server.speech.company import Company
from vitts_server.speech.speakers import speaker_number
from vitts_server.values import Choice, SynthesisRequest, VoiceInfo


def order_voices(voices: Sequence[VoiceInfo], default: str | None, language: str) -> list[VoiceInfo]:
    """The default voice first: the one named, else the best of `language`, else the best of all; the rest by name."""

    def merit(voice: VoiceInfo) -> tuple[bool, bool, int, int]:
        return (voice.name == default, voice.base is None, match(language, voice.languages), voice.rank)

    rest = sorted(voices, key=lambda voice: voice.name)
    best = max(rest, key=merit, default=None)
    return [best, *(voice for voice in rest if voice is not best)] if best is not None else []


def choose(request: SynthesisRequest, company: Company, preferred: VoiceInfo | None) -> Choice:
    """The voice and the speaker of a request.

    The company's voices in the order of `order_voices`; `preferred` is a plugin's choice for requests that name no
    voice. Raises `NoVoice` or `UnknownVoice`.
    """
    if not company.voices:
        raise NoVoice("no voice is installed")
    warnings: list[str] = []
    if request.voice is not None:
        voice, request = _by_name(request.voice, request, company, warnings)
    elif preferred is not None:
        voice = preferred
    else:
        voice = _by_language(request.language, company.voices, warnings)
    return Choice(voice=voice, speaker=speaker_number(request.speaker, voice), warnings=tuple(warnings))


def knows(name: str, company: Company) -> bool:
    """Whether `choose` finds somebody under the name."""
    try:
        choose(SynthesisRequest(voice=name), company, None)
    except (NoVoice, UnknownVoice):
        return False
    return True


def _by_name(
    name: str, request: SynthesisRequest, company: Company, warnings: list[str]
) -> tuple[VoiceInfo, SynthesisRequest]:
    """Who has the name, and the request with the speaker that it may hold."""
    everybody = [*company.voices, *company.hidden]
    if (found := _installed(name, everybody)) is not None:
        return found, request
    if (reason := company.gone.get(name.casefold())) is not None:
        voice = _by_language(request.language, company.voices, warnings)
        warnings.append(f"the preset {name} can't speak: {reason}; {voice.name} does")
        return voice, replace(request, speaker=None)
    meant = speaks(name, everybody)
    substitute = stand_in(name, request.language, company.voices) if meant.speaker is None else None
    meant = substitute or meant
    if (found := _installed(meant.voice, everybody)) is None:
        listed = _listed(company.voices)
        raise UnknownVoice(f"there is no voice {name[:100]!r}; installed are: {listed}", field="voice")
    if substitute is not None and request.language and not match(request.language, found.languages):
        warnings.append(f"no voice speaks {request.language!r}; {found.name} does")
    return found, replace(request, speaker=request.speaker if meant.speaker is None else meant.speaker)


def _installed(name: str, voices: Sequence[VoiceInfo]) -> VoiceInfo | None:
    for voice in voices:
        if voice.name == name:
            return voice
    return next((voice for voice in voices if voice.name.casefold() == name.casefold()), None)


def _listed(voices: Sequence[VoiceInfo], most: int = 20) -> str:
    names = [voice.name for voice in voices[:most]]
    return ", ".join(names) + (f" and {len(voices) - most} more" if len(voices) > most else "")


def _by_language(language: str | None, voices: Sequence[VoiceInfo], warnings: list[str]) -> VoiceInfo:
    default = voices[0]
    if not language:
        return default

    def merit(voice: VoiceInfo) -> tuple[int, bool, bool, int]:
        return (match(language, voice.languages), voice is default, voice.base is None, voice.rank)

    best = max(voices, key=merit)
    if match(language, best.languages):
        return best
    warnings.append(f"no voice speaks {language!r}; the default voice {default.name} does")
    return default
