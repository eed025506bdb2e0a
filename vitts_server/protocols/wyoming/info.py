"""The voices as the `info` event that answers `describe`. Pure; nothing is loaded for it."""

from collections.abc import Sequence

from wyoming.event import Event
from wyoming.info import Attribution, Info, TtsProgram, TtsVoice, TtsVoiceSpeaker

from vitts_server import VoiceInfo, __version__

PROGRAM = "vitts-server"
"""Assistants name their entity after it: it never changes."""


def info_event(voices: Sequence[VoiceInfo]) -> Event:
    """One program with all voices. Without any it says that it is not installed, so that nobody offers it."""
    program = TtsProgram(
        name=PROGRAM,
        attribution=Attribution(name=PROGRAM, url=""),
        installed=bool(voices),
        description="Speech in VITS (Piper) voices",
        version=__version__,
        voices=[_voice(voice) for voice in voices],
        supports_synthesize_streaming=True,
    )
    return Info(tts=[program]).event()


def _voice(voice: VoiceInfo) -> TtsVoice:
    return TtsVoice(
        name=voice.name,
        attribution=Attribution(name=voice.attribution.name, url=voice.attribution.url),
        installed=True,
        description=voice.description or None,
        version=voice.version or None,
        languages=[_wyoming_language(tag) for tag in voice.languages],
        speakers=[TtsVoiceSpeaker(name=name) for name in voice.speakers] or None,
    )


def _wyoming_language(tag: str) -> str:
    """`vi-VN` is written `vi_VN` there."""
    return tag.replace("-", "_")
