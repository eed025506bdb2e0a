"""Everybody who may speak: the installed voices, and the presets that are made of them. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from vitts_server.errors import UnknownVoice
from vitts_server.preset import Preset
from vitts_server.speech.speakers import speaker_number
from vitts_server.values import BadVoice, Choice, SynthesisRequest, VoiceInfo


@dataclass(frozen=True, slots=True)
class Company:
    """Who may be asked for, by every name."""

    voices: Sequence[VoiceInfo] = ()
    """Those that clients are shown, the default one first."""
    hidden: Sequence[VoiceInfo] = ()
    gone: Mapping[str, str] = field(default_factory=dict)
    """Presets that can't speak: the name in small letters -> why."""


def gather(installed: Sequence[VoiceInfo], presets: Sequence[Preset]) -> tuple[Company, list[BadVoice]]:
    """`installed`: the default one first, which speaks for presets that name none. The voices are in no order."""
    by_name = {voice.name.casefold(): voice for voice in installed}
    taken = set(by_name)
    made: list[VoiceInfo] = []
    gone: dict[str, str] = {}
    bad: list[BadVoice] = []
    for preset in presets:
        folded = preset.name.casefold()
        base = by_name.get(preset.voice.casefold()) if preset.voice is not None else next(iter(installed), None)
        if folded in taken:
            bad.append(_bad(preset, "another voice has this name"))
            continue
        taken.add(folded)
        problem = _problem(preset, base)
        if base is None or problem is not None:
            gone[folded] = problem or ""
            bad.append(_bad(preset, gone[folded]))
        else:
            made.append(_voice(preset, base))
    listed = [voice for voice in made if voice.preset is None or voice.preset.is_listed]
    hidden = [voice for voice in made if voice not in listed]
    return Company([*installed, *listed], hidden, gone), bad


def in_its_manner(request: SynthesisRequest, choice: Choice) -> SynthesisRequest:
    """The request as the preset that was chosen has it spoken."""
    preset = choice.voice.preset
    if preset is None:
        return request
    return replace(
        request,
        speed=request.speed * preset.speed,
        volume=request.volume * preset.volume,
        pitch=request.pitch * preset.pitch,
        noise_scale=preset.noise_scale if request.noise_scale is None else request.noise_scale,
        noise_w=preset.noise_w if request.noise_w is None else request.noise_w,
        sentence_pause_s=preset.sentence_pause_s if request.sentence_pause_s is None else request.sentence_pause_s,
    )


def _problem(preset: Preset, base: VoiceInfo | None) -> str | None:
    if base is None:
        return f"its voice {preset.voice!r} is not installed" if preset.voice else "no voice is installed"
    try:
        speaker_number(preset.speaker, base)
    except UnknownVoice as error:
        return error.message
    return None


def _voice(preset: Preset, base: VoiceInfo) -> VoiceInfo:
    tags = [preset.language, *(tag for tag in base.languages if tag != preset.language)] if preset.language else None
    number = speaker_number(preset.speaker, base)
    return replace(
        base,
        name=preset.name,
        description=preset.description or f"{base.name} as a preset",
        languages=tuple(tags) if tags else base.languages,
        speakers=() if preset.speaker else base.speakers,
        default_speaker=base.default_speaker if number is None else number,
        preset=preset,
        base=base,
    )


def _bad(preset: Preset, reason: str) -> BadVoice:
    return BadVoice(path=Path("presets") / preset.name, reason=reason)
