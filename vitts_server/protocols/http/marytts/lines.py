"""Lists as MaryTTS writes them: plain text, a line for each entry. Pure functions."""

from collections.abc import Sequence

from vitts_server import VoiceInfo
from vitts_server.naming import names


def locale(tag: str) -> str:
    """`vi_VN` of `vi-VN`."""
    return tag.replace("-", "_")


def voice_lines(voices: Sequence[VoiceInfo]) -> str:
    """`name locale gender type`; of the gender nothing is known, the type is the engine."""
    return "".join(f"{name} {locale(voice.languages[0])} unknown {voice.engine}\n" for name, voice in names(voices))


def locale_lines(voices: Sequence[VoiceInfo]) -> str:
    """Every language that a voice speaks, that of the default voice first."""
    tags = dict.fromkeys(tag for voice in voices for tag in voice.languages)
    return "".join(f"{locale(tag)}\n" for tag in tags)
